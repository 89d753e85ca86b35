"""No two headings of the report carry the same text.

做什么：同一部门评估报告的各个标题下，内容不应完全相同。

为什么：六个标题问的是六件事，照抄说明有的标题没有作答。

错误示例：

| 部门 | 内容 |
|---|---|
| 县教育局 | 总体进展顺利，各项任务按计划推进。 |
| 县教育局 | 总体进展顺利，各项任务按计划推进。 |

正确示例：

| 部门 | 内容 |
|---|---|
| 县教育局 | 新建公办幼儿园3所，学前三年毛入园率达到91%。 |
| 县教育局 | 乡镇寄宿制学校床位不足。 |
| 县卫健局 | 乡镇卫生院标准化建设完成12所。 |
"""

import pandas as pd

from validators.rule import Rule


def holds(rows: pd.DataFrame) -> pd.Series:
    """False where a department gave the same text under two headings."""
    text = rows["内容"].fillna("").str.replace(r"\s+", "", regex=True)
    copied = pd.DataFrame({"部门": rows["部门"], "内容": text}).duplicated(keep=False)
    return ~copied | (text == "")


RULE = Rule(
    code="R503",
    title="评估报告各标题内容不应相同",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    holds=holds,
    message="该标题下的内容与本部门另一标题完全相同。",
    suggestion="请按“内容要求”分别填写。",
)
