"""A task that is behind does not boast of success.

做什么：进展状态为“进展滞后”“未启动”的任务，“取得成效”中不应出现“超额完成”“提前完成”等说法。

为什么：状态与成效矛盾，多为状态选错。

错误示例：

| 进展状态 | 取得成效 |
|---|---|
| 进展滞后 | 全年任务已提前完成 |

正确示例：

| 进展状态 | 取得成效 |
|---|---|
| 进展滞后 | 完成12所，还有3所未开工 |
| 按进度推进 | 全年任务已提前完成 |
"""

from validators.phrases import AHEAD, BEHIND
from validators.rule import Rule

RULE = Rule(
    code="R206",
    title="滞后任务的成效与状态矛盾",
    severity="提醒",
    tables=("重大任务",),
    blames=("取得成效",),
    condition=f"若 {BEHIND} 则 非 ({AHEAD})",
    message="任务“{进展状态}”，“取得成效”却写有超额或提前完成一类的话。",
    suggestion="请核对“进展状态”和“取得成效”。",
)
