"""The progress on a building site is not described as in the last round word for word.

做什么：在建项目的“形象进度”不应与上一轮填报的文字完全相同（不计标点）。没有上一轮的总进度表时不检查。

为什么：照抄上一轮的文字，看不出这一时期的新进展。

错误示例：

| 轮次 | 编号 | 项目阶段 | 形象进度 |
|---|---|---|---|
| 上轮 | XM01 | 在建 | 主体结构封顶，正在进行内外装修。 |
| 本轮 | XM01 | 在建 | 主体结构封顶，正在进行内外装修。 |

正确示例：

| 轮次 | 编号 | 项目阶段 | 形象进度 |
|---|---|---|---|
| 上轮 | XM01 | 在建 | 主体结构封顶，正在进行内外装修。 |
| 本轮 | XM01 | 在建 | 内外装修完成，正在进行室外配套施工。 |
| 上轮 | XM02 | 竣工 | 已竣工验收并交付使用，运行正常。 |
| 本轮 | XM02 | 竣工 | 已竣工验收并交付使用，运行正常。 |
"""

import pandas as pd

from validators.rounds import at_odds, same_text
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The text of the last round where a site under way has nothing new to say."""
    return at_odds(
        seen, lambda now, before: same_text(now["形象进度"], before["形象进度"]) & (now["项目阶段"] == "在建")
    )


RULE = Rule(
    code="R806",
    title="形象进度照抄上轮",
    severity="提醒",
    tables=("重大项目",),
    blames=("形象进度",),
    clashes=clashes,
    message="“形象进度”与上一轮填报的文字完全相同。",
    suggestion="请补充上一轮以来的新进展；确无进展的，写明原因。",
)
