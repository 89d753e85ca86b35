"""A level is of the magnitude of its base and target.

做什么：水平型、底线型、上限型指标，数值大于基期值和目标值的6倍，或不到它们的六分之一的，可能单位或小数点有误，并给出建议值。

为什么：元与万元、小数与百分数、小数点错位，差10倍到一万倍，会使汇总失真。

错误示例：

| 指标类型 | 基期数 | 目标数 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 | 2025年预期值 |
|---|---|---|---|---|---|---|
| 水平型 | 5.21 | 7 | 55800 | 59300 | 30200 | 70000 |
| 水平型 | 38.62 | 45 | 0.399 | 0.4105 | 0.41 | 0.45 |
| 上限型 | 2.4 | 3 | 21 | 0.19 | 0.2 | 19 |

正确示例：

| 指标类型 | 基期数 | 目标数 | 2021年完成值 | 2022年完成值 | 2023年6月完成值 | 2025年预期值 |
|---|---|---|---|---|---|---|
| 水平型 | 5.21 | 7 | 5.58 | 5.93 | 3.02 | 7 |
| 累计型 | | 9000 | 1800 | 1750 | 900 | 9000 |
"""

from collections.abc import Mapping
from typing import Any

from validators.phrases import VALUES, numbers_of, other_unit, within_magnitude
from validators.rule import Rule


def propose(row: Mapping[str, Any], title: str) -> str:
    """The value moved by a power of ten to where base and target are."""
    known = numbers_of(row, ("基期数", "目标数"))
    return other_unit(row.get(title), 0.5 * min(known), 2 * max(known)) if known else ""


RULE = Rule(
    code="R119",
    title="疑似单位或小数点错误",
    severity="提醒",
    tables=("主要指标", "章节指标"),
    blames=VALUES,
    doubts=("[本列]",),
    condition=(
        '若 属于([指标类型], "水平型", "底线型", "上限型") 且 [本列] > 0 且 最小([基期数], [目标数]) > 0 则 '
        + within_magnitude("[本列]", "[限值]")
    ),
    propose=propose,
    limit=6,
    message="“{列名}”填写了{本列}，与基期值{2020年基期值}、目标值{2025年目标值}相差{限值}倍以上，可能单位或小数点有误。",
    suggestion="请对照“单位”列核对。",
)
