"""The lead of an indicator and a department that helps with it report the same figure.

做什么：同一指标的同一年数值，牵头部门（表1、表2）与配合部门（表6）填报的应当一致（四舍五入的除外）；
数值口径不同的，2022年以后的数不比较。目录参数“配合部门同时填报指标”填“是”时才有表6。

为什么：同一个数两个部门报得不一样，向上报告时会被质疑；汇总采用牵头部门的数，须先核对清楚。

错误示例：

| 表 | 部门 | 编号 | 牵头部门 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 |
|---|---|---|---|---|---|---|
| 主要指标 | 县财政局 | ZB05 | 县财政局 | 5.62 | 6.05 | 3.1 |
| 配合指标 | 县税务局 | ZB05 | 县财政局 | 5.26 | 6.5 | 3.4 |
| 章节指标 | 县教育局 | ZJ28 | 县教育局 | 93.1 | 94 | 95 |
| 配合指标 | 县统计局 | ZJ28 | 县教育局 | 91.3 | 92 | 93 |

正确示例：

| 表 | 部门 | 编号 | 牵头部门 | 数值口径 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 |
|---|---|---|---|---|---|---|---|
| 主要指标 | 县财政局 | ZB05 | 县财政局 | | 5.62 | 6.05 | |
| 配合指标 | 县税务局 | ZB05 | 县财政局 | | 5.6 | | 3.4 |
| 章节指标 | 县教育局 | ZJ28 | 县教育局 | 当年值 | 40 | 45 | 20 |
| 配合指标 | 县统计局 | ZJ28 | 县教育局 | 累计值 | 40 | 85 | 105 |
"""

import pandas as pd

from validators.conflicts import clashing
from validators.phrases import YEARS
from validators.rule import Rule, Seen


def clashes(seen: Seen) -> pd.Series:
    """What the other side reports: department, value, place and whom to ask."""
    return clashing(seen)


RULE = Rule(
    code="R708",
    title="牵头部门与配合部门填报不一致",
    severity="提醒",
    tables=("主要指标", "章节指标", "配合指标"),
    blames=YEARS,
    clashes=clashes,
    message="{列名}填写{本列}{对照}。",
    suggestion="请与对方核对，改成一致；口径不同的在“相关说明”中写明。汇总采用牵头部门的数值。",
)
