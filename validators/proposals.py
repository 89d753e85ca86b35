"""The value that would put a finding right, where that is certain enough to offer.

A department accepts a proposal with one click, so a wrong one does more harm than none:
whatever can be meant in two ways (三百五, 已开工, 10月底 where neither year fits) gets no proposal.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from schemas.columns import Column
from schemas.findings import Finding
from schemas.vocabulary import GROWTH, REDUCTION, RELATIVE
from validators.frames import DEPARTMENT, TableFrame
from validators.normalise import closest, display, to_date, to_number
from validators.reader import squeeze
from validators.units import factor, factor_of_scale

Row = Mapping[str, Any]

_NUMBER = re.compile(
    r"[+-]?\d+(?:,\d{3})*(?:\.\d+)?|"
    r"[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万]*(?:点[零〇一二三四五六七八九]+)?"
)
# Words that may stand around a number without changing it.
_AROUND = re.compile(
    r"大约|约为|大概|约|近|将近|左右|累计|完成|已|达到|达|共计|共|为|是|实际|预计|快报数?|初步(?:核算)?数|[:：,，。、~()（）*]"
)
_UNIT_IN_TITLE = re.compile(r"[(（](.+?)[)）]")
# A share in words, and the sign it is read as; a rate in words: what it says of the direction, and the number.
_SHARES = {"百分之": "%", "千分之": "‰"}
_CHANGE = re.compile(r"(?:同比|[比较]上年(?:同期)?)?(?:实际|名义)?(增长|上升|提高|增|下降|减少|降低|降)了?(.*)")
_UPWARD = ("增长", "上升", "提高", "增")
_YEARS = ("2021年完成值", "2022年完成值", "2023年6月完成值", "2025年预期值", "基期数", "目标数")

_MONTH = re.compile(r"([0-9]{4})(?:年|[-./])([0-9]{1,2})(?:月份?)?[底末]?")
_MONTH_ALONE = re.compile(r"([0-9]{1,2})月份?[底末]")
# The cut-off of the catalogue: its year is meant where none is written.
CUT_OFF = "任务进展截止日"
_SHORT_DATE = re.compile(r"'?([0-9]{2})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_YEAR_END = re.compile(r"([0-9]{4})年?[底末]")
_UNCHANGED = re.compile(r"(?:(?:与|同|和|较|比)?(?:上年|去年|上一年|前一年))?(?:基本)?持平")
# Where it is the same as the year before: which column has that, and kinds of which that is not the number itself.
_YEAR_BEFORE = {"2022年完成值": "2021年完成值"}
_RATES = (GROWTH, REDUCTION)

# A sum in 元 instead of 万元: what it comes to must be a believable part of the total.
_LEAST_SHARE = 0.01
_NEAR = 0.2
_ALIKE = 0.6


def with_proposals(
    findings: Iterable[Finding], frames: Mapping[str, TableFrame], values: Mapping[str, Any]
) -> list[Finding]:
    """The findings, with `proposed` set where a proposal can be made.

    Args:
        values: what 参数(…) stands for.
    """
    found = list(findings)
    if not any(finding.code in _MAKERS for finding in found):
        return found
    by_sheet = {
        (frame.files[position], sheet): frame for frame in frames.values() for position, sheet in frame.sheets.items()
    }
    indexes: dict[str, dict[tuple[str, str], int]] = {}
    result = []
    for finding in found:
        frame = by_sheet.get((finding.file, finding.sheet)) if finding.code in _MAKERS else None
        if frame is not None and finding.column in frame.table.by_title:
            if frame.table.name not in indexes:
                indexes[frame.table.name] = _rows(frame)
            rows = indexes[frame.table.name]
            index = rows.get((finding.department, finding.row))
            more = {CUT_OFF: values.get(CUT_OFF)}
            row = more if index is None else frame.row(index, more)
            proposed = _MAKERS[finding.code](finding, frame.table.by_title[finding.column], row)
            finding = replace(finding, proposed=proposed)
        result.append(finding)
    return result


def _rows(frame: TableFrame) -> dict[tuple[str, str], int]:
    codes = [""] * len(frame.data) if frame.table.vertical else frame.values("编号")
    return {place: index for index, place in enumerate(zip(frame.values(DEPARTMENT), codes, strict=True))}


def _number_in_text(finding: Finding, column: Column, row: Row) -> str:
    """Text that holds exactly one number and otherwise only words that do not change it."""
    text = squeeze(finding.value).replace("。", ".") if re.search(r"\d。\d", finding.value) else squeeze(finding.value)
    numbers = _NUMBER.findall(text)
    if column.kind != "number" or len(numbers) != 1:
        return ""
    before, _, after = text.partition(numbers[0])
    number = to_number(numbers[0]) if numbers[0][-1].isdigit() else chinese_number(numbers[0])
    share = next((words for words in _SHARES if before.endswith(words)), "")
    rest = _AROUND.sub("", before.removesuffix(share)) + "|" + _AROUND.sub("", after) + _SHARES.get(share, "")
    times = _factor(rest, column, row)
    return "" if number is None or times is None else display(round(number * times, 6))


def _number_or_unchanged(finding: Finding, column: Column, row: Row) -> str:
    """The number in the text; for 持平 the year before's, unless the number is itself a change."""
    before = row.get(_YEAR_BEFORE.get(column.title, ""))
    if _UNCHANGED.fullmatch(squeeze(finding.value)):
        known = isinstance(before, float) and row.get("指标类型") not in _RATES
        return display(before) if known else ""
    change = _CHANGE.fullmatch(squeeze(finding.value))
    if change and row.get("指标类型") in (GROWTH, RELATIVE, REDUCTION):
        number = _number_in_text(replace(finding, value=change[2]), column, row)
        is_right_way = (change[1] in _UPWARD) == (row["指标类型"] != REDUCTION)
        return "" if number.startswith("-") else number if is_right_way or not number else f"-{number}"
    return _number_in_text(finding, column, row)


