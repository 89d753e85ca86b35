"""What is left over on the sheet of a table once its answers are back in their cells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, cast

import pandas as pd

from schemas.tables import Table
from validators.extent import column_letters
from validators.fresh import CHANGED, DUPLICATE, OUTSIDE, UNKNOWN_COLUMN, UNKNOWN_ROW, Fresh, LeftOver, one_line
from validators.normalise import display
from validators.reader import ROW_CODE, RawTable, squeeze
from validators.written import SheetCells, as_text, kept_rows, writable


def beside_table(table: Table, found: RawTable, sheet: str, cells: SheetCells, fresh: Fresh) -> Iterator[LeftOver]:
    """Cells of a table's sheet that are neither answers put back nor what the form prints."""
    given = fresh.rows.get(table.name, pd.DataFrame())
    kept = {row for row, _, _ in kept_rows(table, found, list(given.index)).values()}
    codes = {row: code for row, code, _ in found.rows}
    header = _header_row(found, cells)
    heads = _Heads(table, found, cells, header, fresh)
    for number in range(len(cells.grid)):
        filled = [cell for cell in cells.filled(number) if number <= header or not heads.is_ours(cell[0], cell[1])]
        code = codes.get(number + 1, "")
        if number <= header:
            for at, address, value in filled:
                if not (number == header and heads.title(at)) and not fresh.prints(table.sheet, address, value):
                    yield LeftOver(sheet, address, as_text(value), UNKNOWN_COLUMN if number == header else OUTSIDE)
        elif code not in given.index:
            alone = not code and len(filled) == 1  # a remark below the table rather than a row
            parts = [(address, as_text(v) if alone else heads.labelled(at, v)) for at, address, v in filled]
            if parts:
                yield one_line(sheet, parts, UNKNOWN_ROW if code else OUTSIDE)
        else:
            yield from _beside_row(sheet, code, filled, cast("pd.Series", given.loc[code]), number + 1 in kept, heads)


def _beside_row(
    sheet: str, code: str, filled: list[tuple[int, str, Any]], given: pd.Series, is_kept: bool, heads: _Heads
) -> Iterator[LeftOver]:
    """What is left of a row that the form has: answers of a repeated row, changed given cells, unknown columns."""
    repeated: list[tuple[str, str]] = []
    for at, address, value in filled:
        title, text = heads.title(at), heads.labelled(at, value)
        if title in writable(heads.table, code):
            repeated += [] if is_kept else [(address, text)]
        elif title == ROW_CODE:
            continue
        elif title:
            if title not in given.index or not same(value, given[title]):
                yield LeftOver(sheet, address, text, CHANGED)
        else:
            yield LeftOver(sheet, address, text, UNKNOWN_COLUMN if heads.text(at) else OUTSIDE)
    if repeated:
        yield one_line(sheet, repeated, DUPLICATE)


class _Heads:
    """What stands over each column of a returned table."""

    def __init__(self, table: Table, found: RawTable, cells: SheetCells, header: int, fresh: Fresh):
        self.table = table
        self._cells, self._header, self._letters = cells, header, found.letters
        self._titles = {squeeze(title): title for title in (*table.by_title, ROW_CODE)}
        self._titles |= {squeeze(text): title for title, text in found.retitled.items()}
        self._computed = {column.title: column for column in table.computed}
        self._formula_columns = fresh.formula_columns(table.sheet)
        self._fresh = fresh

    def text(self, at: int) -> str:
        """The header cell as it stands."""
        line = self._cells.grid[self._header]
        return as_text(line[at]) if at < len(line) and line[at] not in ("", None) else ""

    def title(self, at: int) -> str:
        """The table's title of a column; "" for an unknown one, or one that repeats a title the reader found before."""
        title = self._titles.get(squeeze(self.text(at)), "")
        return title if self._letters.get(title, column_letters(at + 1)) == column_letters(at + 1) else ""

    def labelled(self, at: int, value: Any) -> str:
        """A value with the header over it."""
        head = self.text(at)
        return f"{head}：{as_text(value)}" if head else as_text(value)

    def is_ours(self, at: int, address: str) -> bool:
        """Whether a cell below the header holds a formula of the form's own."""
        title = self.title(at)
        if title in self._computed:
            return address in self._cells.formulas or self._computed[title].hidden
        if title or address not in self._cells.formulas:
            return False
        head = self.text(at)
        if head:
            return self._fresh.prints(self.table.sheet, "", head)
        return address.rstrip("0123456789") in self._formula_columns


def _header_row(found: RawTable, cells: SheetCells) -> int:
    """The row (from 0) in which every title that the reader found stands in its column."""
    places = {letter: squeeze(found.retitled.get(title, title)) for title, letter in found.letters.items()}
    for number in range(len(cells.grid)):
        here = {address.rstrip("0123456789"): squeeze(value) for _, address, value in cells.filled(number)}
        if all(here.get(letter) == title for letter, title in places.items()):
            return number
    return 0


def same(value: Any, given: Any) -> bool:
    """Whether a locked cell still says what the catalogue gave it."""
    if isinstance(value, float | int) and isinstance(given, float | int):
        return math.isclose(value, given, rel_tol=1e-9)
    return squeeze(as_text(value)) == squeeze(display(given))
