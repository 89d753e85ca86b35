"""目标倒推: from the target back to what the remaining years need, held against the years so far.

What a year needs (年均需完成) and the extrapolation are the master's own columns; here stand
the questions that only this sheet asks, in the same expression language.
"""

from __future__ import annotations

import math

from schemas import vocabulary as v
from schemas.columns import FormTable, computed, given

# How many times the yearly average so far the remaining years need, and what that is called.
SLIGHTLY, CLEARLY = 1.2, 2

WITHOUT_DATA = "无法倒推"
JUDGED_BY_PEOPLE = "由人工判断"
ATTAINED = "已达到目标"
HELD, NOT_HELD = "守住即可", "未守住，须扭转"
TURN_ROUND = "方向相反，须扭转"
REACHABLE, FASTER, MUCH_FASTER, HARD = "按现速可达", "须略加快", "须明显加快", "难度很大"

_YEARS_PAST = "(参数(规划年数) * [时序进度])"
# A level whose base is beyond the target already has no 实现进度: the plan asks to hold it.
_HOLDS = f'如果([系统判断] = "{v.LAGGING}", "{NOT_HELD}", "{HELD}")'
# As it is shown: 1.00 must not be called more than 1.
_SHOWN = "四舍五入([需要倍数], 2)"
_BY_EFFORT = (
    f'如果(为空([需要倍数]), "{TURN_ROUND}", 如果({_SHOWN} <= 1, "{REACHABLE}", '
    f'如果({_SHOWN} <= {SLIGHTLY}, "{FASTER}", 如果({_SHOWN} <= {CLEARLY}, "{MUCH_FASTER}", "{HARD}"))))'
)
_KNOWN = (
    f'如果([系统判断] = "{v.NOT_ASSESSABLE}", "{WITHOUT_DATA}", '
    f'如果([系统判断] = "{v.AHEAD_DONE}", "{ATTAINED}", {{}}))'
)
# Such as 完成上级下达任务, whatever kind the catalogue calls it: nothing is missing, a person judges.
_BY_NUMBER = f'如果(为空([目标数]), "{JUDGED_BY_PEOPLE}", {_KNOWN})'
_RATE_TO_HOLD = "([方向系数] < 0 或 [目标数] <= 0)"
_RATIO = f'如果([系统判断] <> "{v.AHEAD_DONE}" 且 [至今年均] * [方向系数] > 0, [年均需完成] / [至今年均], 空)'

MEAN_SO_FAR = (
    "指标类型",
    {
        v.LEVEL: f"([采用值] - [基期数]) / {_YEARS_PAST}",
        v.CUMULATIVE: f"[采用值] / {_YEARS_PAST}",
        v.REDUCTION: f"[采用值] / {_YEARS_PAST}",
        v.GROWTH: "[采用值]",
    },
)
EFFORT = (
    "指标类型",
    {
        v.LEVEL: f"如果(为空([实现进度]), 空, {_RATIO})",
        v.CUMULATIVE: _RATIO,
        v.REDUCTION: _RATIO,
        v.GROWTH: f"如果({_RATE_TO_HOLD}, 空, {_RATIO})",
    },
)
JUDGEMENT = (
    "指标类型",
    {
        v.LEVEL: _KNOWN.format(f"如果(为空([实现进度]), {_HOLDS}, {_BY_EFFORT})"),
        v.CUMULATIVE: _KNOWN.format(_BY_EFFORT),
        v.REDUCTION: _KNOWN.format(_BY_EFFORT),
        v.GROWTH: _KNOWN.format(f"如果({_RATE_TO_HOLD}, {_HOLDS}, {_BY_EFFORT})"),
        v.FLOOR: _BY_NUMBER.format(_HOLDS),
        v.CEILING: _BY_NUMBER.format(_HOLDS),
        v.RELATIVE: _KNOWN.format(_HOLDS),
        v.QUALITATIVE: f'"{JUDGED_BY_PEOPLE}"',
    },
)


class Backcast(FormTable):
    """One indicator on 目标倒推. `given` columns come from the master's indicator sheets."""

    code: str = given("编号", width=8)
    name: str = given("指标名称", width=32)
    attribute: str = given("属性", width=8)
    lead: str = given("牵头部门", width=20)
    unit: str = given("单位", width=10)
    base: float = given("基期数", width=9)
    value_used: float = given("采用值", width=9)
    target_text: str = given("2025年目标值", width=18)
    years_left: float = computed("剩余年数", "参数(规划年数) * (1 - [时序进度])", decimals=1, width=7)
    required_per_year: float = given("年均需完成", width=10)
    mean_so_far: float = computed("至今年均", MEAN_SO_FAR, width=10)
    effort: float = computed("需要倍数", EFFORT, decimals=2, width=8)
    judgement: str = computed("倒推判断", JUDGEMENT, width=18)
    extrapolated: float = given("外推2025年值", width=11)
    expected: float = given("2025年预期值", width=11)
    gap: float = computed("预期与目标之差", "[2025年预期值] - [目标数]", width=11)
    final: str = given("最终判断", width=14)
    kind: str = given("指标类型", hidden=True)
    target: float = given("目标数", hidden=True)
    sign: float = given("方向系数", hidden=True)
    progress: float = given("实现进度", hidden=True)
    elapsed: float = given("时序进度", hidden=True)
    verdict: str = given("系统判断", hidden=True)


# From the hardest down; what cannot be said stands last.
_ORDER = {NOT_HELD: 0, TURN_ROUND: 0, HELD: 2, ATTAINED: 2, JUDGED_BY_PEOPLE: 3, WITHOUT_DATA: 3}


def hardness(judgement: str, effort: float) -> tuple[int, float]:
    """A sort key of 倒推判断 and 需要倍数: hardest first."""
    return _ORDER.get(judgement, 1), 0.0 if math.isnan(effort) else -effort
