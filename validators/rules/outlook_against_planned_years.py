"""A project that is on schedule finishes in its planned years.

做什么：预期展望为“预计按期完成”“预计提前完成”的，预计竣工日期应在计划起止年限之内。

为什么：超出计划年限竣工就不是按期完成。

错误示例：

| 计划起止年限 | 预计竣工日期 | 预期展望 |
|---|---|---|
| 2021—2023 | 2024-12-31 | 预计按期完成 |
| 2020-2022年 | 2023-08-31 | 预计提前完成 |

正确示例：

| 计划起止年限 | 预计竣工日期 | 预期展望 |
|---|---|---|
| 2021—2024 | 2024-12-31 | 预计按期完成 |
| 2021—2023 | 2024-12-31 | 预计难以完成 |
| 长期 | 2024-12-31 | 预计按期完成 |
"""

import pandas as pd

from validators.planned_years import planned, told
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The planned last year where the project finishes after it."""
    last = planned(seen.rows, "last")
    on_time = seen.rows["预期展望"].isin(["预计按期完成", "预计提前完成"])
    return told(last, on_time & (seen.rows["预计竣工日期"].dt.year > last))


RULE = Rule(
    code="R314",
    title="竣工日期超出计划年限与展望不符",
    severity="提醒",
    tables=("重大项目",),
    blames=("预期展望",),
    clashes=clashes,
    message="预期展望为“{预期展望}”，预计竣工日期{预计竣工日期}却晚于计划的{对照}。",
    suggestion="请核对预计竣工日期；超出计划年限的，预期展望选“预计难以完成”，并写明原因。",
)
