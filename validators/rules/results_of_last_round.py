"""The results of a task are not those of the last round word for word.

做什么：仍在推进的任务，“取得成效”不应与上一轮填报的文字完全相同（不计标点）。没有上一轮的总进度表时不检查。

为什么：照抄上一轮的文字，看不出这一时期的新进展。

错误示例：

| 轮次 | 编号 | 进展状态 | 取得成效 |
|---|---|---|---|
| 上轮 | RW01 | 按进度推进 | 新增规上工业企业6家，产值同比增长9.2%。 |
| 本轮 | RW01 | 按进度推进 | 新增规上工业企业6家，产值同比增长9.2% |

正确示例：

| 轮次 | 编号 | 进展状态 | 取得成效 |
|---|---|---|---|
| 上轮 | RW01 | 按进度推进 | 新增规上工业企业6家，产值同比增长9.2%。 |
| 本轮 | RW01 | 按进度推进 | 新增规上工业企业9家，产值同比增长8.5%。 |
| 上轮 | RW02 | 已完成 | 全县20个乡镇便民服务中心全部建成投用。 |
| 本轮 | RW02 | 已完成 | 全县20个乡镇便民服务中心全部建成投用。 |
"""

import pandas as pd

from validators.rounds import at_odds, same_text
from validators.rule import Rule, Seen

_GOING_ON = ("按进度推进", "进展滞后")


def clashes(seen: Seen) -> pd.Series:
    """The text of the last round where a task that goes on has nothing new to say."""
    return at_odds(
        seen, lambda now, before: same_text(now["取得成效"], before["取得成效"]) & now["进展状态"].isin(_GOING_ON)
    )


RULE = Rule(
    code="R805",
    title="取得成效照抄上轮",
    severity="提醒",
    tables=("重大任务",),
    blames=("取得成效",),
    clashes=clashes,
    message="“取得成效”与上一轮填报的文字完全相同。",
    suggestion="请补充上一轮以来的新进展；确无进展的，写明原因。",
)
