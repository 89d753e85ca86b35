"""Results are not a copy of the measures.

做什么：同一任务的“取得成效”与“政策措施”不应完全相同。

为什么：措施是做法，成效是结果；照抄说明没有认真总结。

错误示例：

| 政策措施 | 取得成效 |
|---|---|
| 印发行动方案 | 印发行动方案 |

正确示例：

| 政策措施 | 取得成效 |
|---|---|
| 印发行动方案 | 新增规上企业6家 |
"""

from validators.rule import Rule

RULE = Rule(
    code="R203",
    title="成效不应照抄措施",
    severity="提醒",
    tables=("重大任务",),
    blames=("取得成效",),
    condition="[取得成效] <> [政策措施]",
    message="“取得成效”与“政策措施”内容完全相同。",
    suggestion="“政策措施”写做了什么，“取得成效”写截至2023年6月30日的结果，尽量用数据。",
)
