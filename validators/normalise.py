"""Cell by cell to clean dtypes: what was converted and what could not be, both recorded.

Conversion happens only where the meaning is certain. pandera never sees a text in a
number column (it would stop checking the column), so what cannot be read becomes a
failure plus a missing value.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pandas as pd

from schemas.columns import Column, Kind
from validators.reader import text_of
from validators.units import factor, of_title

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[+-]?\.[0-9]+")
# What people put into a cell for which they have nothing.
_NOTHING = re.compile(r"[-—–―─]{1,4}|/|无")
_LONGEST_NUMBER, _MOST_PLACES = 60, 15
_FULL_STOP = re.compile(r"(?<=\d)。(?=\d)")
# Full-width forms only: Unicode's compatibility folding would turn ² and ① into digits.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LARGEST = 1e300
_GAP = re.compile(r"(?<=\d) +(?=\d)")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?|([0-9]{4})([0-9]{2})([0-9]{2})")
_MINUS = str.maketrans({"−": "-", "﹣": "-"})
# Excel serial numbers of 2000-01-01 and 2050-12-31: a number in a date column within them is a date.
_FIRST_SERIAL, _LAST_SERIAL = 36526, 55153
# A date of another century is a slip of the hand, and more than pandas can count.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass
class Normalised:
    """A column after normalisation.

    Attributes:
        values: clean values; None where missing.
        converted: position → (as written, as understood).
        failed: position → as written, for values that could not be understood.
        nothing: position → as written, for `—`, `/`, `无` in place of a number or date; their value is missing.
    """

    values: list[Any]
    converted: dict[int, tuple[str, str]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    nothing: dict[int, str] = field(default_factory=dict)


def normalise(column: Column, raw: Sequence[Any], units: Sequence[str] | None = None) -> Normalised:
    """Normalise one column of raw cells.

    Args:
        column: says which kind of value is wanted.
        raw: cell values as the reader gives them; "" or None for blank cells.
        units: the unit of each row, where the table has one and the column's title names none. A unit
            glued to a number is converted into it where that is certain.
    """
    if column.kind == "text":
        return Normalised(_clean_texts(raw))
    result = Normalised([])
    in_title = of_title(column.title)
    for at, value in enumerate(raw):
        if value is None or value == "":
            result.values.append(None)
        elif column.kind == "number" and type(value) is float and math.isfinite(value):
            result.values.append(value)
        else:
            _slow(column.kind, at, value, in_title or (units[at] if units else ""), result)
    return result


def _clean_texts(raw: Sequence[Any]) -> list[str | None]:
    """Each different text is cleaned once and stays one object: 年度 ten thousand times over takes megabytes."""
    clean = {text: clean_text(text) for text in {value for value in raw if type(value) is str}}
    return [clean[v] if type(v) is str else None if v is None else clean_text(v) for v in raw]


def _slow(kind: Kind, at: int, value: Any, unit: str, result: Normalised) -> None:
    """The cells that are not simply right already."""
    understood = to_number(value, unit) if kind == "number" else to_date(value)
    if isinstance(value, str) and not clean_text(value):
        understood = None
    elif isinstance(value, str) and _NOTHING.fullmatch(_plain(value)):
        result.nothing[at], understood = text_of(value), None
    elif understood is None:
        result.failed[at] = as_written(value)
    elif isinstance(value, str) or (kind == "date" and isinstance(value, float | int)):
        result.converted[at] = (text_of(value), display(understood))
    result.values.append(understood)


def as_written(value: Any) -> str:
    """A cell that was not understood, as its writer sees it: dates without their midnight."""
    if isinstance(value, datetime) and value.time() == time():
        return display(value)
    return text_of(value)


def _plain(text: str) -> str:
    """Half width, no invisible characters, no outer white space."""
    text = text.translate(_WIDTH).translate(_INVISIBLE).translate(_MINUS).replace("\xa0", " ")
    return text.strip(" \t\r\n")


def clean_text(value: Any) -> str | None:
    """Text without invisible characters and outer white space; None when nothing is left."""
    if type(value) is str and value.isprintable():
        return value.strip(" ") or None  # all that is cleaned below, but for the space, is not printable
    if isinstance(value, datetime | date):
        return display(value)
    text = text_of(value).translate(_INVISIBLE).replace("\r\n", "\n").replace("\xa0", " ")
    return text.strip(" \t\n\r\u3000") or None


def to_number(value: Any, unit: str = "") -> float | None:
    """A number, or text that can only mean one number in that unit.

    `1,234.5`, `１２．５`, `76。7`; `12.3%` where the unit is %; `12.3亿元` as 123000 where it is 万元.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, float | int):
        return float(value) if abs(value) <= _LARGEST else None
    if not isinstance(value, str):
        return None
    text = _plain(value)
    if _GAP.search(text):
        return None  # 6 7 may be 67 or 6.7 or two numbers
    text = _FULL_STOP.sub(".", text).replace(" ", "")
    number = _NUMBER.match(text)
    if not number or len(number[0]) > _LONGEST_NUMBER:
        return None
    own = unit.translate(_WIDTH).strip()
    written = text[number.end() :]
    times = factor(written, own) if written else Fraction(1)
    return None if times is None else _exactly(number[0].replace(",", ""), times)