def _date_in_text(finding: Finding, column: Column, row: Row) -> str:
    """The last day of a month or year that is named: `22-6-30` of this century, `6月底` of the cut-off's year."""
    text = squeeze(finding.value).replace("。", ".")
    if match := _SHORT_DATE.fullmatch(text):
        return display(to_date(f"20{match[1]}-{match[2]}-{match[3]}"))
    if match := _YEAR_END.fullmatch(text):
        return display(to_date(f"{match[1]}-12-31"))
    if match := _MONTH_ALONE.fullmatch(text):
        return _in_year_of_cut_off(int(match[1]), column, row)
    match = _MONTH.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 12:
        return ""
    if "." in text and match[2] == "1" and "月" not in text:
        return ""  # Excel makes 2022.1 of 2022.10
    last = monthrange(int(match[1]), int(match[2]))[1]
    return display(to_date(f"{match[1]}-{match[2]}-{last}"))


def _in_year_of_cut_off(month: int, column: Column, row: Row) -> str:
    """The last day of a month, unless that year cannot be meant: nothing is begun or finished after the cut-off."""
    cut_off = row.get(CUT_OFF)
    if not isinstance(cut_off, date) or not 1 <= month <= 12:
        return ""
    day = date(cut_off.year, month, monthrange(cut_off.year, month)[1])
    has_passed = {"开工日期": True, "预计竣工日期": row.get("项目阶段") == "竣工"}.get(column.title, day <= cut_off)
    return display(day) if has_passed == (day <= cut_off) else ""


def _factor(rest: str, column: Column, row: Row) -> float | None:
    """1 where nothing or the cell's own unit is left around the number; other units are turned into it."""
    unit = rest.removeprefix("|")
    in_title = _UNIT_IN_TITLE.search(column.title)
    own = unicodedata.normalize("NFKC", in_title[1] if in_title else str(row.get("单位") or ""))
    if unit in ("", own):
        return 1.0
    known = factor(unit, own) or factor_of_scale(unit, own)
    return None if known is None else float(known)


_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese_number(text: str) -> float | None:
    """`三百二十` → 320, `五点九三` → 5.93; None for what is not written out in full, such as 三百五."""
    text, point, places = text.partition("点")
    if point:
        whole = chinese_number(text)
        return None if whole is None else whole + float("0." + "".join(str(_DIGITS[digit]) for digit in places))
    above, below = text.split("万") if text.count("万") == 1 else ("", text)
    parts = [_below_ten_thousand(part) if part else 0 for part in (above, below)]
    if None in parts or not text or text == "万":
        return None
    if above and below and (parts[1] or 0) < 1000 and below[0] not in "零〇":
        return None  # 一万五 is 15,000 to some and 10,005 to nobody
    return float((parts[0] or 0) * 10_000 + (parts[1] or 0))


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last, skipped = 0, None, 10_000, False
    for character in text:
        if character in "零〇":
            skipped = True
        elif character in _DIGITS and digit is None:
            digit = _DIGITS[character]
        elif character in _UNITS and _UNITS[character] < last and (digit is not None or (text[0] == "十" == character)):
            last = _UNITS[character]
            total, digit = total + (1 if digit is None else digit) * last, None
        else:
            return None
    if digit is None:
        return total
    return total + digit if last in (10, 10_000) or skipped else None


def _closest(finding: Finding, column: Column, row: Row) -> str:
    """The choice that is meant, if only one is close and nearly the same."""
    best = closest(finding.value, column.choices)
    alike = difflib.SequenceMatcher(None, squeeze(finding.value), best).ratio()
    return best if best and alike >= _ALIKE else ""


def _in_ten_thousands(finding: Finding, column: Column, row: Row) -> str:
    """A sum in 元 that fits the total once it is in 万元."""
    value, total = to_number(finding.value), row.get("总投资(万元)")
    if value is None or not isinstance(total, float) or not total * _LEAST_SHARE <= value / 10_000 <= total:
        return ""
    return display(round(value / 10_000, 6))


def _missing_point(finding: Finding, column: Column, row: Row) -> str:
    """A percentage whose decimal point is missing: one place for the point brings it near the other years."""
    value = to_number(finding.value)
    others = [row[t] for t in _YEARS if t != finding.column and isinstance(row.get(t), float) and 0 < row[t] <= 100]
    if value is None or not others:
        return ""
    shifted = [value / 10**places for places in (1, 2, 3)]
    near = [v for v in shifted if 0 < v <= 100 and all(abs(v - other) <= _NEAR * other for other in others[:3])]
    return display(round(near[0], 6)) if len(near) == 1 else ""


_MAKERS: dict[str, Callable[[Finding, Column, Row], str]] = {
    "C102": _number_or_unchanged,
    "C103": _date_in_text,
    "C104": _closest,
    "R108": _missing_point,
    "R301": _in_ten_thousands,
}
