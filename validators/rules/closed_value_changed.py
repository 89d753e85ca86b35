"""A figure of a past year is the one that was reported in the last round.

做什么：2021年、2022年、2023年6月完成值与上一轮填报的不同（四舍五入的除外），应在“相关说明”中写明原因。没有上一轮的总进度表时不检查。

为什么：往年数据已经上报，改动后前后两次评估对不上。

错误示例：

| 轮次 | 编号 | 数值口径 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 | 相关说明 |
|---|---|---|---|---|---|---|
| 上轮 | ZB01 |  | 5.62 | 6.05 | 3.1 |  |
| 本轮 | ZB01 |  | 5.26 | 6.05 | 3.1 |  |
| 上轮 | ZB02 |  | 40 | 45 | 23 | 快报数 |
| 本轮 | ZB02 |  | 40 | 54 | 32 | 快报数 |

正确示例：

| 轮次 | 编号 | 数值口径 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 | 相关说明 |
|---|---|---|---|---|---|---|
| 上轮 | ZB01 |  | 5.62 | 6.05 | 3.1 |  |
| 本轮 | ZB01 |  | 5.6 | 6.054 | 3.1 |  |
| 上轮 | ZB02 |  | 40 | 45 | 23 | 快报数 |
| 本轮 | ZB02 |  | 40 | 54 | 32 | 按第五次经济普查结果修订 |
| 上轮 | ZB03 | 当年值 | 40 | 45 | 23 |  |
| 本轮 | ZB03 | 累计值 | 40 | 85 | 108 |  |
| 本轮 | ZB04 |  | 9 | 10 | 5 |  |
"""

import pandas as pd

from validators.phrases import YEARS
from validators.rounds import at_odds, differs, newly_said
from validators.rule import Rule, Seen

_BASIS = "数值口径"


def clashes(seen: Seen) -> pd.Series:
    """The value of the last round where this one differs and nothing is said about it."""

    def changed(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
        # A yearly value and a running total differ from the second year on; R807 speaks of that.
        other = pd.Series(False, index=now.index) if seen.title == YEARS[0] else differs(now[_BASIS], before[_BASIS])
        return differs(now[seen.title], before[seen.title]) & ~other & ~newly_said(now, before, "相关说明")

    return at_odds(seen, changed)


RULE = Rule(
    code="R801",
    title="往年数值与上轮填报的不同",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=YEARS,
    clashes=clashes,
    message="“{列名}”填写{本列}，上一轮填报的是{对照}。",
    suggestion="请核对；数据有修订的，在“相关说明”中写明修订原因和依据。",
)
