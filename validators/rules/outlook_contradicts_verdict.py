"""A verdict better than expected does not go with an outlook of failure.

做什么：填报判断为“提前实现”“快于预期”的，预期展望不应是“预计难以完成”。

为什么：前后矛盾的判断多为下拉选错，汇总后会误导决策。

错误示例：

| 填报判断 | 预期展望 |
|---|---|
| 快于预期 | 预计难以完成 |
| 提前实现 | 预计难以完成 |

正确示例：

| 填报判断 | 预期展望 |
|---|---|
| 快于预期 | 预计按期完成 |
| 滞后 | 预计难以完成 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R105",
    title="预期展望与判断不矛盾",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("预期展望",),
    condition='非 (属于([填报判断], "提前实现", "快于预期") 且 [预期展望] = "预计难以完成")',
    message="填报判断为“{填报判断}”，预期展望却是“{预期展望}”，前后矛盾。",
    suggestion="请核对“填报判断”和“预期展望”，改正其中一个。",
)
