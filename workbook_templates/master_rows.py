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
    returned = rows[FILE].fillna(-1).astype("int64").tolist()
    stretches = {at: _stretch(frame, titles, at) for at in set(returned)}
    lines = zip(returned, rows[ROW].fillna(0).astype("int64").tolist(), strict=True)
    rows["来源文件"] = pd.Series([frame.files[at] if at >= 0 else "" for at in returned], rows.index, dtype="str")
    rows["来源位置"] = pd.Series([str(row).join(stretches[at]) for at, row in lines], rows.index, dtype="str")
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
    kept_out = {
        (finding.department, finding.row, finding.column): finding
        for finding in checked.findings
        if finding.severity == ERROR and finding.value and finding.column in table.by_title
    }
    suspect = rows[rows["编号"].isin([code for _, code, _ in kept_out])]
    at = {
        (lead, code): index
        for index, lead, code in zip(suspect.index, suspect[table.lead], suspect["编号"], strict=True)
    }
    return {
        (at[department, code], title): finding
        for (department, code, title), finding in kept_out.items()
        if (department, code) in at
    }


def _stretch(frame: TableFrame, titles: list[str], at: int) -> tuple[str, ...]:
    """The cells that a file's answers stand in, such as 表1 主要指标!J4:X4, cut where the row number goes."""
    if at < 0:
        return ("",)
    letters = sorted((frame.letters[at][title] for title in titles if title in frame.letters[at]), key=column_number)
    return (f"{frame.sheets[at]}!{letters[0]}", f":{letters[-1]}", "") if letters else ("",)


def _helpers(checked: Checked, rows: pd.DataFrame) -> list[str]:
    """For each task, what the townships that help with it reported."""
    data = checked.frames[TASKS.name].data
    helping = data[data[DEPARTMENT] != data[TASKS.lead]]
    told: dict[str, list[str]] = {}
    for code, department, state in zip(helping["编号"], helping[DEPARTMENT], helping["进展状态"], strict=True):
        told.setdefault(code, []).append(f"{department}：{state}" if isinstance(state, str) else department)
    return ["；".join(told.get(code, [])) for code in rows["编号"]]
