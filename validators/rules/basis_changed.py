"""An indicator is counted as it was counted in the last round.

做什么：“数值口径”（当年值、累计值）应与上一轮相同，除非在“相关说明”中写明。没有上一轮的总进度表时不检查。

为什么：口径一变，同样的数字含义不同，进度会算错。

错误示例：

| 轮次 | 编号 | 数值口径 | 相关说明 |
|---|---|---|---|
| 上轮 | ZB20 | 当年值 |  |
| 本轮 | ZB20 | 累计值 |  |

正确示例：

| 轮次 | 编号 | 数值口径 | 相关说明 |
|---|---|---|---|
| 上轮 | ZB20 | 当年值 |  |
| 本轮 | ZB20 | 当年值 |  |
| 上轮 | ZB21 | 当年值 |  |
| 本轮 | ZB21 | 累计值 | 各年数值已一并改为累计数 |
"""

import pandas as pd

from validators.rounds import at_odds, differs, newly_said
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The basis of the last round where this one differs and nothing is said about it."""
    return at_odds(
        seen,
        lambda now, before: differs(now["数值口径"], before["数值口径"]) & ~newly_said(now, before, "相关说明"),
    )


RULE = Rule(
    code="R807",
    title="数值口径与上轮不同",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("数值口径",),
    clashes=clashes,
    message="数值口径为“{数值口径}”，上一轮填报的是“{对照}”。",
    suggestion="请核对口径；口径确已改变的，请一并核对各年数值，并在“相关说明”中写明。",
)
