"""The fresh form that a return is held against, and how something without a place in it is noted down."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from validators.extent import column_number
from validators.reader import squeeze
from validators.written import SheetCells

LEFT_OVER_SHEET = "未能放回的内容"
TITLES = ("工作表", "单元格", "内容", "原因")

UNKNOWN_SHEET = "该工作表不是下发的表样。"
OUTSIDE = "写在填报区域以外。"
UNKNOWN_COLUMN = "表样中没有该列。"
UNKNOWN_ROW = "该行不是下发给本部门的内容。"
DUPLICATE = "该行重复出现，已放回前面一行。"
CHANGED = "锁定内容被改动，已恢复为下发的内容。"
ERROR_VALUE = "单元格是错误值，请直接填写内容。"
TOO_LARGE = "工作表内容过多，未逐项列出。"
ANSWERED = "所答复的问题已不存在，或答复不在可选项内。"

# How alike a text and the form's own must be to be another version of it, anywhere or in the very same cell.
_REWORDED, _REWORDED_IN_PLACE = 0.6, 0.3
# Likeness is costly: only for texts of a sentence's length, and not far outside what the form prints.
_LONGEST, _BEYOND = 400, 20
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class LeftOver:
    """Something written that could not be put back, with the cell of the returned file where it stood."""

    sheet: str
    cell: str
    content: str
    reason: str


def one_line(sheet: str, parts: list[tuple[str, str]], reason: str) -> LeftOver:
    """Several (address, text) of a row as one line."""
    first, last = parts[0][0], parts[-1][0]
    return LeftOver(sheet, first if first == last else f"{first}:{last}", "；".join(t for _, t in parts), reason)


@dataclass(frozen=True)
class Fresh:
    """What the fresh form has: given rows by table (frames indexed by row code), and the sheets of a blank one."""

    department: str
    rows: Mapping[str, pd.DataFrame]
    sheets: Mapping[str, SheetCells]

    def prints(self, sheet: str, address: str, value: Any) -> bool:
        """Whether a text is the form's own: what a blank one prints, or printed before it was reworded."""
        cells = self.sheets.get(sheet)
        if cells is None or not isinstance(value, str):
            return False
        text = squeeze(value)
        if text in cells.printed:
            return True
        if len(text) > _LONGEST or not self._is_near(cells, address):
            return False
        there = cells.texts.get(address, "")
        if difflib.SequenceMatcher(None, text, there).ratio() >= _REWORDED_IN_PLACE:
            return True
        return bool(difflib.get_close_matches(text, cells.printed, 1, _REWORDED))

    @staticmethod
    def _is_near(cells: SheetCells, address: str) -> bool:
        match = _ADDRESS.fullmatch(address)
        width = max(map(len, cells.grid), default=0)
        return not match or (int(match[2]) <= len(cells.grid) + _BEYOND and column_number(match[1]) <= width + _BEYOND)

    def has_formula(self, sheet: str, address: str) -> bool:
        """Whether a blank form has a formula in the cell."""
        cells = self.sheets.get(sheet)
        return cells is not None and address in cells.formulas

    def formula_columns(self, sheet: str) -> set[str]:
        """Letters of the columns in which a blank form has formulas."""
        cells = self.sheets.get(sheet)
        return {address.rstrip("0123456789") for address in cells.formulas} if cells else set()
