"""Money once invested stays invested.

做什么：累计完成投资不应少于上一轮填报的数，除非在“相关说明”中写明原因。没有上一轮的总进度表时不检查。

为什么：累计数只增不减；减少多为单位或口径填错。

错误示例：

| 轮次 | 编号 | 累计完成投资(万元) | 相关说明 |
|---|---|---|---|
| 上轮 | XM01 | 3500 |  |
| 本轮 | XM01 | 350 |  |

正确示例：

| 轮次 | 编号 | 累计完成投资(万元) | 相关说明 |
|---|---|---|---|
| 上轮 | XM01 | 3500 |  |
| 本轮 | XM01 | 3500 |  |
| 上轮 | XM02 | 900 |  |
| 本轮 | XM02 | 880 | 按决算审计核减20万元 |
| 本轮 | XM03 | 10 |  |
"""

import pandas as pd

from validators.rounds import at_odds, differs, newly_said
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The sum of the last round where this one is lower and nothing is said about it."""
    title = seen.title

    def fell(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
        less = differs(now[title], before[title]) & (now[title] < before[title])
        return less & ~newly_said(now, before, "相关说明")

    return at_odds(seen, fell)


RULE = Rule(
    code="R802",
    title="累计完成投资少于上轮",
    severity="提醒",
    tables=("重大项目",),
    blames=("累计完成投资(万元)",),
    clashes=clashes,
    message="累计完成投资{累计完成投资(万元)}万元，少于上一轮填报的{对照}万元。",
    suggestion="请核对数值和单位；确有核减的，在“相关说明”中写明原因。",
)
