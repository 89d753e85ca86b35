"""A task that a department adds is not listed already.

做什么：部门补充的任务，不应与目录中的任务或其他部门补充的任务内容相同（不计标点）。

为什么：同一任务报两次，会重复计算。

错误示例：

| 部门 | 编号 | 任务内容 |
|---|---|---|
| 县水利局 | 补充1 | 推进农业水价综合改革 |
| 县农业农村局 | 补充1 | 推进农业水价综合改革。 |

正确示例：

| 部门 | 编号 | 任务内容 |
|---|---|---|
| 县水利局 | 补充1 | 推进农业水价综合改革 |
| 县农业农村局 | 补充1 | 推进农村产权流转交易市场建设 |
"""

import pandas as pd

from validators.likeness import added_again
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The row that names the same task, for rows that a department added itself."""
    return added_again(seen.rows, "任务内容")


RULE = Rule(
    code="R705",
    title="补充的任务不应重复",
    severity="提醒",
    tables=("重大任务",),
    blames=("任务内容",),
    clashes=clashes,
    message="补充的任务与{对照}的内容相同。",
    suggestion="请与对方核对，由牵头的一个部门填报。",
)
