"""The explanation of an indicator is not another department's.

做什么：“未达进度原因”“下一步措施”不应与其他部门填写的相同（不计标点和空格，15个字以上）或基本相同（30个字以上，只改几个字、一个数或单位名称；相似度达到限值90%）。

为什么：照抄其他部门，说明没有分析本指标的原因。

错误示例：

| 部门 | 编号 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 县财政局 | ZB05 | 受宏观经济下行和疫情影响，增速低于预期 | 加强部门联动和运行调度，确保完成目标任务 |
| 县科工贸局 | ZB04 | 受宏观经济下行和疫情影响，增速低于预期。 | 加强部门联动和运行调度，确保完成目标任务 |

正确示例：

| 部门 | 编号 | 未达进度原因 | 下一步措施 |
|---|---|---|---|
| 县财政局 | ZB05 | 受减税退税政策影响，收入增速低于预期 | 培育税源 |
| 县科工贸局 | ZB04 | 限额以上单位数量少，网购消费外流 | 培育税源 |
"""

import pandas as pd

from validators.likeness import NEARLY, alike_across_departments
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The department that wrote the same, in whichever of the two indicator tables."""
    rows, wording = seen.rows[["部门"]], seen.wording()
    for name in ("主要指标", "章节指标"):
        if name in seen.frames:
            rows = pd.concat([rows, seen.frames[name][["部门"]]], ignore_index=True)
            wording = wording.followed_by(seen.wording(name))
    told = alike_across_departments(rows, wording, seen.limit, 15, asked=len(seen.rows))
    return told.iloc[: len(seen.rows)].set_axis(seen.rows.index)


RULE = Rule(
    code="R703",
    title="原因和措施不应照抄其他部门",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("未达进度原因", "下一步措施"),
    clashes=clashes,
    limit=NEARLY,
    message="“{列名}”与{对照}。",
    suggestion="请按本指标的实际情况填写。",
)
