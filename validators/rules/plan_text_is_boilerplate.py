"""Progress and support of a plan say something.

做什么：“实施进展”“对纲要支撑情况”不能只写“正常推进”“良好”“同上”一类的话。

为什么：套话写不进评估报告。

错误示例：

| 实施进展 | 对纲要支撑情况 |
|---|---|
| 按计划推进 | 良好 |

正确示例：

| 实施进展 | 对纲要支撑情况 |
|---|---|
| 16项主要目标中13项达到时序进度 | 支撑《纲要》第五章目标任务 |
"""

from validators.phrases import BOILERPLATE
from validators.rule import Rule

RULE = Rule(
    code="R406",
    title="规划实施进展不能写套话",
    severity="提醒",
    tables=("专项规划",),
    blames=("实施进展", "对纲要支撑情况"),
    condition=f"非 {BOILERPLATE}",
    message="“{列名}”只写了“{本列}”。",
    suggestion="请写明主要目标和重点任务的进展，支撑《纲要》的哪些目标任务。",
)
