"""Reading an earlier master: the bureau's overrides, and last round's answers to fill in again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from schemas.report import HEADINGS
from schemas.tables import CATALOGUE_TABLES, INDICATOR_TABLES, REPORT, Table
from validators.normalise import clean_text, normalise
from validators.problems import CannotWork

OVERRIDE, OVERRIDE_REASON = "改判", "改判理由"
_HEADER_ROWS = 6


@dataclass
class EarlierMaster:
    """What an earlier master holds.

    Attributes:
        overrides: row code → (改判, 改判理由) of the indicators that the bureau overrode.
        answers: table name → frame of answers by title, with 部门, indexed by row code.
        report: (department, row code of the heading) → text.
    """

    overrides: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, pd.DataFrame] = field(default_factory=dict)
    report: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, department: str) -> dict[str, pd.DataFrame]:
        """One department's answers, as `write_form` wants them."""
        mine = {name: frame[frame["部门"] == department] for name, frame in self.answers.items()}
        texts = {code: text for (who, code), text in self.report.items() if who == department}
        if texts:
            mine[REPORT.name] = pd.DataFrame({"内容": texts})
        return {name: frame for name, frame in mine.items() if len(frame)}


def read_master(path: Path) -> EarlierMaster:
    """Read a master workbook; raises CannotWork where it is none."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except Exception as error:  # calamine raises several unrelated types
        raise CannotWork(f"《{path.name}》无法读取，不是总进度表或文件已损坏。") from error
    if not any(table.name in grids for table in CATALOGUE_TABLES):
        raise CannotWork(f"《{path.name}》不是总进度表：里面没有“主要指标”等工作表。")
    earlier = EarlierMaster()
    for table in CATALOGUE_TABLES:
        rows = _rows(grids.get(table.name, []), "编号")
        earlier.answers[table.name] = _answers(table, rows)
        if table in INDICATOR_TABLES:
            for row in rows:
                override = clean_text(row.get(OVERRIDE, ""))
                reason = clean_text(row.get(OVERRIDE_REASON, ""))
                if override or reason:
                    earlier.overrides[str(row["编号"])] = (override or "", reason or "")
    headings = {(part, heading): code for code, part, heading, _ in HEADINGS}
    for row in _rows(grids.get(REPORT.name, []), "部门"):
        code = headings.get((str(row.get("部分")), str(row.get("标题"))))
        text = clean_text(row.get("内容", ""))
        if code and text:
            earlier.report[str(row["部门"]), code] = text
    return earlier


def _rows(grid: list[list[Any]], key: str) -> list[dict[str, Any]]:
    """The rows below the header, title → value, as far as the key column is filled."""
    for number, line in enumerate(grid[:_HEADER_ROWS]):
        if key in line:
            titles = [str(cell) for cell in line]
            rows = [dict(zip(titles, cells, strict=False)) for cells in grid[number + 1 :]]
            return [row for row in rows if clean_text(row[key])]
    return []


def _answers(table: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame: dict[str, list[Any]] = {"部门": [clean_text(row.get(table.lead, "")) for row in rows]}
    for column in table.answers:
        values = normalise(column, [row.get(column.title, "") for row in rows]).values
        frame[column.title] = [pd.Timestamp(v) if column.kind == "date" and v else v for v in values]
    return pd.DataFrame(frame, index=[str(row["编号"]) for row in rows], dtype="object")
