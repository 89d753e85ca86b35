"""A task that was finished in the last round is still finished.

做什么：上一轮填报“已完成”的任务，本轮应当仍是“已完成”，或在“存在问题”中写明原因。没有上一轮的总进度表时不检查。

为什么：完成情况已经上报，反复会影响评估的可信度。

错误示例：

| 轮次 | 编号 | 进展状态 | 存在问题 |
|---|---|---|---|
| 上轮 | RW01 | 已完成 |  |
| 本轮 | RW01 | 按进度推进 |  |

正确示例：

| 轮次 | 编号 | 进展状态 | 存在问题 |
|---|---|---|---|
| 上轮 | RW01 | 已完成 |  |
| 本轮 | RW01 | 已完成 |  |
| 上轮 | RW02 | 按进度推进 |  |
| 本轮 | RW02 | 已完成 |  |
| 上轮 | RW03 | 已完成 |  |
| 本轮 | RW03 | 进展滞后 | 上级新增考核要求，需补建2个站点 |
"""

import pandas as pd

from validators.rounds import at_odds, newly_said
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The state of the last round where a finished task is finished no longer and nothing is said about it."""
    return at_odds(
        seen,
        lambda now, before: (
            (before["进展状态"] == "已完成")
            & now["进展状态"].notna()
            & (now["进展状态"] != "已完成")
            & ~newly_said(now, before, "存在问题")
        ),
    )


RULE = Rule(
    code="R804",
    title="上轮已完成的任务又变为未完成",
    severity="提醒",
    tables=("重大任务",),
    blames=("进展状态",),
    clashes=clashes,
    message="进展状态为“{进展状态}”，上一轮填报的是“{对照}”。",
    suggestion="请核对进展状态；确有变化的，在“存在问题”中写明原因。",
)
