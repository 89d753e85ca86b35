"""Reading an earlier master: the bureau's overrides, last round's answers, and what a comparison needs of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from schemas.findings import TITLES
from schemas.master import master_columns
from schemas.report import HEADINGS
from schemas.tables import CATALOGUE_TABLES, INDICATOR_TABLES, REPORT, TABLES, Table
from validators.catalogue import MOST_ROWS
from validators.intake import look
from validators.normalise import clean_text, normalise, to_series
from validators.problems import CannotWork
from validators.refused import Refused

OVERRIDE, OVERRIDE_REASON = "改判", "改判理由"
OVERVIEW, FINDINGS = "总览", "问题清单"
_HEADER_ROWS = 6
# Limits for what strangers send; the bureau's own master of many departments may pass them.
_TOO_LARGE = ("F103", "F108", "F111")
_KEY_OF_SHEET = {**{table.name: "编号" for table in CATALOGUE_TABLES}, REPORT.name: "部门", FINDINGS: "问题"}

Grids = dict[str, list[list[Any]]]


@dataclass
class EarlierMaster:
    """What an earlier master holds.

    Attributes:
        name: the file's name, for people.
        title: the heading of its first sheet, which names the round.
        rows: table name → one row a catalogue row, indexed by row code: 部门 (its lead), then every column of the
            master's sheet by title (given, answered, computed, 接收状态 …), of the dtypes that the schemas declare.
        overrides: row code → (改判, 改判理由) of the indicators that the bureau overrode.
        report: (department, row code of the heading) → text.
        problems: the lines of 问题清单, by the field names of `schemas.findings.TITLES`.
    """

    name: str = ""
    title: str = ""
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    overrides: dict[str, tuple[str, str]] = field(default_factory=dict)
    report: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def answers(self) -> dict[str, pd.DataFrame]:
        """Table name → what departments answered, with 部门, indexed by row code."""
        return {
            name: frame[["部门", *(column.title for column in TABLES[name].answers)]]
            for name, frame in self.rows.items()
        }

    def labels(self, table: Table) -> pd.Series:
        """Row code → what a person knows the row by."""
        return self.rows[table.name][table.label]

    def of(self, department: str) -> dict[str, pd.DataFrame]:
        """One department's answers, as `write_form` wants them."""
        mine = {name: frame[frame["部门"] == department] for name, frame in self.answers.items()}
        texts = {code: text for (who, code), text in self.report.items() if who == department}
        if texts:
            mine[REPORT.name] = pd.DataFrame({"内容": texts})
        return {name: frame for name, frame in mine.items() if len(frame)}

    def is_of_round(self, region: str, round_name: str) -> bool:
        """Whether it is a master of the very round that is named, only an older one."""
        return self.title.partition("　")[0] == master_title(region, round_name)


def master_title(region: str, round_name: str) -> str:
    """The heading of a master's first sheet."""
    return f"{region}{round_name}总进度表"


def read_master(path: Path) -> EarlierMaster:
    """Read a master workbook; raises CannotWork where it is none."""
    grids = _grids(path, (OVERVIEW, *_KEY_OF_SHEET))
    if not any(table.name in grids for table in CATALOGUE_TABLES):
        raise CannotWork(f"《{path.name}》不是总进度表：里面没有“主要指标”等工作表。")
    earlier = EarlierMaster(path.name, str(next(iter(next(iter(grids.get(OVERVIEW, [])), [])), "")))
    for table in CATALOGUE_TABLES:
        earlier.rows[table.name] = _frame(table, _rows(grids, table.name))
    earlier.overrides = _overrides(grids)
    headings = {(part, heading): code for code, part, heading, _ in HEADINGS}
    for row in _rows(grids, REPORT.name):
        code = headings.get((str(row.get("部分")), str(row.get("标题"))))
        text = clean_text(row.get("内容", ""))
        if code and text:
            earlier.report[str(row["部门"]), code] = text
    earlier.problems = [
        {name: clean_text(row.get(title, "")) or "" for name, title in TITLES.items()} for row in _rows(grids, FINDINGS)
    ]
    return earlier


def read_overrides(path: Path) -> dict[str, tuple[str, str]]:
    """Only the overrides of a master; raises CannotWork where it is none."""
    grids = _grids(path, [table.name for table in INDICATOR_TABLES])
    if not grids:
        raise CannotWork(f"《{path.name}》不是总进度表：里面没有“主要指标”等工作表。")
    return _overrides(grids)


def _grids(path: Path, wanted: Collection[str]) -> Grids:
    """The sheets of those names as far as the workbook has them."""
    if not path.is_file():
        raise CannotWork(f"找不到总进度表：{path}。请检查路径。")
    found = None
    try:
        found = look(path, MOST_ROWS, wanted)
    except Refused as refused:
        if refused.code not in _TOO_LARGE:
            raise CannotWork(f"《{path.name}》不能作为总进度表读取：{refused.message}") from refused
    except OSError as error:
        raise CannotWork(f"《{path.name}》无法读取：文件正被占用或没有读取权限。") from error
    try:
        book = (
            CalamineWorkbook.from_filelike(BytesIO(found.readable)) if found else CalamineWorkbook.from_path(str(path))
        )
        names = [name for name in book.sheet_names if name in wanted]
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        raise CannotWork(f"《{path.name}》无法读取，不是总进度表或文件已损坏。") from error


def _overrides(grids: Grids) -> dict[str, tuple[str, str]]:
    overrides: dict[str, tuple[str, str]] = {}
    for table in INDICATOR_TABLES:
        for row in _rows(grids, table.name, ("编号", OVERRIDE, OVERRIDE_REASON)):
            override, reason = clean_text(row.get(OVERRIDE, "")), clean_text(row.get(OVERRIDE_REASON, ""))
            if override or reason:
                overrides[str(row["编号"])] = (override or "", reason or "")
    return overrides


def _rows(grids: Grids, sheet: str, wanted: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a sheet below its header, title → value, without those whose key column is blank.

    Args:
        wanted: the titles of the columns to take, the key column's among them; by default all.
    """
    key, grid = _KEY_OF_SHEET[sheet], grids.get(sheet, [])
    for number, line in enumerate(grid[:_HEADER_ROWS]):
        if key in line:
            at = {str(title): place for place, title in enumerate(line) if wanted is None or title in wanted}
            rows = [{title: cells[place] for title, place in at.items()} for cells in grid[number + 1 :]]
            return [row for row in rows if clean_text(row[key])]
    return []


def _frame(table: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows of a table by code, the first of each; columns that the workbook lacks hold missing values."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(str(row["编号"]), row)
    rows = list(first.values())
    shown, hidden = master_columns(table)
    columns = {column.title: column for column in (*table.columns, *shown, *hidden)}
    frame = {"部门": pd.Series([clean_text(row.get(table.lead, "")) for row in rows], dtype="str")}
    for column in columns.values():
        values = normalise(column, [row.get(column.title, "") for row in rows]).values
        frame[column.title] = to_series(column, values)
    return pd.DataFrame(frame).set_axis(pd.Index([str(row["编号"]) for row in rows], dtype="str"), axis=0)
