"""A report is not another department's.

做什么：评估报告的内容不应与其他部门填写的相同（不计标点和空格，20个字以上）或基本相同（30个字以上，只改几个字、一个数或单位名称；相似度达到限值90%）。

为什么：照抄其他部门，说明没有认真总结。

错误示例：

| 部门 | 编号 | 内容 |
|---|---|---|
| 县教育局 | PG4 | 国家加大投入力度，政策环境持续向好，但要素成本上升较快。 |
| 县卫健局 | PG4 | 国家加大投入力度，政策环境持续向好；但要素成本上升较快。 |

正确示例：

| 部门 | 编号 | 内容 |
|---|---|---|
| 县教育局 | PG4 | 国家加大投入力度，政策环境持续向好，但要素成本上升较快。 |
| 县卫健局 | PG4 | 公共卫生体系建设得到加强，基层人才短缺仍然突出。 |
| 县教育局 | PG5 | 国家加大投入力度，政策环境持续向好，但要素成本上升较快。 |
"""

import pandas as pd

from validators.likeness import NEARLY, alike_across_departments
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The department that wrote the same."""
    return alike_across_departments(seen.rows, seen.wording(), seen.limit, 20)


RULE = Rule(
    code="R702",
    title="评估报告不应照抄其他部门",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    clashes=clashes,
    limit=NEARLY,
    message="该标题下的内容与{对照}。",
    suggestion="请按本部门的实际情况填写。",
)
