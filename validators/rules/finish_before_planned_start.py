"""A project does not finish before its planned years begin.

做什么：预计竣工日期的年份不应早于计划起始年。

为什么：多为年份填错。

错误示例：

| 计划起止年限 | 预计竣工日期 |
|---|---|
| 2022—2025 | 2021-12-31 |

正确示例：

| 计划起止年限 | 预计竣工日期 |
|---|---|
| 2022—2025 | 2025-12-31 |
| 长期 | 2021-12-31 |
"""

import pandas as pd

from validators.planned_years import planned, told
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The planned first year where the project finishes before it, and no earlier rule says so of its dates."""
    first = planned(seen.rows, "first")
    return told(first, seen.rows["预计竣工日期"].dt.year < first)


RULE = Rule(
    code="R315",
    title="竣工不早于计划起始年",
    severity="提醒",
    tables=("重大项目",),
    blames=("预计竣工日期",),
    clashes=clashes,
    message="预计竣工日期{预计竣工日期}早于计划起始年{对照}。",
    suggestion="请核对年份。",
)
