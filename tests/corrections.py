"""Correction forms for tests: written for a returned file, read as a clerk reads them, answered and changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import COVER, FORM_TABLES
from tests.returns import check_files, edit
from validators.answered import ANSWER, EXPLANATION
from validators.check import Checked
from validators.fresh import LEFT_OVER_SHEET
from validators.rearranged import PROBLEM_LIST
from workbook_templates.correction import correction_name, write_correction
from workbook_templates.problem_list import FIRST_ROW, HEADER_ROW


def correction_of(catalogue: Catalogue, returned: Path, folder: Path) -> Path:
    """The correction form of one returned file, written into a folder."""
    checked = check_files(catalogue, {returned.name: returned})
    (raw,) = checked.raws
    department = raw.meta["部门"]
    path = folder / correction_name(department)
    write_correction(path, catalogue, KEY, department, returned.parent, raw, [raw], checked.findings)
    return path


def problems(path: Path) -> list[dict[str, Any]]:
    """The lines of 问题清单, title → cell value; 链接 is where the cell's link leads."""
    sheet = openpyxl.load_workbook(path)[PROBLEM_LIST]
    titles = [cell.value for cell in sheet[HEADER_ROW + 1]]
    lines = []
    for cells in sheet.iter_rows(min_row=FIRST_ROW + 1):
        line = {title: cell.value for title, cell in zip(titles, cells, strict=True)}
        link = cells[titles.index("单元格")].hyperlink
        lines.append({**line, "链接": link.location if link else None})
    return lines


def left_over(path: Path) -> list[tuple[str, str, str, str]]:
    """The lines of 未能放回的内容; none where there is no such sheet."""
    book = openpyxl.load_workbook(path)
    if LEFT_OVER_SHEET not in book.sheetnames:
        return []
    lines = book[LEFT_OVER_SHEET].iter_rows(min_row=FIRST_ROW + 1, max_col=4, values_only=True)
    return [tuple(text or "" for text in line) for line in lines]  # type: ignore[misc]


def respond(path: Path, code: str, answer: Any, explanation: Any = None) -> Path:
    """Answer every line of a rule in 问题清单."""

    def change(book: Workbook) -> None:
        sheet = book[PROBLEM_LIST]
        titles = [cell.value for cell in sheet[HEADER_ROW + 1]]
        for cells in sheet.iter_rows(min_row=FIRST_ROW + 1):
            if cells[titles.index("规则")].value == code:
                cells[titles.index(ANSWER)].value = answer
                cells[titles.index(EXPLANATION)].value = explanation

    return edit(path, change)


def answers_read(checked: Checked) -> dict[tuple[str, str, str], Any]:
    """(table, row code, column) → value of every answer that was read; missing ones are None."""
    values = {}
    for table in FORM_TABLES:
        for record in checked.frames[table.name].data.to_dict("records"):
            for column in table.answers:
                value = record[column.title]
                code = "" if table is COVER else record["编号"]
                values[table.name, code, column.title] = None if pd.isna(value) else value
    return values


def differences(before: Checked, after: Checked) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """What was read differently: (table, row code, column) → (before, after)."""
    old, new = answers_read(before), answers_read(after)
    return {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}
