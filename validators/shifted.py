"""A block of answers pasted one column off: one finding for the table, not one for every cell.

The words of a dropdown, dates and numbers each belong to one column only; where nearly every row has them in the
next column, the whole block was moved, and no cell of it can be taken at its word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from schemas.columns import Column
from schemas.tables import Table
from validators.extent import column_number
from validators.normalise import clean_text, to_date, to_number
from validators.reader import RawTable
from validators.returned_rows import Row

_PROBED = 3  # rows looked at before all are: a moved block shows in nearly every one
_NEARLY_ALL = 0.8
_RIGHT, _LEFT = 1, -1
_DIRECTIONS = {_RIGHT: "右", _LEFT: "左"}


def moved_block(table: Table, raw: RawTable, kept: Sequence[Row]) -> tuple[int, str, str, str] | None:
    """(Excel row, title of the column, title of the column that its content belongs to, 右 or 左), or None."""
    if table.vertical or not kept:
        return None
    columns = {column_number(raw.letters[c.title]): c for c in table.answers if c.title in raw.letters}
    places = {title: at for at, title in enumerate(raw.titles)}
    if not any(_signs(line, columns, places) for _, _, line in kept[:_PROBED]):
        return None
    signs = [(number, _signs(line, columns, places)) for number, _, line in kept]
    for direction, word in _DIRECTIONS.items():
        mine = [(row, at) for row, found in signs for at, way in found if way == direction]
        others = sum(way != direction for _, found in signs for _, way in found)
        if len(mine) >= 2 and len({row for row, _ in mine}) >= _NEARLY_ALL * len(kept) and others * 4 <= len(mine):
            row, at = mine[0]
            return row, columns[at].title, columns[at - direction].title, word
    return None


def _signs(line: Sequence[Any], columns: Mapping[int, Column], places: Mapping[str, int]) -> list[tuple[int, int]]:
    """(column, direction) of every cell that is wrong where it stands and right for the column beside it."""
    found = []
    for at, column in columns.items():
        value = line[places[column.title]]
        if value in ("", None) or not _is_telling(column) or _fits(column, value):
            continue
        ways = [way for way in _DIRECTIONS if at - way in columns and _fits(columns[at - way], value)]
        found += [(at, way) for way in ways if _is_telling(columns[at - way])]
    return found


def _is_telling(column: Column) -> bool:
    return bool(column.choices) or column.kind != "text"


def _fits(column: Column, value: Any) -> bool:
    if column.choices:
        return clean_text(value) in column.choices
    if column.kind == "number":
        return not isinstance(value, date) and to_number(value) is not None
    if column.kind == "date":
        return isinstance(value, date) or (isinstance(value, str) and to_date(value) is not None)
    return True
