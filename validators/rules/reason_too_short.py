"""The reason and the measures of a lagging indicator are more than a few words.

做什么：滞后或预计难以完成的指标，“未达进度原因”“下一步措施”一般不少于8个字（可在规划目录的“校验规则”中改）。

为什么：几个字说不清原因和对策。

错误示例：

| 系统判断 | 填报判断 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 滞后 | 滞后 | 疫情影响 | 加强调度 |

正确示例：

| 系统判断 | 填报判断 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 滞后 | 滞后 | 受减税退税政策影响较大 | 培育税源，盘活国有资产 |
| 快于预期 | 快于预期 | 疫情 | 调度 |
"""

from validators.phrases import BOILERPLATE, LAGGING
from validators.rule import Rule

RULE = Rule(
    code="R115",
    title="滞后原因和措施不应过短",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("未达进度原因", "下一步措施"),
    condition=f"若 {LAGGING} 且 非 为空([本列]) 且 非 {BOILERPLATE} 则 长度([本列]) >= [限值]",
    limit=8,
    message="“{列名}”只有“{本列}”，少于{限值}个字。",
    suggestion="请补充具体内容。",
)
