"""The five-year sum that is expected is of the magnitude of the target.

做什么：累计型、降低型指标，2025年预期值大于目标值的6倍，或不到它的六分之一的，可能单位或小数点有误，并给出建议值。

为什么：预期值填五年累计数；差6倍以上多为单位错误，或把一年的数当成了五年累计数。

错误示例：

| 指标类型 | 目标数 | 2025年预期值 |
|---|---|---|
| 累计型 | 9000 | 0.96 |
| 累计型 | 9000 | 96000 |
| 降低型 | 13 | 0.13 |

正确示例：

| 指标类型 | 目标数 | 2025年预期值 |
|---|---|---|
| 累计型 | 9000 | 9600 |
| 累计型 | 850 | 0 |
| 降低型 | 13 | 9.5 |
| 水平型 | 60 | 5 |
"""

from collections.abc import Mapping
from typing import Any

from validators.phrases import numbers_of, other_unit
from validators.rule import Rule


def propose(row: Mapping[str, Any], title: str) -> str:
    """The value moved by a power of ten to where the target is."""
    known = numbers_of(row, ("目标数",))
    return other_unit(row.get(title), 0.5 * min(known), 2 * max(known)) if known else ""


RULE = Rule(
    code="R131",
    title="五年累计预期值疑似单位错误",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=("2025年预期值",),
    doubts=("[本列]",),
    condition=(
        '若 属于([指标类型], "累计型", "降低型") 且 [2025年预期值] > 0 且 [目标数] > 0 '
        "则 [2025年预期值] <= [限值] * [目标数] 且 [2025年预期值] * [限值] >= [目标数]"
    ),
    propose=propose,
    limit=6,
    message="2025年预期值填写了{2025年预期值}，与五年目标{2025年目标值}相差{限值}倍以上，可能单位或小数点有误。",
    suggestion="请对照“单位”列核对；累计型、降低型指标填五年累计数。情况属实的，在退回修改表的“问题清单”中答复并说明。",
)
