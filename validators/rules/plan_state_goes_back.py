"""The evaluation of a special plan does not go back.

做什么：专项规划的“评估状态”不应比上一轮倒退（已完成评估→正在评估→未开展）。没有上一轮的总进度表时不检查。

为什么：评估完成情况要向上报告，不能反复。

错误示例：

| 轮次 | 编号 | 评估状态 |
|---|---|---|
| 上轮 | ZX01 | 已完成评估 |
| 本轮 | ZX01 | 正在评估 |
| 上轮 | ZX02 | 正在评估 |
| 本轮 | ZX02 | 未开展 |

正确示例：

| 轮次 | 编号 | 评估状态 |
|---|---|---|
| 上轮 | ZX01 | 正在评估 |
| 本轮 | ZX01 | 已完成评估 |
| 上轮 | ZX02 | 未开展 |
| 本轮 | ZX02 | 未开展 |
| 本轮 | ZX03 | 未开展 |
"""

import pandas as pd

from validators.rounds import at_odds, steps_back
from validators.rule import Rule, Seen

_ORDER = {"未开展": 0, "正在评估": 1, "已完成评估": 2}


def clashes(seen: Seen) -> pd.Series:
    """The state of the last round where this one comes before it."""
    return at_odds(seen, lambda now, before: steps_back(now["评估状态"], before["评估状态"], _ORDER))


RULE = Rule(
    code="R810",
    title="评估状态比上轮倒退",
    severity="提醒",
    tables=("专项规划",),
    blames=("评估状态",),
    clashes=clashes,
    message="评估状态为“{评估状态}”，上一轮填报的是“{对照}”。",
    suggestion="请核对评估状态；重新评估的，请在“实施进展”中写明。",
)
