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
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from schemas.columns import Column, Kind
from validators.reader import text_of

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
_FULL_STOP = re.compile(r"(?<=\d)。(?=\d)")
# Full-width forms only: Unicode's compatibility folding would turn ² and ① into digits.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GAP = re.compile(r"(?<=\d) +(?=\d)")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"))
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
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
    """

    values: list[Any]
    converted: dict[int, tuple[str, str]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)


def normalise(column: Column, raw: Sequence[Any], units: Sequence[str] | None = None) -> Normalised:
    """Normalise one column of raw cells.

    Args:
        column: says which kind of value is wanted.
        raw: cell values as the reader gives them; "" or None for blank cells.
        units: the unit of each row, where the table has one; a unit glued to a number
            is understood only if it is the row's own.
    """
    result = Normalised([])
    for at, value in enumerate(raw):
        if value is None or value == "":
            result.values.append(None)
        elif column.kind == "number" and type(value) is float and math.isfinite(value):
            result.values.append(value)
        else:
            _slow(column.kind, at, value, units[at] if units else "", result)
    return result


def _slow(kind: Kind, at: int, value: Any, unit: str, result: Normalised) -> None:
    """The cells that are not simply right already."""
    if kind == "text":
        result.values.append(clean_text(value))
        return
    understood = to_number(value, unit) if kind == "number" else to_date(value)
    if isinstance(value, str) and not clean_text(value):
        understood = None
    elif understood is None:
        result.failed[at] = text_of(value)
    elif isinstance(value, str) or (kind == "date" and isinstance(value, float | int)):
        result.converted[at] = (text_of(value), display(understood))
    result.values.append(understood)


def clean_text(value: Any) -> str | None:
    """Text without invisible characters and outer white space; None when nothing is left."""
    if isinstance(value, datetime | date):
        return display(value)
    text = text_of(value).translate(_INVISIBLE).replace("\r\n", "\n").replace("\xa0", " ")
    return text.strip(" \t\n\r\u3000") or None


def to_number(value: Any, unit: str = "") -> float | None:
    """A number, or text that can only mean one number: `1,234.5`, `１２．５`, `76。7`, `12.3%` where the unit is %."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float | int):
        return float(value) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    text = value.translate(_WIDTH).translate(_INVISIBLE).translate(_MINUS).replace("\xa0", " ")
    if _GAP.search(text.strip()):
        return None  # 6 7 may be 67 or 6.7 or two numbers
    text = _FULL_STOP.sub(".", text).replace(" ", "")
    own_unit = unit.translate(_WIDTH).strip()
    if own_unit:
        text = text.removesuffix(own_unit)
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


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
    match = _DATE.fullmatch(value.translate(_WIDTH).translate(_INVISIBLE).replace("\xa0", " ").replace(" ", ""))
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


def closest(word: str, choices: Sequence[str]) -> str:
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
