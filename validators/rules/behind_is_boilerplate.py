"""Problems and next steps of a task that is behind say something.

做什么：进展滞后、未启动的任务，“存在问题”“下一步对策”不能只写“无”“同上”“加快推进”一类的话。

为什么：套话等于没有填写。

错误示例：

| 进展状态 | 存在问题 | 下一步对策 |
|---|---|---|
| 进展滞后 | 无 | 加快推进 |

正确示例：

| 进展状态 | 存在问题 | 下一步对策 |
|---|---|---|
| 进展滞后 | 用地指标未落实 | 年内完成立项 |
| 按进度推进 | 无 | 继续推进 |
"""

from validators.phrases import BEHIND, BOILERPLATE
from validators.rule import Rule

RULE = Rule(
    code="R210",
    title="滞后任务的问题和对策不能写套话",
    severity="错误",
    tables=("重大任务",),
    blames=("存在问题", "下一步对策"),
    condition=f"若 {BEHIND} 则 非 {BOILERPLATE}",
    message="任务“{进展状态}”，“{列名}”只写了“{本列}”。",
    suggestion="请写明具体情况：问题写卡在哪里，对策写谁、做什么、何时完成。",
)
