"""A list in the master: title, note, header, bands, lines; prints and filters alike on every sheet."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.tables import Table
from validators.extent import column_letters
from workbook_templates.blocks import Live, Various
from workbook_templates.cells import is_missing, write_value
from workbook_templates.master_tables import FIRST_ROW, area_of
from workbook_templates.paper import Printed, print_table
from workbook_templates.sheets import QuickWorksheet
from workbook_templates.styles import A4, NAVY, PALE, Formats

HEADER_ROW = 2
MISSING_FILL = "#F8DDD6"
FADED = "#8C8C8C"
ARROW = "→"
_LINE_HEIGHT, _HIGHEST = 14.5, 409


@dataclass(frozen=True)
class Field:
    """A column of a list: title, width in characters, further properties of its format, whether it is hidden."""

    title: str
    width: float
    properties: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False


def text_field(title: str, width: float) -> Field:
    """A column of text that wraps."""
    return Field(title, width, {"text_wrap": True})


def centred(title: str, width: float) -> Field:
    """A column of short words."""
    return Field(title, width, {"text_wrap": True, "align": "center"})


def number_field(title: str, width: float, number: str = "General") -> Field:
    """A column of numbers."""
    return Field(title, width, {"align": "right", "num_format": number})


def date_field(title: str, width: float = 12) -> Field:
    """A column of days."""
    return Field(title, width, {"align": "center", "num_format": "yyyy-mm-dd"})


class Listing:
    """Writes one list from top to bottom.

    Attributes:
        row: zero-based row that comes next.
        first: zero-based first row below the header.
    """

    def __init__(
        self,
        workbook: xlsxwriter.Workbook,
        formats: Formats,
        name: str,
        note: str,
        fields: Sequence[Field],
        paper: int = A4,
        header_row: int = HEADER_ROW,
    ):
        self.sheet: QuickWorksheet = workbook.add_worksheet(name)
        self.fields, self.row, self.first = tuple(fields), header_row + 1, header_row + 1
        self._formats, self._header_row = formats, header_row
        self._plain = [formats.boxed(**column.properties) for column in self.fields]
        self._waiting: list[tuple[Sequence[Any], Sequence[Format]]] = []
        self._paper, self._top = paper, 26.0
        self._heights: list[float] = []
        self.sheet.write(0, 0, name, formats.title())
        self.sheet.set_row(0, 26)
        self.note(1, note)
        for at, column in enumerate(self.fields):
            self.sheet.set_column(at, at, column.width, None, {"hidden": column.hidden})
            self.sheet.write(header_row, at, column.title, formats.header())
        lines = max(lines_of(column.title, column.width) for column in self.fields)
        self.sheet.set_row(header_row, _LINE_HEIGHT * lines + 8)
        self._top += _LINE_HEIGHT * lines + 8 + 15 * (header_row - 2)

    def note(self, row: int, text: str) -> None:
        """A small line over the whole width, as high as its text."""
        shown = [column for column in self.fields if not column.hidden]
        width = sum(column.width for column in shown)
        style = self._formats(font_size=9, font_color="#5B7083", text_wrap=True, valign="top")
        self.sheet.merge_range(row, 0, row, len(shown) - 1, text, style)
        height = 13 * lines_of(text, width * 1.1) + 4
        self.sheet.set_row(row, height)
        self._top += height

    def band(self, text: str) -> None:
        """A line that names the group below it."""
        style = self._formats(bold=True, font_color=NAVY, bg_color=PALE, bottom=1, bottom_color=NAVY)
        self._wait([text] + [""] * (len(self.fields) - 1), [style] * len(self.fields), 20)

    def line(self, values: Sequence[Any], marks: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """One line; `marks` adds to the format of single cells, by title."""
        styles = self._plain
        if marks:
            styles = [
                self._formats.boxed(**{**column.properties, **marks[column.title]}) if column.title in marks else plain
                for column, plain in zip(self.fields, styles, strict=True)
            ]
        cells = [self._cell(value) for value in values]
        shown = [cell.cached if isinstance(cell, Live) else cell for cell in cells]
        lines = [
            lines_of(text, column.width)
            for column, text in zip(self.fields, shown, strict=True)
            if isinstance(text, str) and text and not column.hidden
        ]
        self._wait(cells, styles, min(_LINE_HEIGHT * max(lines, default=1) + 6, _HIGHEST))

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str | Live):
            return value
        if is_missing(value):
            return None
        return self.sheet.serial(value.to_pydatetime()) if isinstance(value, pd.Timestamp) else float(value)

    def _wait(self, cells: Sequence[Any], styles: Sequence[Format], height: float) -> None:
        """Put a line by until `finish`, which writes them all together."""
        self._waiting.append((cells, styles))
        self.sheet.set_row(self.row, height)
        self._heights.append(height)
        self.row += 1

    def _write(self) -> None:
        if self._waiting:
            columns = (list(zip(*lines, strict=True)) for lines in zip(*self._waiting, strict=True))
            blocks = [Various(values, styles) for values, styles in zip(*columns, strict=True)]
            self.sheet.write_block(self.row - len(self._waiting), 0, blocks)
            self._waiting = []

    def nothing(self, text: str = "无") -> None:
        """Say that there is nothing to list."""
        self._write()
        self.sheet.merge_range(
            self.row, 0, self.row, len(self.fields) - 1, text, self._formats.boxed(align="center", font_color=FADED)
        )
        self.sheet.set_row(self.row, 24)
        self._heights.append(24)
        self.row += 1

    def area(self, title: str) -> str:
        """The cells of a column below the header, such as F4:F30."""
        letter = self.letter(title)
        return f"{letter}{self.first + 1}:{letter}{max(self.row, self.first + 1)}"

    def letter(self, title: str) -> str:
        """The column letter of a title."""
        return column_letters([column.title for column in self.fields].index(title) + 1)

    def finish(self, frozen: int = 2) -> None:
        """Write the lines; freeze, filter, print area."""
        self._write()
        last, right = max(self.row - 1, self.first), sum(not column.hidden for column in self.fields) - 1
        self.sheet.freeze_panes(self.first, frozen)
        self.sheet.autofilter(self._header_row, 0, last, right)
        self.sheet.print_area(0, 0, last, right)
        widths = [column.width for column in self.fields if not column.hidden]
        top = (self._top, self._header_row)
        print_table(self.sheet, Printed(widths, self._heights, top), self._paper)


def write_cell(sheet: Worksheet, row: int, at: int, value: Any, style: Any) -> Any:
    """Write a value or a live formula; returns what the cell shows."""
    if isinstance(value, Live):
        cached = "" if is_missing(value.cached) else value.cached
        sheet.write_formula(row, at, value.formula, style, cached)
        return cached
    write_value(sheet, row, at, value, style)
    return value


def lines_of(text: str, width: float) -> int:
    """How many lines a text fills in a column; a Chinese character is two wide."""
    room = max(width - 1.2, 2)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(_wide(part) / room)) for part in text[:20000].split("\n"))


class _Widths(dict[str, float]):
    def __missing__(self, letter: str) -> float:
        self[letter] = 2 if unicodedata.east_asian_width(letter) in "FWA" else 1.05
        return self[letter]


_WIDTHS = _Widths()


def _wide(text: str) -> float:
    return sum(map(_WIDTHS.__getitem__, text))


class Lookup:
    """Formulas that find a row of a master sheet by its code, wherever sorting has put it.

    Args:
        counts: table name → number of rows on its sheet.
    """

    def __init__(self, counts: Mapping[str, int]):
        self._counts = counts

    def row(self, table: Table, code_cell: str) -> str:
        """The position of a code in its sheet."""
        return f"MATCH({code_cell},{area_of(table, '编号', self._counts[table.name])},0)"

    def value(self, table: Table, title: str, position: str, blank: str = "") -> str:
        """The formula that shows a cell of the row at `position`; `blank` where it is empty."""
        cell = f"INDEX({area_of(table, title, self._counts[table.name])},{position})"
        return f'=IF({cell}="","{blank}",{cell})'

    def link(self, table: Table, code_cell: str) -> Live:
        """An arrow that leads to the row of a code in its sheet."""
        return Live(f'=HYPERLINK("#\'{table.name}\'!A"&{self.row(table, code_cell)}+{FIRST_ROW},"{ARROW}")', ARROW)
