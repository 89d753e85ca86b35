"""Targets on schedule do not outnumber the targets.

做什么：已达进度目标数不应大于主要目标数。

为什么：部分不能大于整体，多为两格填反。

错误示例：

| 主要目标数 | 已达进度目标数 |
|---|---|
| 13 | 16 |

正确示例：

| 主要目标数 | 已达进度目标数 |
|---|---|
| 16 | 13 |
| 16 | 16 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R401",
    title="达进度目标数不超过目标总数",
    severity="错误",
    tables=("专项规划",),
    blames=("已达进度目标数",),
    condition="[已达进度目标数] <= [主要目标数]",
    message="已达进度目标数{已达进度目标数}，大于主要目标数{主要目标数}。",
    suggestion="请核对两个数字是否填反。",
)
