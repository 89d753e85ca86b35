"""The reason and the measures of a lagging indicator say something.

做什么：滞后或预计难以完成的指标，“未达进度原因”“下一步措施”不能只写“无”“同上”“按计划推进”一类的话。

为什么：套话等于没有填写，写不进评估报告。

错误示例：

| 系统判断 | 填报判断 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 滞后 | 滞后 | 无 | 同上 |
| 基本符合预期 | 滞后 | 受疫情影响 | 按计划推进 |

正确示例：

| 系统判断 | 填报判断 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 滞后 | 滞后 | 受减税退税政策影响 | 培育税源 |
| 快于预期 | 快于预期 | 无 | 按计划推进 |
"""

from validators.phrases import BOILERPLATE, LAGGING
from validators.rule import Rule

RULE = Rule(
    code="R114",
    title="滞后原因和措施不能写套话",
    severity="错误",
    tables=("主要指标", "章节指标"),
    blames=("未达进度原因", "下一步措施"),
    condition=f"若 {LAGGING} 则 非 {BOILERPLATE}",
    message="该指标滞后或预计难以完成，“{列名}”只写了“{本列}”。",
    suggestion="请写明具体情况：原因写是什么造成的，措施写谁、做什么、何时完成。",
)
