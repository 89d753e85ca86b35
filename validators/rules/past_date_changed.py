"""The day on which a project was begun or finished does not change afterwards.

做什么：上一轮已填报的开工日期、已竣工项目的竣工日期，本轮不应改变，除非在“相关说明”中写明原因。没有上一轮的总进度表时不检查。

为什么：开工、竣工是已经发生的事，日期前后不一会影响核查。

错误示例：

| 轮次 | 编号 | 项目阶段 | 开工日期 | 预计竣工日期 | 相关说明 |
|---|---|---|---|---|---|
| 上轮 | XM01 | 在建 | 2021-03-01 | 2023-12-31 |  |
| 本轮 | XM01 | 在建 | 2022-03-01 | 2023-12-31 |  |
| 上轮 | XM02 | 竣工 | 2020-05-01 | 2022-10-31 |  |
| 本轮 | XM02 | 竣工 | 2020-05-01 | 2023-04-30 |  |

正确示例：

| 轮次 | 编号 | 项目阶段 | 开工日期 | 预计竣工日期 | 相关说明 |
|---|---|---|---|---|---|
| 上轮 | XM01 | 在建 | 2021-03-01 | 2023-12-31 |  |
| 本轮 | XM01 | 在建 | 2021-03-01 | 2024-06-30 |  |
| 上轮 | XM02 | 竣工 | 2020-05-01 | 2022-10-31 |  |
| 本轮 | XM02 | 竣工 | 2020-05-01 | 2023-04-30 | 以竣工验收备案日期为准 |
| 上轮 | XM03 | 前期工作 | 2021-03-01 | 2024-12-31 |  |
| 本轮 | XM03 | 在建 | 2022-09-01 | 2024-12-31 |  |
"""

import pandas as pd

from validators.rounds import at_odds, differs, newly_said
from validators.rule import Rule, Seen

# The stages in which the date is one that has passed.
_PAST = {"开工日期": ("在建", "竣工", "停工"), "预计竣工日期": ("竣工",)}


def clashes(seen: Seen) -> pd.Series:
    """The date of the last round where this one differs although the day had passed and nothing is said about it."""

    def changed(now: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
        past = _PAST[seen.title]
        # A stage that went back is another rule's business (R803).
        was_past = before["项目阶段"].isin(past) & now["项目阶段"].isin(past)
        return was_past & differs(now[seen.title], before[seen.title]) & ~newly_said(now, before, "相关说明")

    return at_odds(seen, changed)


RULE = Rule(
    code="R809",
    title="开工日期或竣工日期与上轮不同",
    severity="提醒",
    tables=("重大项目",),
    blames=("开工日期", "预计竣工日期"),
    clashes=clashes,
    message="“{列名}”填写{本列}，上一轮填报的是{对照}。",
    suggestion="请核对日期；上一轮有误的，在“相关说明”中写明。",
)
