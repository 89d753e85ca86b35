"""The rows of the master: every catalogue row with its answers, state and origin beside it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from schemas.columns import columns_of
from schemas.compute import compute, compute_indicators
from schemas.findings import Finding
from schemas.master import MasterIndicators
from schemas.parameters import expression_values
from schemas.plan import given_rows
from schemas.tables import CATALOGUE_TABLES, INDICATOR_TABLES, TASKS, Table
from schemas.vocabulary import ERROR
from validators.check import Checked
from validators.extent import column_number
from validators.frames import DEPARTMENT, FILE, ROW, TableFrame
from validators.master_reader import OVERRIDE, OVERRIDE_REASON

_FROM_CATALOGUE = ("章节", "评估范围", "高质量发展", "小数位")
HELPERS = "乡镇配合情况"


def master_rows(checked: Checked, overrides: Mapping[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """Table name → one row a catalogue row, in catalogue order, computed columns evaluated.

    Args:
        overrides: row code → (改判, 改判理由).
    """
    rows = {table.name: _joined(checked, table) for table in CATALOGUE_TABLES}
    for table in INDICATOR_TABLES:
        told = rows[table.name]["编号"].map(lambda code: overrides.get(code, ("", "")))
        for place, title in enumerate((OVERRIDE, OVERRIDE_REASON)):
            rows[table.name][title] = told.map(lambda pair, at=place: pair[at] or None).astype("str")
    values = expression_values(checked.catalogue.parameters)
    indicators = {table.name: rows[table.name] for table in INDICATOR_TABLES}
    rows |= compute_indicators(indicators, values, columns_of(MasterIndicators))
    for table in CATALOGUE_TABLES:
        if table not in INDICATOR_TABLES and table.computed:
            rows[table.name] = compute(table.columns, rows[table.name], values)
    rows[TASKS.name][HELPERS] = _helpers(checked, rows[TASKS.name])
    return rows


def _joined(checked: Checked, table: Table) -> pd.DataFrame:
    rows = given_rows(checked.catalogue, table).reset_index(drop=True)
    source = checked.catalogue.frames[table.name]
    for title in _FROM_CATALOGUE:
        if title in source and title not in rows:
            rows[title] = source[title].to_numpy()
    if table in INDICATOR_TABLES and "章节" not in rows:
        rows["章节"] = pd.Series(None, index=rows.index, dtype="str")
    frame = checked.frames[table.name]
    mine = frame.data[frame.data[DEPARTMENT] == frame.data[table.lead]].set_index("编号")
    titles = [column.title for column in table.answers]
    rows = rows.join(mine[[*titles, FILE, ROW]], on="编号")
    for title, places in _by_title(withheld(checked, table, rows)).items():
        rows.loc[places, title] = None
    rows["接收状态"] = checked.states[table.name]["状态"].to_numpy()
    rows["来源文件"] = rows[FILE].map(lambda at: "" if pd.isna(at) else frame.files[int(at)])
    rows["来源位置"] = [_place(frame, titles, at, row) for at, row in zip(rows[FILE], rows[ROW], strict=True)]
    return rows


def _by_title(held_back: Mapping[tuple[int, str], Finding]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, title in held_back:
        places.setdefault(title, []).append(at)
    return places


def withheld(checked: Checked, table: Table, rows: pd.DataFrame) -> dict[tuple[int, str], Finding]:
    """(row, title) → finding of the values that an 错误 keeps out of the master until they are corrected.

    One slip of a decimal point would otherwise drown every chart; the value itself is in 问题清单.
    """
    at = {(lead, code): index for index, lead, code in zip(rows.index, rows[table.lead], rows["编号"], strict=True)}
    return {
        (at[finding.department, finding.row], finding.column): finding
        for finding in checked.findings
        if finding.severity == ERROR
        and finding.value
        and finding.column in table.by_title
        and (finding.department, finding.row) in at
    }


def _place(frame: TableFrame, titles: list[str], at: float, row: float) -> str:
    """The stretch of cells that a row's answers came from, such as 表1 主要指标!J4:X4."""
    if pd.isna(at):
        return ""
    letters = [frame.letters[int(at)][title] for title in titles if title in frame.letters[int(at)]]
    ordered = sorted(letters, key=column_number)
    return f"{frame.sheets[int(at)]}!{ordered[0]}{int(row)}:{ordered[-1]}{int(row)}" if ordered else ""


def _helpers(checked: Checked, rows: pd.DataFrame) -> list[str]:
    """For each task, what the townships that help with it reported."""
    data = checked.frames[TASKS.name].data
    helping = data[data[DEPARTMENT] != data[TASKS.lead]]
    told: dict[str, list[str]] = {}
    for code, department, state in zip(helping["编号"], helping[DEPARTMENT], helping["进展状态"], strict=True):
        told.setdefault(code, []).append(f"{department}：{state}" if isinstance(state, str) else department)
    return ["；".join(told.get(code, [])) for code in rows["编号"]]
