"""What the master shows of an indicator beyond the form: the bureau's verdict, second opinions, origin."""

from __future__ import annotations

from schemas import progress as formulas
from schemas import vocabulary
from schemas.columns import Column, FormTable, answer, columns_of, computed, given
from schemas.indicators import MainIndicators
from schemas.tables import INDICATOR_TABLES, PROJECTS, TASKS, Table


class Origin(FormTable):
    """Where a row of the master came from, and how it was received."""

    state: str = given("接收状态", width=9)
    file: str = given("来源文件", width=24)
    place: str = given("来源位置", width=20)


class Helpers(FormTable):
    """What the townships that help with a task reported."""

    helpers: str = given("乡镇配合情况", width=20)


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
    "实现进度",
    "时序进度",
    "节奏",
    "系统判断",
    "填报判断",
    "最终判断",
    "2025年预期值",
    "预期展望",
    "未达进度原因",
    "下一步措施",
]
# … and what the bureau works with, to the right of it.
INDICATOR_DESK = [
    "改判",
    "改判理由",
    "采用值",
    "外推2025年值",
    "年均需完成",
    "累计降低(几何)",
    "调整建议",
    "相关说明",
    "数据来源",
    "数值口径",
    "评估范围",
    "高质量发展",
]


def master_columns(table: Table) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """(columns shown in order, columns hidden behind them) of a table's sheet in the master."""
    origin = columns_of(Origin)
    if table not in INDICATOR_TABLES:
        more = {TASKS: columns_of(Helpers), PROJECTS: columns_of(Scope)}.get(table, ())
        return (*table.columns, *more, *origin), ()
    by_title = {column.title: column for column in columns_of(MasterIndicators)}
    order = [title for title in (*INDICATOR_PAGE, *INDICATOR_DESK) if title != "章节" or table.name == "章节指标"]
    hidden = [column for title, column in by_title.items() if column.hidden and title not in order]
    return (*(by_title[title] for title in order), *origin), tuple(hidden)
