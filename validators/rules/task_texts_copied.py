"""Two tasks do not have the same text.

做什么：同一部门牵头的不同任务，“政策措施”“取得成效”“存在问题”“下一步对策”不应相同（不计标点和空格，12个字以上）或基本相同（30个字以上，只改几个字、一个数或单位名称；相似度达到限值90%）。

为什么：各任务情况不同，照抄说明没有逐项总结。

错误示例：

| 部门 | 牵头部门 | 编号 | 政策措施 | 取得成效 | 存在问题 | 下一步对策 |
|---|---|---|---|---|---|---|
| 县教育局 | 县教育局 | RW28 | 印发全县教育提质三年行动方案 | 新建公办幼儿园3所，改造学校12所 | | |
| 县教育局 | 县教育局 | RW29 | 印发全县教育提质三年行动方案 | 新建公办幼儿园3所、改造学校12所。 | | |
| 县教育局 | 县教育局 | RW30 | | | 乡镇寄宿制学校床位普遍不足 | 加快二期校舍建设，年内交付使用 |
| 县教育局 | 县教育局 | 补充1 | | | 乡镇寄宿制学校床位普遍不足 | 加快二期校舍建设，年内交付使用 |

正确示例：

| 部门 | 牵头部门 | 编号 | 政策措施 | 取得成效 | 存在问题 | 下一步对策 |
|---|---|---|---|---|---|---|
| 县教育局 | 县教育局 | RW28 | 印发全县教育提质三年行动方案 | 新建公办幼儿园3所，改造学校12所 | | |
| 县教育局 | 县教育局 | RW29 | 建立校长教师交流轮岗制度 | 交流轮岗教师210人 | | |
| 三防镇 | 县农业农村局 | RW12 | 成立工作专班，分片包村落实到户 | | | |
| 三防镇 | 县农业农村局 | RW14 | 成立工作专班，分片包村落实到户 | | | |
"""

import pandas as pd

from validators.likeness import NEARLY, alike_in_department, own_tasks
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The task whose text is the same or nearly so; only of tasks that the department leads."""
    return alike_in_department(seen.rows, seen.wording(), seen.limit).where(own_tasks(seen.rows), "")


RULE = Rule(
    code="R209",
    title="不同任务的内容不应照抄",
    severity="提醒",
    tables=("重大任务",),
    blames=("政策措施", "取得成效", "存在问题", "下一步对策"),
    clashes=clashes,
    limit=NEARLY,
    message="“{列名}”与任务{对照}。",
    suggestion="请按该任务的实际情况分别填写。",
)
