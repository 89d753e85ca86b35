"""A department's report is not that of the last round word for word.

做什么：评估报告各标题的内容不应与上一轮填报的文字完全相同（不计标点）。没有上一轮的总进度表时不检查。

为什么：照抄上一轮的文字，看不出这一时期的新进展。

错误示例：

| 轮次 | 部门 | 编号 | 内容 |
|---|---|---|---|
| 上轮 | 县教育局 | PG1 | 本部门承担的3项主要指标中2项达到时序进度。 |
| 本轮 | 县教育局 | PG1 | 本部门承担的3项主要指标中2项达到时序进度。 |

正确示例：

| 轮次 | 部门 | 编号 | 内容 |
|---|---|---|---|
| 上轮 | 县教育局 | PG1 | 本部门承担的3项主要指标中2项达到时序进度。 |
| 本轮 | 县教育局 | PG1 | 本部门承担的3项主要指标全部达到时序进度。 |
| 上轮 | 县教育局 | PG2 | 校舍安全工程按计划实施，完成投资1.2亿元。 |
| 本轮 | 县卫健局 | PG2 | 校舍安全工程按计划实施，完成投资1.2亿元。 |
"""

import pandas as pd

from validators.rounds import at_odds, same_text
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The text of the last round where a heading says the same again."""
    return at_odds(seen, lambda now, before: same_text(now["内容"], before["内容"]))


RULE = Rule(
    code="R812",
    title="评估报告照抄上轮",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    clashes=clashes,
    message="“内容”与上一轮填报的文字完全相同。",
    suggestion="请补充上一轮以来的新进展；确无进展的，写明原因。",
)
