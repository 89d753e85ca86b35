"""The years that the catalogue plans for a project, such as 2021-2025."""

from __future__ import annotations

import re
from typing import Literal

import pandas as pd

_PLANNED = re.compile(r"(?P<first>\d{4})\D+(?P<last>\d{4})")


def planned(rows: pd.DataFrame, which: Literal["first", "last"]) -> pd.Series:
    """The first or last planned year as float64, missing where none can be read."""
    texts = rows["计划起止年限"]
    found = {text: _PLANNED.search(text) for text in texts.dropna().unique()}  # a handful in thousands of rows
    return texts.map({text: float(match[which]) for text, match in found.items() if match}).astype("float64")


def told(years: pd.Series, where: pd.Series) -> pd.Series:
    """The year as 2025年 in the rows asked for, "" in all others."""
    said = years[where].map(lambda year: f"{year:.0f}年").astype("object")
    return said.reindex(years.index, fill_value="")
