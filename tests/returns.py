"""Returned forms for tests: filled in from the sample's answers, then edited as a clerk would."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from samples import content
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.columns import Column
from schemas.plan import rows_for
from schemas.tables import COVER, FORM_TABLES, HELPING, REPORT, Table
from validators.check import Checked, check
from validators.normalise import normalise, to_series
from validators.pool import Job
from validators.reader import Layout, RawReturn, read_return
from workbook_templates.form_page import COVER_FIRST_ROW
from workbook_templates.form_table import FIRST_ROW, letters_of

Answers = dict[str, pd.DataFrame]


def sample_answers(catalogue: Catalogue, department: str) -> Answers:
    """What the sample department answers, without the planted mistakes: table name → answers by row code."""
    told = {(r["表"], r["编号"], r["列"]): r["值"] for r in content.answers().to_dict("records")}
    answers: Answers = {}
    for table in FORM_TABLES:
        keys = row_keys(catalogue, table, department)
        if keys:
            cells = {
                column.title: _typed(column, [told.get((table.name, *key(column.title)), "") for key in keys.values()])
                for column in table.answers
            }
            answers[table.name] = pd.DataFrame(cells, index=list(keys))
    return answers


def _typed(column: Column, texts: list[str]) -> Any:
    return to_series(column, normalise(column, texts).values).array


def row_keys(catalogue: Catalogue, table: Table, department: str) -> dict[str, Callable[[str], tuple[str, str]]]:
    """Row code → how answers.csv keys a column of that row."""
    if table is COVER:
        return {"封面": lambda title: (department, title)}
    rows = rows_for(catalogue, table, department).to_dict("records")
    if table is REPORT:
        return {row["编号"]: _heading_key(department, row["标题"]) for row in rows}
    # Several departments may know of one indicator.
    return {row["编号"]: _row_key(f"{row['编号']}@{department}" if table is HELPING else row["编号"]) for row in rows}


def _heading_key(department: str, heading: str) -> Callable[[str], tuple[str, str]]:
    short = heading.split("）")[-1].split("、")[-1]
    return lambda title: (department, short)


def _row_key(code: str) -> Callable[[str], tuple[str, str]]:
    return lambda title: (code, title)


def cell_of(catalogue: Catalogue, department: str, table: Table, row: str, title: str) -> str:
    """The address of an answer in a form that nobody has rearranged; column A where no title is given."""
    if table is COVER:
        return f"C{COVER_FIRST_ROW + [c.title for c in COVER.columns].index(title) + 1}"
    codes = rows_for(catalogue, table, department)["编号"].tolist()
    return f"{letters_of(table)[title] if title else 'A'}{FIRST_ROW + codes.index(row) + 1}"


def edit(path: Path, change: Callable[[Workbook], None]) -> Path:
    """Open a form, let `change` do to it what a clerk did, save it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def set_cell(path: Path, sheet: str, cell: str, value: Any) -> Path:
    """Type one value into a form."""

    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit(path, change)


def data_rows(sheet: Worksheet) -> list[list[Any]]:
    """The cells below the header of a form's table, row by row."""
    return [[cell.value for cell in line] for line in sheet.iter_rows(min_row=FIRST_ROW + 1)]


def put_rows(sheet: Worksheet, rows: list[list[Any]], first: int = FIRST_ROW + 1) -> None:
    """Write rows of cells from the row `first` on."""
    for number, line in enumerate(rows, start=first):
        for at, value in enumerate(line, start=1):
            sheet.cell(number, at).value = value


def check_files(catalogue: Catalogue, files: Mapping[str, Path], key: bytes = KEY) -> Checked:
    """Check files under the names that people know them by, in this process: workers have tests of their own."""
    return check(catalogue, [(path, name) for name, path in files.items()], key, read=_read_here)


def _read_here(jobs: Sequence[Job], layouts: Mapping[str, Layout], on_progress: object) -> list[RawReturn]:
    return [read_return(path, name, layouts) for path, name in jobs]


def codes(checked: Checked) -> list[str]:
    """The codes of all findings, in order."""
    return [finding.code for finding in checked.findings]


def set_age(path: Path, seconds: int) -> Path:
    """Make a file as old as wanted."""
    os.utime(path, (1_690_000_000 - seconds, 1_690_000_000 - seconds))
    return path
