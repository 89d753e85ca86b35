"""Measures and results of a task are more than a few words.

做什么：“政策措施”“取得成效”一般不少于8个字（可在规划目录的“校验规则”中改）。

为什么：几个字说不清做法和结果。

错误示例：

| 政策措施 | 取得成效 |
|---|---|
| 印发方案 | 效果明显 |

正确示例：

| 政策措施 | 取得成效 |
|---|---|
| 印发全县产业振兴三年行动方案 | 新增规上工业企业6家 |
| 同上 | |
"""

from validators.phrases import BOILERPLATE
from validators.rule import Rule

RULE = Rule(
    code="R205",
    title="任务措施和成效不应过短",
    severity="提醒",
    tables=("重大任务",),
    blames=("政策措施", "取得成效"),
    condition=f"若 非 为空([本列]) 且 非 {BOILERPLATE} 则 长度([本列]) >= [限值]",
    limit=8,
    message="“{列名}”只有“{本列}”，少于{限值}个字。",
    suggestion="请补充具体内容，尽量用数据。",
)
