"""A task that is behind names its next steps.

做什么：进展状态为“进展滞后”“未启动”的任务，必须填写“下一步对策”。

为什么：工作方案要求重大任务评估包括存在的问题和下一步对策建议。

错误示例：

| 进展状态 | 下一步对策 |
|---|---|
| 未启动 | |

正确示例：

| 进展状态 | 下一步对策 |
|---|---|
| 未启动 | 年内完成立项 |
| 已完成 | |
"""

from validators.rule import Rule

RULE = Rule(
    code="R202",
    title="滞后任务要写明对策",
    severity="错误",
    tables=("重大任务",),
    blames=("下一步对策",),
    condition='若 属于([进展状态], "进展滞后", "未启动") 则 非 为空([下一步对策])',
    message="任务“{进展状态}”，但没有填写下一步对策。",
    suggestion="请写明下一步推进的具体对策。",
)
