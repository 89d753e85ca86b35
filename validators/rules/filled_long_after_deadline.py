"""A form is not dated long after the deadline.

做什么：封面“填报日期”一般不晚于报送截止日60天以上。

为什么：多为年份填错。

错误示例：

| 填报日期 |
|---|
| 2024-07-20 |

正确示例：

| 填报日期 |
|---|
| 2023-08-20 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R505",
    title="填报日期远晚于报送截止日",
    severity="提醒",
    tables=("封面",),
    blames=("填报日期",),
    condition="天数([填报日期], 参数(报送截止日)) <= [限值]",
    limit=60,
    message="填报日期{填报日期}晚于报送截止日{限值}天以上。",
    suggestion="请核对年份。",
)
