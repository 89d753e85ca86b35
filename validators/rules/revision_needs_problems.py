"""A plan that needs revision says why.

做什么：“是否需要调整修订”为“是”的，应填写“存在问题”。

为什么：调整修订规划须说明理由。

错误示例：

| 是否需要调整修订 | 存在问题 |
|---|---|
| 是 | |

正确示例：

| 是否需要调整修订 | 存在问题 |
|---|---|
| 是 | 目标偏高 |
| 否 | |
"""

from validators.rule import Rule

RULE = Rule(
    code="R402",
    title="需要修订的规划要写明问题",
    severity="提醒",
    tables=("专项规划",),
    blames=("存在问题",),
    condition='若 [是否需要调整修订] = "是" 则 非 为空([存在问题])',
    message="认为规划需要调整修订，但没有填写存在问题。",
    suggestion="请在“存在问题”中写明需要调整修订的内容和理由。",
)
