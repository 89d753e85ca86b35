"""What lags, table by table, and how far, in words: the master's 专题 asks it of every row.

Indicators lag by their final verdict, tasks and special plans by their state, projects by
stage, planned years, investment and outlook. A row without an answer does not lag: nobody
knows yet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from schemas import vocabulary as v
from schemas.parameters import elapsed_share
from schemas.records import records
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS, Table

# A special plan with fewer of its targets on schedule lags.
MOST_ON_SCHEDULE = 0.6

_PLANNED_YEARS = re.compile(r"(\d{4})\D+(\d{4})")
_NOT_BEGUN = ("未开工", "前期工作")
_STOPPED, _DONE, _UNDER_WAY = "停工", "竣工", "在建"
_MISSED = "预计难以完成"
_NOT_EVALUATED = "未开展"

Record = Mapping[Any, Any]
Values = Mapping[str, Any]


def lagging(table: Table, rows: pd.DataFrame, values: Values) -> pd.Series:
    """How far each row lags, in words; "" for a row that does not.

    Args:
        rows: from `master_rows`, computed columns evaluated.
        values: what 参数(…) stands for.
    """
    suspects = _suspects(table, rows)
    asked = [title for title in _ASKED if title in rows]
    told = [_WORDS[table.name](record, values) for record in records(rows.loc[suspects], asked)]
    return pd.Series(told, index=rows.index[suspects], dtype="object").reindex(rows.index, fill_value="")


def _suspects(table: Table, rows: pd.DataFrame) -> pd.Series:
    """The rows worth a closer look: cheap on a hundred thousand rows, of which few lag."""
    if table.name in (MAIN.name, CHAPTER.name):
        return rows["最终判断"] == v.LAGGING
    if table is TASKS:
        return rows["进展状态"].isin(v.TASKS_BEHIND)
    return rows["项目阶段" if table is PROJECTS else "评估状态"].notna()


def indicator_words(record: Record, values: Values) -> str:
    """How far an indicator lags."""
    value, kind = record["采用值"], record["指标类型"]
    if _none(value):
        words = "没有可采用的数值"
    elif kind == v.RELATIVE and not _none(record["实现进度"]):
        words = f"比参照指标{'低' if record['实现进度'] < 0 else '高'}{abs(record['实现进度']):.1f}个百分点"
    elif kind in (v.LEVEL, v.CUMULATIVE, v.REDUCTION) and not _none(record["实现进度"]):
        share, elapsed = record["实现进度"], record["时序进度"]
        words = f"实现进度{share:.1%}，时序进度{elapsed:.1%}"
        if share < elapsed:
            words += f"，落后{(elapsed - share) * 100:.1f}个百分点"
    else:
        what = "年均" if kind == v.GROWTH else "现为"
        words = f"{what}{_figure(value, record)}，目标{record['2025年目标值']}"
    return f"{words}（牵头单位改判）" if isinstance(record.get("改判"), str) and record["改判"] else words


def _figure(value: float, record: Record) -> str:
    digits = record.get("小数位")
    unit = record["单位"] if isinstance(record["单位"], str) else ""
    return f"{value:.{2 if _none(digits) else int(digits or 0)}f}{unit}"


def _task_words(record: Record, values: Values) -> str:
    return str(record["进展状态"])


def project_words(record: Record, values: Values) -> str:
    """Every way in which a project lags, joined; "" where there is none."""
    cut_off: date = values["任务进展截止日"]
    stage, told = record["项目阶段"], []
    years = _PLANNED_YEARS.search(str(record["计划起止年限"]))
    first, last = (int(years[1]), int(years[2])) if years else (None, None)
    if stage == _STOPPED:
        told.append("停工")
    if last is not None and last < cut_off.year and stage != _DONE:
        told.append(f"计划{last}年建成，至今{stage}")
    elif first is not None and first < cut_off.year and stage in _NOT_BEGUN:
        told.append(f"计划{first}年开工，至今{stage}")
    if first is not None and last is not None and stage == _UNDER_WAY and not _none(record["投资完成率"]):
        due = elapsed_share(cut_off, first, last)
        if record["投资完成率"] < due * values["基本符合阈值"]:
            told.append(f"投资完成{record['投资完成率']:.1%}，计划工期已过{due:.1%}")
    if last is not None and not _none(record["预计竣工日期"]) and record["预计竣工日期"].year > last:
        told.append(f"预计{record['预计竣工日期'].year}年竣工，晚于计划的{last}年")
    if record["预期展望"] == _MISSED:
        told.append(_MISSED)
    return "；".join(told)


def _plan_words(record: Record, values: Values) -> str:
    if record["评估状态"] == _NOT_EVALUATED:
        return "尚未开展中期评估"
    targets, on_schedule = record["主要目标数"], record["已达进度目标数"]
    if _none(targets) or _none(on_schedule) or on_schedule >= MOST_ON_SCHEDULE * targets:
        return ""
    return f"{targets:.0f}个主要目标中{targets - on_schedule:.0f}个未达到进度"


# The columns that the words are made of: records of all columns would cost many times as much.
_ASKED = (
    *("采用值", "指标类型", "实现进度", "时序进度", "2025年目标值", "改判", "小数位", "单位", "进展状态"),
    *("项目阶段", "计划起止年限", "投资完成率", "预计竣工日期", "预期展望", "评估状态", "主要目标数", "已达进度目标数"),
)
_WORDS: dict[str, Callable[[Record, Values], str]] = {
    MAIN.name: indicator_words,
    CHAPTER.name: indicator_words,
    TASKS.name: _task_words,
    PROJECTS.name: project_words,
    PLANS.name: _plan_words,
}


def _none(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
