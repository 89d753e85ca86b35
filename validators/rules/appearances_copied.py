"""Two projects do not have the same state.

做什么：同一部门不同项目的“形象进度”“支撑作用”“存在问题”不应相同（不计标点和空格，12个字以上）或基本相同（30个字以上，只改几个字、一个数或单位名称；相似度达到限值90%）。

为什么：各项目情况不同，照抄说明没有逐项核实。

错误示例：

| 部门 | 编号 | 形象进度 | 支撑作用 | 存在问题 |
|---|---|---|---|---|
| 县水利局 | XM11 | 大坝基础开挖完成，正在浇筑 | 建成后可新增有效灌溉面积8000亩 | 林地和移民手续办理进度滞后 |
| 县水利局 | XM12 | 大坝基础开挖完成、正在浇筑。 | 建成后可新增有效灌溉面积8000亩 | 林地和移民手续办理进度滞后 |

正确示例：

| 部门 | 编号 | 形象进度 | 支撑作用 | 存在问题 |
|---|---|---|---|---|
| 县水利局 | XM11 | 大坝基础开挖完成，正在浇筑 | | |
| 县水利局 | XM12 | 水厂和管网全部投入运行 | 无 | |
| 县林业局 | XM30 | 大坝基础开挖完成，正在浇筑 | | |
"""

import pandas as pd

from validators.likeness import NEARLY, alike_in_department
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """The row whose text is the same or nearly so."""
    return alike_in_department(seen.rows, seen.wording(), seen.limit)


RULE = Rule(
    code="R317",
    title="不同项目的内容不应照抄",
    severity="提醒",
    tables=("重大项目",),
    blames=("形象进度", "支撑作用", "存在问题"),
    clashes=clashes,
    limit=NEARLY,
    message="“{列名}”与项目{对照}。",
    suggestion="请按该项目的实际情况分别填写。",
)
