"""Counts of targets are whole numbers.

做什么：主要目标数、已达进度目标数应为整数。

为什么：个数没有小数。

错误示例：

| 主要目标数 | 已达进度目标数 |
|---|---|
| 16.5 | 0.5 |

正确示例：

| 主要目标数 | 已达进度目标数 |
|---|---|
| 16 | 0 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R403",
    title="目标个数应为整数",
    severity="错误",
    tables=("专项规划",),
    blames=("主要目标数", "已达进度目标数"),
    doubts=("[本列]",),
    condition="[本列] = 四舍五入([本列], 0)",
    message="“{列名}”填写了{本列}，个数应为整数。",
    suggestion="请填写整数。",
)
