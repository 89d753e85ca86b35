"""The target grammar: what `18.60〔6.2〕`, `控制在3‰以下` or `与GDP增长基本同步` mean.

A plan's wording is read into comparator, numbers and footnote; the raw text always stays with it. What
cannot be read with certainty raises `TargetError`: a catalogue finding, never a guess. Meanings:
design/domain.md, "A target as plans write it"; spellings: `schemas.target_text`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from schemas import target_text as spelling
from schemas.target_text import Comparator, TargetError

__all__ = ["Base", "Target", "TargetError", "check_bracket", "parse_base", "parse_target", "target_number"]

Relation = Literal["", "同步", "高于", "低于"]
KindHint = Literal["", "level", "cumulative", "floor", "ceiling", "relative", "qualitative"]


@dataclass(frozen=True)
class Target:
    """A target as written and as read. Numbers stay in the unit of the text: `1.2万` is 1.2, unit `万`."""

    raw: str
    comparator: Comparator
    number: float | None = None  # the low end of a range
    high: float | None = None
    bracket: float | None = None  # the five-year total
    total_only: bool = False
    footnote: str = ""
    unit_in_text: str = ""
    relative_to: str = ""
    relative: Relation = ""
    kind_hint: KindHint = ""
    decimals: int = 0  # as written: number and bracket, whichever is coarser


@dataclass(frozen=True)
class Base:
    """The value of the base year; `number` is None where the plan writes a dash or nothing."""

    raw: str
    number: float | None = None
    footnote: str = ""
    unit_in_text: str = ""
    decimals: int = 0


class _Quantity(NamedTuple):
    comparator: Comparator
    low: str
    high: str
    unit: str


class _UnclearError(Exception):
    """Why the text cannot be read: the reason inside the message of a `TargetError`."""


def parse_target(text: object) -> Target:
    """Read a raw cell (str, number or None). Raises `TargetError` for what cannot be read with certainty."""
    return _parse(text, "目标值")


def parse_base(text: object) -> Base:
    """Read a base value: a plain number, or no base at all (a dash, `一`, empty). Raises `TargetError`."""
    read = _parse(text, "基期值")
    if read.comparator not in ("", "无") or read.bracket is not None:
        raise spelling.unreadable(read.raw, "基期值应是一个数", "基期值")
    return Base(read.raw, read.number, read.footnote, read.unit_in_text, read.decimals)


def target_number(target: Target, base: float | None, *, is_level: bool, is_total: bool = False) -> float | None:
    """The t of the progress formulas, in the unit of the text; None where the target holds no such number.

    A bracket alone is, for a level kind, the rise over the base: base + bracket, None without a base. For any
    other kind it is the total itself. Where number and bracket are both written, a total kind (cumulative,
    reduction: `is_total`) counts towards the bracket, every other kind towards the number.
    """
    if target.bracket is None or not (target.total_only or is_total):
        return target.number
    if not is_level:
        return target.bracket
    return None if base is None else float(_exact(base) + _exact(target.bracket))


def check_bracket(base: Base, target: Target) -> str | None:
    """What is wrong when base + bracket is not the target, as a Chinese sentence; None when nothing is.

    Tolerance: half a unit of the coarsest decimals written in the three numbers.
    """
    if base.number is None or target.number is None or target.bracket is None:
        return None
    if base.unit_in_text and target.unit_in_text and base.unit_in_text != target.unit_in_text:
        return f"基期值“{base.raw}”与目标值“{target.raw}”单位不同，无法核对括号内的累计数，请统一单位。"
    expected = _exact(base.number) + _exact(target.bracket)
    tolerance = Decimal(5).scaleb(-1 - min(base.decimals, target.decimals))
    if abs(_exact(target.number) - expected) <= tolerance:
        return None
    return (
        f"目标值“{target.raw}”与基期值“{base.raw}”对不上："
        f"基期值加括号内的累计数应为{expected.normalize():f}，请核对这三个数。"
    )


def _parse(value: object, what: str) -> Target:
    raw = spelling.cell_text(value, what)
    text, footnote = spelling.split_footnote(spelling.normalise(raw, what), what)
    if spelling.NOTHING.fullmatch(text) and (text or not footnote):
        return Target(raw, "无", footnote=footnote)
    try:
        return _parse_number(raw, text, footnote) or _parse_words(raw, text, footnote)
    except _UnclearError as unclear:
        raise spelling.unreadable(raw, str(unclear), what) from None


def _parse_number(raw: str, text: str, footnote: str) -> Target | None:
    """A target that states a number, with or without a bracket; None where the text is words."""
    if "[" not in text and "]" not in text:
        found = _quantity(text)
        return found and _numeric(raw, found, footnote)
    parts = spelling.BRACKETED.fullmatch(text)
    if parts is None:
        raise _UnclearError("括号不成对，或者括号后面还有数字")
    head, inside, tail = parts["head"], parts["inside"], parts["tail"]
    if not re.search("[0-9]", head):
        found = _quantity(head + re.sub("^(?:五年)?累计", "", inside) + tail)
        if found is None or found.high:
            raise _UnclearError("括号里应是一个数")
        return _numeric(raw, found, footnote, total_only=True)
    found, total = _quantity(head + tail), spelling.INSIDE.fullmatch(inside)
    if found is None or found.high or total is None:
        raise _UnclearError("带括号时，括号内外应各是一个数")
    unit = total["unit"] or ""
    points = found.unit == "%" and unit in ("百分点", "个百分点")
    if unit and found.unit and unit != found.unit and not points:
        raise _UnclearError("括号内外单位不同")
    return _numeric(raw, found, footnote, total=total["number"])


def _quantity(text: str) -> _Quantity | None:
    match = spelling.QUANTITY.fullmatch(text)
    if match is None:
        return None
    low, high = match["low"], match["high"] or ""
    said: set[Comparator] = {"区间"} if high else set()
    said |= {spelling.BEFORE[word] for word in [match["before"]] if word}
    said |= {spelling.AFTER[word] for word in [match["after"]] if word}
    if len(said) > 1 or ("区间" in said and not high):
        raise _UnclearError("前后说法互相矛盾")
    low_unit, high_unit = match["low_unit"] or "", match["high_unit"] or ""
    if high and (_value(low) > _value(high) or low_unit not in ("", high_unit)):
        raise _UnclearError("区间应从小到大写，两端单位要一致")
    capped: Comparator = "≤" if "控制" in match["lead"] else ""
    return _Quantity(said.pop() if said else capped, low, high, high_unit or low_unit)


def _numeric(raw: str, found: _Quantity, footnote: str, *, total: str = "", total_only: bool = False) -> Target:
    hints: dict[Comparator, KindHint] = {"≥": "floor", ">": "floor", "≤": "ceiling", "<": "ceiling"}
    number, bracket = ("", found.low) if total_only else (found.low, total)
    return Target(
        raw,
        found.comparator,
        number=_value(number) if number else None,
        high=_value(found.high) if found.high else None,
        bracket=_value(bracket) if bracket else None,
        total_only=total_only,
        footnote=footnote,
        unit_in_text=found.unit,
        kind_hint="cumulative" if total_only else hints.get(found.comparator, "level"),
        decimals=min(_decimals(text) for text in (number, bracket) if text),
    )


def _parse_words(raw: str, text: str, footnote: str) -> Target:
    """A target in words: relative to another indicator, or for a person to judge."""
    if "百分之" in text:
        raise _UnclearError("数字请用阿拉伯数字写")
    if match := spelling.IN_STEP.fullmatch(text):
        return _relative(raw, "同步", match["other"], footnote + (match["note"] or ""))
    if match := spelling.AGAINST.fullmatch(text):
        return _relative(raw, "高于" if match["side"] in ("高于", "快于") else "低于", match["other"], footnote)
    if (match := spelling.DEMAND.fullmatch(text)) and spelling.is_judged(match["words"]):
        return Target(raw, "定性", footnote=footnote + (match["note"] or ""), kind_hint="qualitative")
    if not re.search("[0-9]", text):
        raise _UnclearError("没有找到数字，也不是认得的文字目标")
    raise _UnclearError("数字不完整，或者前后有认不得的文字、单位")


def _relative(raw: str, relation: Relation, other: str, footnote: str) -> Target:
    return Target(raw, "相对", footnote=footnote, relative_to=other, relative=relation, kind_hint="relative")


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _exact(number: float) -> Decimal:
    """The decimal number as written: 0.1 is one tenth, not its nearest binary fraction."""
    return Decimal(str(number))
