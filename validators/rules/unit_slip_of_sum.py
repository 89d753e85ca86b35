"""A yearly figure of a five-year sum is of the magnitude of the other year, or of a fifth of the target.

做什么：数值口径为“当年值”的累计型指标，2021年、2022年的数值不到另一年的八分之一，也不到五年目标年均数的八分之一的，
可能单位或小数点有误，并给出建议值。

为什么：人与万人、小数点错位，会使五年累计数失真，看上去像是严重滞后。

错误示例：

| 指标类型 | 数值口径 | 目标数 | 2021年完成值 | 2022年完成值 |
|---|---|---|---|---|
| 累计型 | 当年值 | 9000 | 1980 | 205 |
| 累计型 | 当年值 | 9000 | 0.198 | 2050 |

正确示例：

| 指标类型 | 数值口径 | 目标数 | 2021年完成值 | 2022年完成值 |
|---|---|---|---|---|
| 累计型 | 当年值 | 9000 | 1980 | 2050 |
| 累计型 | 当年值 | 9000 | 3600 | 400 |
| 累计型 | 当年值 | 850 | 0 | 210 |
| 累计型 | 累计值 | 3200 | 20 | 1480 |
| 水平型 | | 60 | 41 | 4.5 |
"""

from collections.abc import Mapping
from typing import Any

from validators.phrases import YEARS, numbers_of, other_unit
from validators.rule import Rule

_BOTH = YEARS[:2]


def propose(row: Mapping[str, Any], title: str) -> str:
    """The value moved by a power of ten to where the other year is."""
    known = numbers_of(row, _BOTH, but=title)
    return other_unit(row.get(title), 0.4 * min(known), 2.5 * max(known)) if known else ""


RULE = Rule(
    code="R130",
    title="累计型数值疑似单位错误",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=_BOTH,
    doubts=("[本列]",),
    condition=(
        '若 [指标类型] = "累计型" 且 [数值口径] = "当年值" 且 [本列] > 0 且 [目标数] > 0 则 '
        "[本列] * [限值] >= [2021年完成值] + [2022年完成值] - [本列] 或 [本列] * [限值] >= [目标数] / 参数(规划年数)"
    ),
    propose=propose,
    limit=8,
    message="“{列名}”填写了{本列}，与另一年和目标值{2025年目标值}相差{限值}倍以上，可能单位或小数点有误。",
    suggestion="请对照“单位”列核对；情况属实的，在退回修改表的“问题清单”中答复并说明。",
)
