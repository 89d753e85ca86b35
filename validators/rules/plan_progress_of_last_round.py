"""The progress of a special plan is not described as in the last round word for word.

做什么：仍在评估的专项规划，“实施进展”不应与上一轮填报的文字完全相同（不计标点）。没有上一轮的总进度表时不检查。

为什么：照抄上一轮的文字，看不出这一时期的新进展。

错误示例：

| 轮次 | 编号 | 评估状态 | 实施进展 |
|---|---|---|---|
| 上轮 | ZX01 | 正在评估 | 16项主要目标中13项达到时序进度。 |
| 本轮 | ZX01 | 正在评估 | 16项主要目标中13项达到时序进度。 |

正确示例：

| 轮次 | 编号 | 评估状态 | 实施进展 |
|---|---|---|---|
| 上轮 | ZX01 | 正在评估 | 16项主要目标中13项达到时序进度。 |
| 本轮 | ZX01 | 正在评估 | 16项主要目标中14项达到时序进度。 |
| 上轮 | ZX02 | 已完成评估 | 12项主要目标全部达到时序进度。 |
| 本轮 | ZX02 | 已完成评估 | 12项主要目标全部达到时序进度。 |
"""

import pandas as pd

from validators.rounds import at_odds, same_text
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The text of the last round where a plan under evaluation has nothing new to say."""
    return at_odds(
        seen, lambda now, before: same_text(now["实施进展"], before["实施进展"]) & (now["评估状态"] == "正在评估")
    )


RULE = Rule(
    code="R811",
    title="实施进展照抄上轮",
    severity="提醒",
    tables=("专项规划",),
    blames=("实施进展",),
    clashes=clashes,
    message="“实施进展”与上一轮填报的文字完全相同。",
    suggestion="请补充上一轮以来的新进展；确无进展的，写明原因。",
)
