"""Two indicators do not have the same explanation.

做什么：同一部门不同指标的“未达进度原因”“下一步措施”不应相同（不计标点和空格，12个字以上）或基本相同（30个字以上，只改几个字、一个数或单位名称；相似度达到限值90%）。

为什么：各指标情况不同，照抄说明没有逐项分析。

错误示例：

| 部门 | 编号 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 县财政局 | ZB05 | 受减税退税政策影响，增速低于预期 | 培育税源，盘活国有资产，争取上级支持 |
| 县财政局 | ZJ02 | 受减税退税政策影响增速低于预期。 | 培育税源、盘活国有资产、争取上级支持 |

正确示例：

| 部门 | 编号 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 县财政局 | ZB05 | 受减税退税政策影响，增速低于预期 | 培育税源，盘活国有资产，争取上级支持 |
| 县财政局 | ZJ02 | 留抵退税较多，比上年增加两成 | 加强调度 |
"""

import pandas as pd

from validators.likeness import NEARLY, alike_in_department
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The row whose text is the same or nearly so."""
    return alike_in_department(seen.rows, seen.wording(), seen.limit)


RULE = Rule(
    code="R128",
    title="不同指标的原因和措施不应照抄",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("未达进度原因", "下一步措施"),
    clashes=clashes,
    limit=NEARLY,
    message="“{列名}”与{对照}。",
    suggestion="请按该指标的实际情况分别填写。",
)