def _exactly(digits: str, times: Fraction) -> float | None:
    """The number as a float; None where it has more places before the point than a float can tell apart."""
    if len(digits.partition(".")[0].lstrip("+-0")) > _MOST_PLACES:
        return None
    return float(Fraction(digits) * times)


def to_date(value: Any) -> date | None:
    """A date, a full date written as text, or an Excel serial number of a plausible day."""
    if isinstance(value, date):  # a datetime is one too
        return _date_of((value.year, value.month, value.day))
    if isinstance(value, float | int) and not isinstance(value, bool):
        if _FIRST_SERIAL <= value <= _LAST_SERIAL:
            return date(1899, 12, 30) + timedelta(days=int(value))
        return _compact_date(value)
    if not isinstance(value, str):
        return None
    match = _DATE.fullmatch(_FULL_STOP.sub(".", _plain(value)).replace(" ", ""))
    return _date_of([int(part) for part in match.groups() if part]) if match else None


def _compact_date(value: float) -> date | None:
    match = _DATE.fullmatch(text_of(float(value)))
    return _date_of([int(part) for part in match.groups() if part]) if match else None


def _date_of(parts: Sequence[int]) -> date | None:
    try:
        day = date(*parts)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


# Words that turn a meaning round: 未开工 is as near to 已开工 in letters as it is far in meaning.
_NEGATIONS = "未不无没难"


@lru_cache(maxsize=1024)  # many departments mistype the same word
def closest(word: str, choices: tuple[str, ...]) -> str:
    """The one choice that a mistyped word most likely means; "" rather than a guess at its opposite."""
    same_sense = [c for c in choices if any(n in c for n in _NEGATIONS) == any(n in word for n in _NEGATIONS)]
    near = difflib.get_close_matches(word, same_sense, 2, 0.5)
    return near[0] if len(near) == 1 else ""


def display(value: Any) -> str:
    """A value as people write it: no trailing zeros, dates as 2023-06-30, nothing for a missing one."""
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        text = f"{value:.15g}"
        return f"{value:.10f}".rstrip("0").rstrip(".") if "e-" in text else text
    if isinstance(value, date):  # datetime and pandas' Timestamp are dates too
        return value.strftime("%Y-%m-%d")
    return str(value)


def to_series(column: Column, values: Sequence[Any]) -> pd.Series:
    """A clean list as a Series of the dtype the table's model declares."""
    if column.kind == "number":
        return pd.Series([math.nan if v is None else v for v in values], dtype="float64")
    if column.kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[ns]")
    return pd.Series(values, dtype="str")
