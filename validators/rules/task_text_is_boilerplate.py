"""Measures and results of a task say something.

做什么：“政策措施”“取得成效”不能只写“无”“同上”“正常推进”“按计划推进”一类的话。

为什么：套话写不进评估报告。

错误示例：

| 进展状态 | 政策措施 | 取得成效 |
|---|---|---|
| 按进度推进 | 同上 | 按计划推进 |

正确示例：

| 进展状态 | 政策措施 | 取得成效 |
|---|---|---|
| 按进度推进 | 印发三年行动方案 | 新增规上企业6家 |
| 未启动 | | |
"""

from validators.phrases import BOILERPLATE
from validators.rule import Rule

RULE = Rule(
    code="R204",
    title="任务措施和成效不能写套话",
    severity="提醒",
    tables=("重大任务",),
    blames=("政策措施", "取得成效"),
    condition=f"非 {BOILERPLATE}",
    message="“{列名}”只写了“{本列}”。",
    suggestion="请写明具体情况：措施写文件和做法，成效写截至2023年6月30日的结果，尽量用数据。",
)
