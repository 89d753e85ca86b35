"""One year does not exceed the target of five.

做什么：累计型、降低型指标，数值口径为“当年值”的，一年的数值不应超过五年的目标。

为什么：多为单位错误，或把累计数当成了当年数。

错误示例：

| 指标类型 | 数值口径 | 目标数 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 |
|---|---|---|---|---|---|
| 累计型 | 当年值 | 9000 | 19800 | 20500 | 10600 |
| 累计型 | 当年值 | 9000 | 1980 | 20500 | 1060 |

正确示例：

| 指标类型 | 数值口径 | 目标数 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 |
|---|---|---|---|---|---|
| 累计型 | 当年值 | 9000 | 1980 | 2050 | 1060 |
| 累计型 | 累计值 | 9000 | 1980 | 4030 | 9060 |
"""

from collections.abc import Mapping
from typing import Any

from validators.phrases import YEARS, numbers_of, other_unit
from validators.rule import Rule


def propose(row: Mapping[str, Any], title: str) -> str:
    """The value moved by a power of ten to where the other years are, where these are believable themselves."""
    (target,) = numbers_of(row, ("目标数",)) or (0.0,)
    known = [number for number in numbers_of(row, YEARS[:2], but=title) if number <= target]
    return other_unit(row.get(title), 0.4 * min(known), 2.5 * max(known)) if known else ""


RULE = Rule(
    code="R120",
    title="一年的数值超过五年目标请核对",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=YEARS,
    doubts=("[本列]",),
    condition=(
        '若 属于([指标类型], "累计型", "降低型") 且 [数值口径] = "当年值" 且 [目标数] > 0 '
        "则 [本列] <= [限值] * [目标数]"
    ),
    propose=propose,
    limit=1,
    message="“{列名}”填写了{本列}，一年就超过五年目标{2025年目标值}。",
    suggestion="请核对单位和小数点；如填的是累计数，请把“数值口径”改为“累计值”。",
)
