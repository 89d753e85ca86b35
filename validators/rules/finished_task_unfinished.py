"""A finished task does not speak of unfinished work.

做什么：进展状态为“已完成”的任务，“取得成效”中不应出现“尚未完成”“正在推进”等说法。

为什么：状态与成效矛盾，多为状态选错。

错误示例：

| 进展状态 | 取得成效 |
|---|---|
| 已完成 | 主体工程正在推进 |

正确示例：

| 进展状态 | 取得成效 |
|---|---|
| 已完成 | 三项任务全部通过验收 |
| 按进度推进 | 主体工程正在推进 |
"""

from validators.phrases import NOT_YET
from validators.rule import Rule

RULE = Rule(
    code="R207",
    title="已完成任务的成效与状态矛盾",
    severity="提醒",
    tables=("重大任务",),
    blames=("取得成效",),
    condition=f'若 [进展状态] = "已完成" 则 非 ({NOT_YET})',
    message="任务“已完成”，“取得成效”却写有尚未完成一类的话。",
    suggestion="请核对；还没有全部完成的，进展状态选“按进度推进”或“进展滞后”。",
)
