"""A heading of the report has a text.

做什么：评估报告每个标题下一般不少于20个字（可在规划目录的“校验规则”中改）。

为什么：几个字写不成评估报告。

错误示例：

| 内容 |
|---|
| 总体进展顺利。 |

正确示例：

| 内容 |
|---|
| 截至2023年6月底，本部门承担的3项主要指标中2项达到时序进度。 |
| |
"""

from validators.rule import Rule

RULE = Rule(
    code="R506",
    title="评估报告内容不应过短",
    severity="提醒",
    tables=("评估报告",),
    blames=("内容",),
    condition="若 非 为空([内容]) 则 长度([内容]) >= [限值]",
    limit=20,
    message="该标题下只有{字数}个字，少于{限值}个字。",
    suggestion="请按“内容要求”填写；本部门确实没有相关内容的，请写明“本部门不承担……”。",
)
