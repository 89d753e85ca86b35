"""A report was not handed in after the deadline of this round.

做什么：报告报送日期不应晚于报送截止日。

为什么：填写时还没有到的日期不是报送日期。

错误示例：

| 报告报送日期 |
|---|
| 2024-07-20 |

正确示例：

| 报告报送日期 |
|---|
| 2023-07-20 |
| |
"""

from validators.rule import Rule

RULE = Rule(
    code="R404",
    title="报告报送日期不晚于报送截止日",
    severity="提醒",
    tables=("专项规划",),
    blames=("报告报送日期",),
    condition="[报告报送日期] <= 参数(报送截止日)",
    message="报告报送日期{报告报送日期}晚于报送截止日。",
    suggestion="请核对年份；还没有报送的请留空，评估状态选“正在评估”。",
)
