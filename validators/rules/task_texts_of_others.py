"""A task's texts are not another department's.

做什么：“政策措施”“取得成效”“存在问题”“下一步对策”不应与其他部门填写的相同（不计标点和空格，15个字以上）或基本相同（30个字以上，只改几个字、一个数或单位名称；相似度达到限值90%）。

为什么：照抄其他部门，说明没有认真总结。

错误示例：

| 部门 | 牵头部门 | 编号 | 政策措施 | 取得成效 | 存在问题 | 下一步对策 |
|---|---|---|---|---|---|---|
| 县教育局 | 县教育局 | RW28 | 印发全县提质三年行动方案并建立调度机制 | 新增学位1200个，改造学校12所 | | |
| 县卫健局 | 县卫健局 | RW29 | 印发全县提质三年行动方案并建立调度机制 | 新增学位1200个、改造学校12所 | | |
| 县水利局 | 县水利局 | RW32 | 建立县领导联系、部门牵头、乡镇落实的工作机制，每月调度一次并通报结果 | | | |
| 县林业局 | 县林业局 | RW33 | 建立县领导联系、部门牵头、乡镇落实的工作机制，每季调度一次并通报结果 | | | |
| 县教育局 | 县教育局 | RW30 | | | 乡镇基础设施历史欠账多，资金缺口大 | 加快二期工程建设，确保年内交付使用 |
| 县卫健局 | 县卫健局 | RW31 | | | 乡镇基础设施历史欠账多、资金缺口大 | 加快二期工程建设，确保年内交付使用 |

正确示例：

| 部门 | 牵头部门 | 编号 | 政策措施 | 取得成效 | 存在问题 | 下一步对策 |
|---|---|---|---|---|---|---|
| 县教育局 | 县教育局 | RW28 | 印发全县教育提质三年行动方案 | 新增学位1200个 | | |
| 县卫健局 | 县卫健局 | RW29 | 印发全县卫生提质三年行动方案 | 新增床位400张 | | |
| 县水利局 | 县水利局 | RW32 | | 开工渠道防渗工程12处，完工9处，恢复灌溉面积3200亩，完成投资860万元 | | |
| 县林业局 | 县林业局 | RW33 | | 开工林区道路工程7处，完工5处，改善林区交通1.8万亩，完成投资430万元 | | |
"""

import pandas as pd

from validators.likeness import NEARLY, alike_across_departments, own_tasks
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The department that wrote the same of a task of its own; townships that help are left out."""
    mine = own_tasks(seen.rows)
    wording = seen.wording().take(mine.to_numpy(dtype=bool))
    rows = seen.rows.loc[mine, ["部门"]]
    return alike_across_departments(rows, wording, seen.limit, 15).reindex(seen.rows.index, fill_value="")


RULE = Rule(
    code="R701",
    title="任务内容不应照抄其他部门",
    severity="提醒",
    tables=("重大任务",),
    blames=("政策措施", "取得成效", "存在问题", "下一步对策"),
    clashes=clashes,
    limit=NEARLY,
    message="“{列名}”与{对照}。",
    suggestion="请按本部门的实际情况填写。",
)
