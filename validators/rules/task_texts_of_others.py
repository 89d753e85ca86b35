"""A task's texts are not another department's.

做什么：“政策措施”“取得成效”“存在问题”“下一步对策”不应与其他部门填写的完全相同（不计标点和空格，15个字以上）。

为什么：照抄其他部门，说明没有认真总结。

错误示例：

| 部门 | 牵头部门 | 编号 | 政策措施 | 取得成效 | 存在问题 | 下一步对策 |
|---|---|---|---|---|---|---|
| 县教育局 | 县教育局 | RW28 | 印发全县提质三年行动方案并建立调度机制 | 新增学位1200个，改造学校12所 | | |
| 县卫健局 | 县卫健局 | RW29 | 印发全县提质三年行动方案并建立调度机制 | 新增学位1200个、改造学校12所 | | |
| 县教育局 | 县教育局 | RW30 | | | 乡镇基础设施历史欠账多，资金缺口大 | 加快二期工程建设，确保年内交付使用 |
| 县卫健局 | 县卫健局 | RW31 | | | 乡镇基础设施历史欠账多、资金缺口大 | 加快二期工程建设，确保年内交付使用 |

正确示例：

| 部门 | 牵头部门 | 编号 | 政策措施 | 取得成效 | 存在问题 | 下一步对策 |
|---|---|---|---|---|---|---|
| 县教育局 | 县教育局 | RW28 | 印发全县教育提质三年行动方案 | 新增学位1200个 | | |
| 县卫健局 | 县卫健局 | RW29 | 印发全县卫生提质三年行动方案 | 新增床位400张 | | |
"""

import pandas as pd

from validators.likeness import copied_from_department, own_tasks
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The department that wrote the same of a task of its own; townships that help are left out."""
    mine = own_tasks(seen.rows)
    return copied_from_department(seen.rows[mine], seen.title, 15).reindex(seen.rows.index, fill_value="")


RULE = Rule(
    code="R701",
    title="任务内容不应照抄其他部门",
    severity="提醒",
    tables=("重大任务",),
    blames=("政策措施", "取得成效", "存在问题", "下一步对策"),
    clashes=clashes,
    message="“{列名}”与{对照}填写的内容相同。",
    suggestion="请按本部门的实际情况填写。",
)
