"""Progress, pace and verdict of an indicator, written once in the expression language.

Each constant is one question about an indicator; where the answer depends on its
kind (指标类型) it holds one expression a kind. The same text is evaluated by pandas
for the bureau and compiled to live formulas in form and master. Meanings:
design/domain.md, "Kinds of indicator and their progress"; docs/progress.md.

Hidden columns that the catalogue gives each row (see `schemas.plan.indicator_rows`):
基期数, 目标数, 达标线 (the level that counts as attained), 方向系数 (1 or −1),
严格达标 (target written with < or >), 采用半年数 (may a half-year figure be used?), 容差.
"""

from __future__ import annotations

from schemas import vocabulary as v

Y1, Y2, HALF = "[2021年完成值]", "[2022年完成值]", "[2023年6月完成值]"

_HALF_USED = f'([采用半年数] = "是" 且 非 为空({HALF}))'
# The annual cut-off is the end of 2022: without that year's figure nothing newer than it is known,
# and an older one would only pretend to answer. Missing values give 无法评估.
_NEWEST = f'首个(如果([采用半年数] = "是", {HALF}, 空), {Y2})'
# Every earlier year must be there: a sum with a hole is no sum.
_SUM = f"如果({_HALF_USED}, {Y1} + {Y2} + {HALF}, {Y1} + {Y2})"
_TOTAL = f'如果([数值口径] = "{v.RUNNING_TOTAL}", {_NEWEST}, {_SUM})'
_MEAN_RATE = f"((1 + {Y1} / 100) * (1 + {Y2} / 100)) ^ 0.5 * 100 - 100"

VALUE_USED = (
    "指标类型",
    {
        v.LEVEL: _NEWEST,
        v.FLOOR: _NEWEST,
        v.CEILING: _NEWEST,
        v.GROWTH: _MEAN_RATE,
        v.RELATIVE: _MEAN_RATE,
        v.CUMULATIVE: _TOTAL,
        v.REDUCTION: _TOTAL,
        v.QUALITATIVE: "空",
    },
)

ELAPSED = f"如果(为空([采用值]), 空, 如果({_HALF_USED}, 参数(月度时序), 参数(年度时序)))"

REFERENCE = ("指标类型", {v.RELATIVE: "查找([参照指标], [编号], [采用值])"})

PROGRESS = (
    "指标类型",
    {
        v.LEVEL: ("如果(([目标数] - [基期数]) * [方向系数] > 0, ([采用值] - [基期数]) / ([目标数] - [基期数]), 空)"),
        v.GROWTH: "[采用值] / [目标数]",
        v.CUMULATIVE: "[采用值] / [目标数]",
        v.REDUCTION: "[采用值] / [目标数]",
        v.FLOOR: "[采用值] - [目标数]",
        v.CEILING: "[采用值] - [目标数]",
        v.RELATIVE: "[采用值] - [参照值]",
        v.QUALITATIVE: "空",
    },
)

PACE = (
    "指标类型",
    {
        v.LEVEL: "[实现进度] / [时序进度]",
        v.CUMULATIVE: "[实现进度] / [时序进度]",
        v.REDUCTION: "[实现进度] / [时序进度]",
        v.GROWTH: "[实现进度]",
    },
)

_MARGIN = "([采用值] - [达标线]) * [方向系数]"
_ATTAINED = f'({_MARGIN} > 0 或 ([严格达标] = "否" 且 {_MARGIN} >= 0))'
_UNKNOWN = "为空([采用值]) 或 为空([达标线])"
# The base is already at or beyond the target: the plan asks to hold, not to advance.
_HOLD = "(非 为空([基期数]) 且 ([目标数] - [基期数]) * [方向系数] <= 0)"
_HELD = f'如果({_ATTAINED}, "{v.ON_TRACK}", "{v.LAGGING}")'
_BY_PACE = (
    f'如果(为空([节奏]), "{v.NOT_ASSESSABLE}", 如果([节奏] >= 参数(快于预期阈值), "{v.FASTER}", '
    f'如果([节奏] >= 参数(基本符合阈值), "{v.ON_TRACK}", "{v.LAGGING}")))'
)
_ADVANCE = f'如果({_ATTAINED}, "{v.AHEAD_DONE}", {_BY_PACE})'
_NUMBER_VERDICT = f'如果({_UNKNOWN}, "{v.NOT_ASSESSABLE}", {{}})'

VERDICT = (
    "指标类型",
    {
        v.LEVEL: _NUMBER_VERDICT.format(f"如果({_HOLD}, {_HELD}, {_ADVANCE})"),
        v.CUMULATIVE: _NUMBER_VERDICT.format(_ADVANCE),
        v.REDUCTION: _NUMBER_VERDICT.format(_ADVANCE),
        v.FLOOR: _NUMBER_VERDICT.format(_HELD),
        v.CEILING: _NUMBER_VERDICT.format(_HELD),
        # A rate to hold down, or one below zero, is kept or not: a ratio would turn its meaning round.
        v.GROWTH: f"如果([方向系数] < 0 或 [目标数] <= 0, {_NUMBER_VERDICT.format(_HELD)}, {_BY_PACE})",
        v.RELATIVE: (
            f'如果(为空([实现进度]), "{v.NOT_ASSESSABLE}", '
            f'如果([实现进度] * [方向系数] > [容差], "{v.FASTER}", '
            f'如果([实现进度] * [方向系数] >= -[容差], "{v.ON_TRACK}", "{v.LAGGING}")))'
        ),
        v.QUALITATIVE: f'"{v.NOT_ASSESSABLE}"',
    },
)

# Second opinions, in the master only.
STILL_MISSING = "([目标数] - [采用值]) / (参数(规划年数) * (1 - [时序进度]))"
# What is attained needs nothing more: a figure below zero would read as a task.
_UNLESS_ATTAINED = f"如果({_UNKNOWN}, 空, 如果({_ATTAINED}, 空, {STILL_MISSING}))"

REQUIRED_PER_YEAR = (
    "指标类型",
    {
        v.LEVEL: _UNLESS_ATTAINED,
        v.CUMULATIVE: _UNLESS_ATTAINED,
        v.REDUCTION: _UNLESS_ATTAINED,
        # The rate that the remaining years need so that the five-year mean meets the target.
        v.GROWTH: (
            "如果(为空([采用值]), 空, ((1 + [目标数] / 100) ^ 参数(规划年数) "
            "/ (1 + [采用值] / 100) ^ (参数(规划年数) * [时序进度])) "
            "^ (1 / (参数(规划年数) * (1 - [时序进度]))) * 100 - 100)"
        ),
    },
)

EXTRAPOLATED = (
    "指标类型",
    {
        v.LEVEL: "[基期数] + ([采用值] - [基期数]) / [时序进度]",
        v.CUMULATIVE: "[采用值] / [时序进度]",
        v.REDUCTION: "[采用值] / [时序进度]",
        v.GROWTH: "[采用值]",
    },
)

GEOMETRIC_REDUCTION = (
    "指标类型",
    {v.REDUCTION: (f'如果([数值口径] = "{v.PER_YEAR}", 100 - 100 * (1 - {Y1} / 100) * (1 - {Y2} / 100), 空)')},
)
