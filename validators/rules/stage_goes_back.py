"""A project does not go back to a stage that it has left.

做什么：项目阶段不应比上一轮倒退（竣工的不再是在建，在建、停工的不再是前期工作或未开工），除非在“相关说明”中写明原因。没有上一轮的总进度表时不检查。

为什么：阶段倒退多为上一轮多报或本轮填错。

错误示例：

| 轮次 | 编号 | 项目阶段 | 相关说明 |
|---|---|---|---|
| 上轮 | XM01 | 在建 |  |
| 本轮 | XM01 | 前期工作 |  |
| 上轮 | XM02 | 竣工 |  |
| 本轮 | XM02 | 在建 |  |

正确示例：

| 轮次 | 编号 | 项目阶段 | 相关说明 |
|---|---|---|---|
| 上轮 | XM01 | 前期工作 |  |
| 本轮 | XM01 | 在建 |  |
| 上轮 | XM02 | 在建 |  |
| 本轮 | XM02 | 停工 |  |
| 上轮 | XM03 | 竣工 |  |
| 本轮 | XM03 | 在建 | 二期工程2023年3月开工 |
"""

import pandas as pd

from validators.rounds import at_odds, newly_said, steps_back
from validators.rule import Rule, Seen

_ORDER = {"未开工": 0, "前期工作": 0, "在建": 1, "停工": 1, "竣工": 2}


def clashes(seen: Seen) -> pd.Series:
    """The stage of the last round where this one comes before it and nothing is said about it."""
    return at_odds(
        seen,
        lambda now, before: (
            steps_back(now["项目阶段"], before["项目阶段"], _ORDER) & ~newly_said(now, before, "相关说明")
        ),
    )


RULE = Rule(
    code="R803",
    title="项目阶段比上轮倒退",
    severity="提醒",
    tables=("重大项目",),
    blames=("项目阶段",),
    clashes=clashes,
    message="项目阶段为“{项目阶段}”，上一轮填报的是“{对照}”。",
    suggestion="请核对项目阶段；确有变化的，在“相关说明”中写明情况。",
)
