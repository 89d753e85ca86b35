"""评估报告: the six headings of the work plan's 附件1, one long text each."""

from __future__ import annotations

from schemas.columns import FormTable, answer, computed, given

# (row code, part, heading, what to write), from 附件1 中期评估报告框架.
HEADINGS = (
    (
        "PG1",
        "一、规划实施总体进展情况",
        "（一）主要目标指标进展",
        "本部门承担的主要指标和章节指标的实现进度、预期展望及相关说明。",
    ),
    (
        "PG2",
        "一、规划实施总体进展情况",
        "（二）重大战略任务推进",
        "本部门承担的重大战略、重大任务、重大改革举措的实施进展，取得的主要成绩等。",
    ),
    (
        "PG3",
        "一、规划实施总体进展情况",
        "（三）重大工程项目进展",
        "本部门承担的重大工程项目的实现进度、预期展望及相关说明等。",
    ),
    (
        "PG4",
        "二、规划实施面临的主要问题和风险挑战",
        "（一）外部环境变化情况",
        "分析研判国内外形势对本部门承担任务的影响。",
    ),
    (
        "PG5",
        "二、规划实施面临的主要问题和风险挑战",
        "（二）面临的主要问题和挑战",
        "完成本部门承担任务面临的主要问题和挑战。",
    ),
    (
        "PG6",
        "三、进一步推进规划实施的对策建议",
        "三、对策建议",
        "进一步推进规划实施的对策建议，包括是否需要对规划相关内容进行调整和修订。",
    ),
)


class Report(FormTable):
    """评估报告: one row a heading of 附件1; the text is the department's."""

    code: str = given("编号", width=7)
    part: str = given("部分", width=20)
    heading: str = given("标题", width=24)
    guide: str = given("内容要求", width=34)
    text: str = answer(
        "内容",
        max_length=3000,
        width=96,
        help="每个标题3000字以内，可分段（Alt+Enter换行）。",
        example="2021年以来，本部门承担的3项主要指标中2项达到时序进度……",
    )
    count: float = computed("字数", "长度([内容])", decimals=0, width=7, help="自动统计，不超过3000字。")
