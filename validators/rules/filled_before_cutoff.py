"""A form is not filled in before the cut-off.

做什么：封面“填报日期”不应早于任务进展截止日。

为什么：数据要截至2023年6月30日，在此之前不可能填全。

错误示例：

| 填报日期 |
|---|
| 2022-07-20 |

正确示例：

| 填报日期 |
|---|
| 2023-07-20 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R504",
    title="填报日期不早于截止日",
    severity="提醒",
    tables=("封面",),
    blames=("填报日期",),
    condition="[填报日期] >= 参数(任务进展截止日)",
    message="填报日期{填报日期}早于任务进展截止日。",
    suggestion="请核对年份；数据应截至2023年6月30日。",
)
