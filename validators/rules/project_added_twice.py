"""A project that a department adds is not listed already.

做什么：部门补充的项目，不应与目录中的项目或其他部门补充的项目同名（不计标点，“项目”“工程”等字样）。

为什么：同一项目报两次，个数和投资就会重复计算。

错误示例：

| 部门 | 编号 | 项目名称 |
|---|---|---|
| 县水利局 | 补充1 | 同练水库扩建工程 |
| 县发展和改革局 | 补充1 | 同练水库扩建项目 |

正确示例：

| 部门 | 编号 | 项目名称 |
|---|---|---|
| 县水利局 | 补充1 | 同练水库扩建工程 |
| 县林业局 | 补充1 | 国家储备林建设项目（二期） |
"""

import pandas as pd

from validators.likeness import added_again
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The row that names the same project, for rows that a department added itself."""
    return added_again(seen.rows, "项目名称")


RULE = Rule(
    code="R704",
    title="补充的项目不应重复",
    severity="提醒",
    tables=("重大项目",),
    blames=("项目名称",),
    clashes=clashes,
    message="补充的项目“{项目名称}”与{对照}是同一项目。",
    suggestion="请与对方核对，由一个部门填报；不是同一项目的请在名称中写明区别。",
)
