"""Two departments do not have the same phone.

做什么：不同部门封面上的“联系电话”一般不相同。

为什么：多为拿了其他部门的表来填，没有改封面。

错误示例：

| 部门 | 联系电话 |
|---|---|
| 县教育局 | 0772-5120012 |
| 县卫健局 | 07725120012 |

正确示例：

| 部门 | 联系电话 |
|---|---|
| 县教育局 | 0772-5120012 |
| 县卫健局 | 0772-5120013 |
| 县残联 | |
"""

import pandas as pd

from validators.likeness import copied_from_department
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The other department with the same phone."""
    told = copied_from_department(seen.rows, seen.wording(), 7)
    return told.astype("object").reindex(seen.rows.index, fill_value="")


RULE = Rule(
    code="R707",
    title="联系电话与其他部门相同",
    severity="提醒",
    tables=("封面",),
    blames=("联系电话",),
    clashes=clashes,
    message="联系电话“{联系电话}”与{对照}的相同。",
    suggestion="请核对联系电话；确为同一联系人的不必改动。",
    trial=True,
)
