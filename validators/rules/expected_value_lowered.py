"""What is expected for 2025 does not get worse without a reason.

做什么：2025年预期值比上一轮变差（越高越好的调低，越低越好的调高），应在“未达进度原因”或“相关说明”中写明新的原因。没有上一轮的总进度表时不检查。

为什么：预期变差意味着目标更难实现，须说明原因才能向上解释。

错误示例：

| 轮次 | 编号 | 方向系数 | 2025年预期值 | 未达进度原因 | 相关说明 |
|---|---|---|---|---|---|
| 上轮 | ZB01 | 1 | 65 |  |  |
| 本轮 | ZB01 | 1 | 60 |  |  |
| 上轮 | ZB02 | -1 | 3 | 受疫情影响 |  |
| 本轮 | ZB02 | -1 | 3.5 | 受疫情影响 |  |

正确示例：

| 轮次 | 编号 | 方向系数 | 2025年预期值 | 未达进度原因 | 相关说明 |
|---|---|---|---|---|---|
| 上轮 | ZB01 | 1 | 65 |  |  |
| 本轮 | ZB01 | 1 | 66 |  |  |
| 上轮 | ZB02 | -1 | 3 |  |  |
| 本轮 | ZB02 | -1 | 2.8 |  |  |
| 上轮 | ZB03 | 1 | 65 |  |  |
| 本轮 | ZB03 | 1 | 60 | 龙头企业2家停产 |  |
"""

import pandas as pd

from validators.rounds import at_odds, differs, newly_said
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The expectation of the last round where this one is worse and no new reason is given."""
    title = seen.title

    def worse(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
        lower = differs(now[title], before[title]) & ((now[title] - before[title]) * now["方向系数"] < 0)
        return lower & ~newly_said(now, before, "未达进度原因", "相关说明")

    return at_odds(seen, worse)


RULE = Rule(
    code="R808",
    title="2025年预期值比上轮变差",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("2025年预期值",),
    clashes=clashes,
    message="2025年预期值{2025年预期值}，比上一轮填报的{对照}变差，没有写明新的原因。",
    suggestion="请核对预期值，或在“相关说明”中写明下调预期的原因。",
)
