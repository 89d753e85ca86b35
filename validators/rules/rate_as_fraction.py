"""A rate in % is not given as a fraction of one.

做什么：单位为%的增速型、相对型、降低型指标，数值不到1，乘以100以后却与其他年份和目标值相当的，可能把百分数填成了小数。

为什么：在单元格里输入“8.9%”，Excel存的是0.089；按0.089%汇总会把正常的增速当成没有增长。

错误示例：

| 单位 | 指标类型 | 目标数 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 | 2025年预期值 |
|---|---|---|---|---|---|---|
| % | 增速型 | 9 | 14.2 | 0.089 | 8.3 | 10 |
| % | 增速型 | 9 | 0.142 | 0.089 | 0.083 | 0.095 |
| % | 降低型 | 13 | 0.024 | 2.3 | | 13 |

正确示例：

| 单位 | 指标类型 | 目标数 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 | 2025年预期值 |
|---|---|---|---|---|---|---|
| % | 增速型 | 9 | 14.2 | 8.9 | 0.1 | 9.5 |
| % | 降低型 | 13 | 2.4 | 0.35 | | 13 |
| % | 水平型 | 0.8 | 0.41 | 0.47 | | 0.66 |
"""

from collections.abc import Mapping
from typing import Any

from validators.normalise import display
from validators.phrases import VALUES, YEARS
from validators.rule import Rule

# What a rate of this indicator is like: its other years, and the target, that of five years shared out.
_ALIKE = (
    ", ".join(f"绝对值([{year}])" for year in YEARS)
    + ', 如果([指标类型] = "降低型", 绝对值([目标数]) / 参数(规划年数), 绝对值([目标数]))'
)


def propose(row: Mapping[str, Any], title: str) -> str:
    """The number before the percent sign."""
    return display(round(row[title] * 100, 6))


RULE = Rule(
    code="R129",
    title="增速疑似以小数填写",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=VALUES,
    doubts=("[本列]",),
    condition=(
        '若 [单位] = "%" 且 属于([指标类型], "增速型", "相对型", "降低型") 且 绝对值([本列]) < 1 且 [本列] <> 0 '
        # Published rates have one place: 0.1 is a year of standstill, 0.089 was 8.9%.
        f"且 [本列] <> 四舍五入([本列], 1) 则 绝对值([本列]) * 100 > [限值] * 最大({_ALIKE})"
    ),
    propose=propose,
    limit=2.5,
    message="“{列名}”填写了{本列}，该指标单位是%，可能把百分数填成了小数。",
    suggestion="请只填百分号前面的数字，如8.9%填8.9。情况属实的，在退回修改表的“问题清单”中答复并说明。",
)
