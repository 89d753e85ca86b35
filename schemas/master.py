"""What the master shows of an indicator beyond the form: the bureau's verdict, second opinions, origin."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from schemas import progress as formulas
from schemas import vocabulary
from schemas.columns import Column, FormTable, answer, columns_of, computed, given
from schemas.indicators import MainIndicators
from schemas.tables import CHAPTER, INDICATOR_TABLES, MAIN, PLANS, PROJECTS, TASKS, Table

# 实现进度 is a share of the way only for these; for the others it is a margin in the indicator's own unit.
SHARE_KINDS = (vocabulary.LEVEL, vocabulary.GROWTH, vocabulary.CUMULATIVE, vocabulary.REDUCTION)


class Origin(FormTable):
    """Where a row of the master came from, and how it was received.

    来源位置 leads to the row's line of 数据来源, 部门说明 to the department's texts in 评估报告.
    """

    state: str = given("接收状态", width=9)
    report: str = given("部门说明", width=8)
    file: str = given("来源文件", width=24)
    place: str = given("来源位置", width=22)


class Helpers(FormTable):
    """What the townships that help with a task reported."""

    helpers: str = given("乡镇配合情况", width=18)


class Scope(FormTable):
    """Which outlines a project belongs to; indicators and tasks have the column in their own tables."""

    scope: str = given("评估范围", width=18)


class MasterIndicators(MainIndicators):
    """主要指标 and 章节指标 of the master. 改判 and 改判理由 are the bureau's to fill."""

    chapter: str = given("章节", width=18)
    scope: str = given("评估范围", width=16)
    high_quality: str = given("高质量发展", width=8)
    override: str = answer("改判", required=False, choices=vocabulary.VERDICTS, width=11)
    override_reason: str = answer("改判理由", required=False, max_length=500, width=20)
    final: str = computed("最终判断", "如果(为空([改判]), [系统判断], [改判])", width=11)
    required_per_year: float = computed("年均需完成", formulas.REQUIRED_PER_YEAR, decimals=2, width=10)
    extrapolated: float = computed("外推2025年值", formulas.EXTRAPOLATED, decimals=2, width=11)
    geometric: float = computed("累计降低(几何)", formulas.GEOMETRIC_REDUCTION, decimals=2, width=10)
    trend: str = given("走势", width=11)
    bar: float = computed("进度图示", ("指标类型", dict.fromkeys(SHARE_KINDS, "[实现进度]")), percent=True, decimals=1)


# What a leader reads on paper …
INDICATOR_PAGE = [
    "编号",
    "章节",
    "类别",
    "指标名称",
    "单位",
    "属性",
    "牵头部门",
    "2020年基期值",
    "2021年完成值",
    "2022年完成值",
    "2023年6月完成值",
    "2025年目标值",
    "走势",
    "实现进度",
    "进度图示",
    "时序进度",
    "节奏",
    "系统判断",
    "填报判断",
    "改判",
    "最终判断",
    "改判理由",
    "年均需完成",
    "外推2025年值",
    "2025年预期值",
    "预期展望",
    "未达进度原因",
    "相关说明",
    "下一步措施",
]
# … and what the bureau works with, to the right of it.
INDICATOR_DESK = [
    "采用值",
    "累计降低(几何)",
    "调整建议",
    "数据来源",
    "数值口径",
    "评估范围",
    "高质量发展",
]
# On paper the broad tables take two pages side by side; the second begins with this column.
SECOND_PAGE = {MAIN: ("改判理由",), CHAPTER: ("改判理由",), PROJECTS: ("形象进度",)}
# Each of the two pages has to hold its half: figures narrower than in the form, texts broader.
_WIDTHS = {
    "编号": 6,
    "类别": 10,
    "章节": 13,
    "指标名称": 20,
    "单位": 6,
    "2020年基期值": 9,
    "2021年完成值": 9,
    "2022年完成值": 9,
    "2023年6月完成值": 9.5,
    "2025年目标值": 10.5,
    "实现进度": 15,
    "进度图示": 9,
    "走势": 9,
    "时序进度": 8,
    "节奏": 6,
    "系统判断": 11.5,
    "填报判断": 11.5,
    "改判": 11.5,
    "最终判断": 11.5,
    "改判理由": 18,
    "数据来源": 30,
    "年均需完成": 9,
    "外推2025年值": 9,
    "2025年预期值": 9,
    "预期展望": 11.5,
    "未达进度原因": 36,
    "相关说明": 38,
    "下一步措施": 38,
}
# States stand behind a sign.
_SIGNED = dict.fromkeys(("进展状态", "项目阶段", "评估状态"), 13)
_TASK_WIDTHS = {"政策措施": 31, "取得成效": 31}
_PROJECT_WIDTHS = {
    **dict.fromkeys(("总投资(万元)", "规划期计划投资(万元)", "累计完成投资(万元)"), 13),
    "建设内容": 34,
    "形象进度": 30,
    "支撑作用": 32,
    "存在问题": 34,
    "相关说明": 34,
}


@cache
def master_columns(table: Table) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """(columns shown in order, columns hidden behind them) of a table's sheet in the master."""
    origin = columns_of(Origin)
    if table not in INDICATOR_TABLES:
        more = {TASKS: columns_of(Helpers), PROJECTS: columns_of(Scope)}.get(table, ())
        widths = _SIGNED | {TASKS: _TASK_WIDTHS, PROJECTS: _PROJECT_WIDTHS}.get(table, {})
        own = [replace(c, width=widths.get(c.title, c.width)) for c in table.columns]
        return (*own, *more, *origin), ()
    by_title = {column.title: column for column in columns_of(MasterIndicators)}
    order = [title for title in (*INDICATOR_PAGE, *INDICATOR_DESK) if title != "章节" or table.name == "章节指标"]
    hidden = [column for title, column in by_title.items() if column.hidden and title not in order]
    shown = [replace(by_title[title], width=_WIDTHS.get(title, by_title[title].width)) for title in order]
    return (*shown, *origin), tuple(hidden)


def grouped_by(table: Table) -> tuple[str, ...]:
    """The columns by which the rows of a table's sheet in the master are grouped, outermost first."""
    if table in INDICATOR_TABLES:
        return ("类别", "属性")
    return {TASKS: ("评估范围", "章节"), PROJECTS: ("专栏",), PLANS: (PLANS.lead,)}[table]


def arranged(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the master's order: group by group, otherwise as in the catalogue; index 0…n-1.

    Groups follow one another as the catalogue first names them; within an aspect the binding
    indicators come first, and tasks of several outlines before those of one.
    """
    keys = pd.DataFrame(index=rows.index)
    for title in grouped_by(table):
        if title == "属性":
            keys[title] = rows[title] != vocabulary.BINDING
        elif title == "评估范围":
            keys[title] = [tuple(scope not in str(text) for scope in vocabulary.SCOPES) for text in rows[title]]
        else:
            keys[title] = pd.factorize(rows[title])[0]
    return rows.loc[keys.sort_values(list(grouped_by(table)), kind="stable").index].reset_index(drop=True)
