"""Which of two copies of one department is the newer: by 版次, then the day it was signed, then the file's time."""

from __future__ import annotations

import re
import unicodedata

from schemas.tables import COVER
from validators.frames import Source
from validators.normalise import display, normalise

# 版次, 填报日期 as text, the file's time; the higher counts.
Age = tuple[int, str, float]
_DIGIT = "一二三四五六七八九"
_NUMBER = rf"(\d+|[{_DIGIT}十]+)"
# What plainly numbers an edition goes before any other number: 2023年第2版 is the second.
_EDITION = (
    rf"第\s*{_NUMBER}\s*[版稿次]",
    rf"{_NUMBER}\s*[版稿次]",
    rf"第\s*{_NUMBER}",
    r"[Vv]\D?(\d+)",
    rf"(?<!\d){_NUMBER}(?!\d|\s*年)",
)
_FINAL, _OF_FINAL = re.compile("终稿|定稿|最终|终版"), 1_000
_LATER = ("版次更高的", "填报日期更晚的", "保存时间更晚的")


def age_of(source: Source) -> Age:
    """How new a copy is."""
    cover = source.raw.tables.get(COVER.name)
    cells = dict(zip(cover.titles, cover.rows[0][2], strict=True)) if cover else {}
    day = normalise(COVER.by_title["填报日期"], [cells.get("填报日期")]).values[0]
    return edition_of(str(cells.get("版次", ""))), display(day), source.raw.modified


def edition_of(text: str) -> int:
    """第2版, 第二版, V2, 2023年第2版 → 2; 终稿 is above all numbers; 0 where no number is to be seen."""
    text = unicodedata.normalize("NFKC", text)
    for spelling in _EDITION:
        found = re.search(spelling, text)
        if found:
            return _number(found[1])
    return _OF_FINAL if _FINAL.search(text) else 0


def why_newer(newer: Age, older: Age) -> str:
    """What the newer is chosen for, to be put before its name."""
    return next((why for why, a, b in zip(_LATER, newer, older, strict=True) if a != b), "较新的")


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, _, units = (_DIGIT.find(part) + 1 if part else 0 for part in text.rpartition("十"))
    return units if "十" not in text else (tens or 1) * 10 + units
