"""Progress and verdict in plain Python, written from design/domain.md, to hold `schemas.progress` against.

Exact decimals, one indicator at a time, no expression language, no pandas. Where the page leaves a
choice, the choice is marked 〔…〕 and is the one that the comments of `schemas.progress` describe.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

AHEAD, FASTER, ON_TRACK, LAGGING, UNKNOWN = "提前实现", "快于预期", "基本符合预期", "滞后", "无法评估"
FASTER_FROM, ON_TRACK_FROM = Decimal("1.1"), Decimal("0.9")
ABOUT, IN_STEP = Decimal("0.05"), Decimal("0.5")
END_OF_2022, JUNE_2023 = Decimal("0.4"), Decimal("0.5")

Number = Decimal | None


@dataclass(frozen=True)
class Indicator:
    """One indicator with what its department reported. `relation`: 同步, 高于 or "" for a relative one."""

    kind: str
    y2021: Number = None
    y2022: Number = None
    june2023: Number = None
    base: Number = None
    target: Number = None
    high: Number = None  # the upper end of a range
    comparator: str = ""
    lower_is_better: bool = False
    monthly: bool = False
    point_in_time: bool = False
    counted: str = ""  # 数值口径
    relation: str = ""
    reference: Number = None  # the value used of the indicator it is held against


@dataclass(frozen=True)
class Outcome:
    """采用值, 实现进度, 时序进度, 节奏 and 系统判断."""

    value: Number
    progress: Number
    elapsed: Number
    pace: Number
    verdict: str


def assess(indicator: Indicator) -> Outcome:
    """What the page says of one indicator."""
    with localcontext() as context:
        context.prec = 40
        if indicator.kind == "定性型":
            return Outcome(None, None, None, None, UNKNOWN)
        value, elapsed = _value(indicator)
        if value is None:
            return Outcome(None, None, None, None, UNKNOWN)
        if indicator.kind in ("底线型", "上限型"):
            aim = _aim(indicator)
            margin = None if aim is None else value - aim
            return Outcome(value, margin, elapsed, None, _held(indicator, value))
        if indicator.kind == "相对型":
            gap = None if indicator.reference is None else value - indicator.reference
            return Outcome(value, gap, elapsed, None, _relative(indicator, gap))
        progress = _progress(indicator, value)
        pace = progress if indicator.kind == "增速型" else _over(progress, elapsed)
        return Outcome(value, progress, elapsed, pace, _advance(indicator, value, pace))


def _value(indicator: Indicator) -> tuple[Number, Number]:
    """The newest value that the frequency allows, and how much of 2021-2025 had passed by then.

    〔The annual cut-off is 2022-12-31: the figure of 2021 alone stands for nothing.〕
    """
    y1, y2, june = indicator.y2021, indicator.y2022, indicator.june2023
    if not _half_year_allowed(indicator):
        june = None
    elapsed = END_OF_2022 if june is None else JUNE_2023
    if indicator.kind in ("增速型", "相对型"):
        return _mean_rate(y1, y2), elapsed
    if indicator.kind in ("累计型", "降低型") and indicator.counted != "累计值":
        return (_sum(y1, y2, june) if indicator.counted == "当年值" else None), elapsed
    return (y2 if june is None else june), elapsed


def _half_year_allowed(indicator: Indicator) -> bool:
    """A half-year flow is never held against an annual target; in a five-year sum it is a part."""
    if not indicator.monthly:
        return False
    if indicator.kind == "累计型":
        return True
    return indicator.kind in ("水平型", "底线型", "上限型") and indicator.point_in_time


def _sum(y1: Number, y2: Number, june: Number) -> Number:
    """〔A sum with a hole is no sum.〕"""
    if y1 is None or y2 is None:
        return None
    return y1 + y2 + (june or 0)


def _mean_rate(y1: Number, y2: Number) -> Number:
    if y1 is None or y2 is None:
        return None
    product = (1 + y1 / 100) * (1 + y2 / 100)
    return None if product < 0 else product.sqrt() * 100 - 100


def _aim(indicator: Indicator) -> Number:
    """The t of the formulas: of a range, the end that has to be reached first 〔from the bad side〕."""
    return indicator.high if indicator.high is not None and _sign(indicator) < 0 else indicator.target


def _sign(indicator: Indicator) -> int:
    if indicator.kind in ("累计型", "降低型", "底线型"):
        return 1
    return -1 if indicator.kind == "上限型" or indicator.lower_is_better else 1


def _reached(indicator: Indicator, value: Decimal) -> bool:
    aim = _aim(indicator)
    assert aim is not None
    if indicator.comparator == "≈":
        aim -= _sign(indicator) * abs(aim) * ABOUT
    margin = (value - aim) * _sign(indicator)
    return margin > 0 if indicator.comparator in ("<", ">") else margin >= 0


def _held(indicator: Indicator, value: Decimal) -> str:
    if _aim(indicator) is None:
        return UNKNOWN
    return ON_TRACK if _reached(indicator, value) else LAGGING


def _progress(indicator: Indicator, value: Decimal) -> Number:
    aim = _aim(indicator)
    if indicator.kind != "水平型":
        return _over(value, aim)
    if aim is None or indicator.base is None or (aim - indicator.base) * _sign(indicator) <= 0:
        return None
    return (value - indicator.base) / (aim - indicator.base)


def _advance(indicator: Indicator, value: Decimal, pace: Number) -> str:
    aim = _aim(indicator)
    if indicator.kind == "增速型" and aim is not None and (_sign(indicator) < 0 or aim <= 0):
        return _held(indicator, value)  # a rate to hold down is kept or not
    if indicator.kind != "增速型":
        if aim is None:
            return UNKNOWN
        is_level = indicator.kind == "水平型" and indicator.base is not None
        if is_level and (aim - (indicator.base or 0)) * _sign(indicator) <= 0:
            return _held(indicator, value)  # nothing to advance: v must be no worse than t
        if _reached(indicator, value):
            return AHEAD
    if pace is None:
        return UNKNOWN
    return FASTER if pace >= FASTER_FROM else ON_TRACK if pace >= ON_TRACK_FROM else LAGGING


def _relative(indicator: Indicator, gap: Number) -> str:
    if gap is None:
        return UNKNOWN
    gap *= -1 if indicator.lower_is_better else 1
    allowed = IN_STEP if indicator.relation == "同步" else Decimal(0)
    return FASTER if gap > allowed else ON_TRACK if gap >= -allowed else LAGGING


def _over(part: Number, whole: Number) -> Number:
    return None if part is None or whole is None or whole == 0 else part / whole
