"""Columns of cells written together: what makes a master of millions of cells cheap.

A block of columns goes to a sheet with `QuickWorksheet.write_block`, which keeps four or
eight bytes a cell and renders whole rows when the workbook closes. Every column also
knows how to write itself cell by cell with XlsxWriter's public methods; a test holds
that both ways give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
# What is asked of a column: which rows of the block, their numbers on the sheet, each row's style.
Rows = tuple[slice, list[str], list[int]]


class Cells:
    """A column of a block; a missing value is an empty box.

    Attributes:
        styles: one format, or several of which `write_block` is told each row's.
    """

    styles: tuple[Format, ...]

    def __len__(self) -> int:
        raise NotImplementedError

    def part(self, rows: slice) -> Cells:
        """Some rows of the column, before it is written."""
        raise NotImplementedError

    def write(self, sheet: Worksheet, row: int, at: int, index: int, style: Format) -> None:
        """Write the cell at position `index` the ordinary way."""
        raise NotImplementedError

    def render(self, head: str, rows: Rows) -> list[str]:
        """The XML of some cells, "" where there is none; `head` is what comes before the row number."""
        raise NotImplementedError

    def style(self, which: int) -> Format:
        """The format of a row: the only one, or the one that the block names for it."""
        return self.styles[which if len(self.styles) > 1 else 0]

    def tails(self, middle: str = "") -> list[str]:
        """What follows the row number in the XML of a cell, by style."""
        return [f'" s="{style._get_xf_index()}"{middle}' for style in self.styles]


class Texts(Cells):
    """Text, whatever it begins with.

    Args:
        values: strings, or what pandas takes for missing.
        gaps: leave missing cells out rather than draw an empty box.
    """

    def __init__(self, values: Sequence[Any] | np.ndarray[Any, Any] | pd.Series, *styles: Format, gaps: bool = False):
        self.values: np.ndarray[Any, Any] = np.empty(len(values), dtype="object")
        self.values[:] = values.to_numpy("object") if isinstance(values, pd.Series) else values
        self.styles, self._gaps = styles, gaps

    def __len__(self) -> int:
        return len(self.values)

    def take(self, indices: np.ndarray[Any, Any]) -> None:
        """Go on with positions in the table of shared strings, -1 where missing, and let the texts go."""
        self.values = indices

    def part(self, rows: slice) -> Texts:
        """See `Cells`."""
        return Texts(self.values[rows], *self.styles, gaps=self._gaps)

    def write(self, sheet: Worksheet, row: int, at: int, index: int, style: Format) -> None:
        """See `Cells`."""
        if isinstance(value := self.values[index], str):
            sheet.write_string(row, at, value, style)
        elif not self._gaps:
            sheet.write_blank(row, at, None, style)

    def render(self, head: str, rows: Rows) -> list[str]:
        """See `Cells`."""
        part, numbers, which = rows
        filled, blank = self.tails(' t="s"><v>'), self.tails("/>")
        indices = self.values[part].tolist()
        box = [f"{head}{n}{blank[s]}" for n, s in zip(numbers, which, strict=True)] if min(indices) < 0 else numbers
        if self._gaps:
            box = [""] * len(numbers)
        return [
            f"{head}{n}{filled[s]}{i}</v></c>" if i >= 0 else empty
            for n, i, s, empty in zip(numbers, indices, which, box, strict=True)
        ]


class Numbers(Cells):
    """Numbers; NaN is missing."""

    def __init__(self, values: Sequence[float] | np.ndarray[Any, Any] | pd.Series, *styles: Format):
        self.values: np.ndarray[Any, Any] = np.asarray(values, dtype="float64")
        self.styles = styles
        if np.isinf(self.values).any():
            raise ValueError("an endless number cannot be written")

    def __len__(self) -> int:
        return len(self.values)

    def part(self, rows: slice) -> Numbers:
        """See `Cells`."""
        return Numbers(self.values[rows], *self.styles)

    def write(self, sheet: Worksheet, row: int, at: int, index: int, style: Format) -> None:
        """See `Cells`."""
        value = float(self.values[index])
        if value == value:
            sheet.write_number(row, at, value, style)
        else:
            sheet.write_blank(row, at, None, style)

    def render(self, head: str, rows: Rows) -> list[str]:
        """See `Cells`."""
        part, numbers, which = rows
        filled, blank = self.tails("><v>"), self.tails("/>")
        return [
            f"{head}{n}{filled[s]}{v:.16G}</v></c>" if v == v else f"{head}{n}{blank[s]}"
            for n, v, s in zip(numbers, self.values[part].tolist(), which, strict=True)
        ]


class Formulas(Cells):
    """Live formulas with the values that they will show.

    Args:
        pieces: each row's formula without "=", cut where its row number goes; None has no formula.
        cached: each row's value; missing ones show nothing.
    """

    def __init__(self, pieces: Sequence[tuple[str, ...] | None], cached: Sequence[Any], *styles: Format):
        self._pieces, self.cached, self.styles = pieces, cached, styles

    def __len__(self) -> int:
        return len(self._pieces)

    def part(self, rows: slice) -> Formulas:
        """See `Cells`."""
        return Formulas(self._pieces[rows], self.cached[rows], *self.styles)

    def write(self, sheet: Worksheet, row: int, at: int, index: int, style: Format) -> None:
        """See `Cells`."""
        pieces = self._pieces[index]
        if pieces is None:
            sheet.write_blank(row, at, None, style)
        else:
            value = self.cached[index]
            sheet.write_formula(row, at, f"={str(row + 1).join(pieces)}", style, "" if _missing(value) else value)

    def render(self, head: str, rows: Rows) -> list[str]:
        """See `Cells`."""
        part, numbers, which = rows
        tails = self.tails()
        escaped: dict[tuple[str, ...], tuple[str, ...]] = {}
        cells = []
        for n, pieces, value, s in zip(numbers, self._pieces[part], self.cached[part], which, strict=True):
            if pieces is None:
                cells.append(f"{head}{n}{tails[s]}/>")
                continue
            if pieces not in escaped:
                escaped[pieces] = tuple(escape(piece) for piece in pieces)
            kind, value = _shown(value)
            cells.append(f"{head}{n}{tails[s]}{kind}><f>{n.join(escaped[pieces])}</f><v>{value}</v></c>")
        return cells


class Live(NamedTuple):
    """A formula, with its =, and the value that it will show."""

    formula: str
    cached: Any


class Various(Cells):
    """Cells of any kind, each with a format of its own: text, number, `Live`; None and NaN are missing.

    Args:
        formats: of each row; `which` of the block does not matter.
    """

    def __init__(self, values: Sequence[str | float | Live | None], formats: Sequence[Format]):
        self._values, self._formats = values, formats
        self.styles = (formats[0],) if formats else ()
        self.texts = Texts([value if isinstance(value, str) else None for value in values])

    def __len__(self) -> int:
        return len(self._values)

    def part(self, rows: slice) -> Various:
        """See `Cells`."""
        return Various(self._values[rows], self._formats[rows])

    def write(self, sheet: Worksheet, row: int, at: int, index: int, style: Format) -> None:
        """See `Cells`."""
        value, style = self._values[index], self._formats[index]
        if isinstance(value, Live):
            sheet.write_formula(row, at, value.formula, style, "" if _missing(value.cached) else value.cached)
        elif isinstance(value, str):
            sheet.write_string(row, at, value, style)
        elif _missing(value):
            sheet.write_blank(row, at, None, style)
        else:
            sheet.write_number(row, at, value, style)

    def render(self, head: str, rows: Rows) -> list[str]:
        """See `Cells`."""
        part, numbers, _ = rows
        values, indices = self._values[part], self.texts.values[part].tolist()
        cells = []
        for n, value, index, style in zip(numbers, values, indices, self._formats[part], strict=True):
            start = f'{head}{n}" s="{style._get_xf_index()}"'
            if index >= 0:
                cells.append(f'{start} t="s"><v>{index}</v></c>')
            elif isinstance(value, Live):
                kind, cached = _shown(value.cached)
                cells.append(f"{start}{kind}><f>{escape(value.formula[1:])}</f><v>{cached}</v></c>")
            elif _missing(value):
                cells.append(f"{start}/>")
            else:
                cells.append(f"{start}><v>{value:.16G}</v></c>")
        return cells


def _shown(value: Any) -> tuple[str, Any]:
    """The type attribute and the content of a formula's cached value."""
    if isinstance(value, str):
        return "" if value == "" else ' t="e"' if value in _ERRORS else ' t="str"', escape(value)
    return "", "" if _missing(value) else value


def _missing(value: Any) -> bool:
    return value is None or value != value


@dataclass(frozen=True)
class Block:
    """Columns side by side from a row and column on.

    Attributes:
        which: the style of each row, as a position in every column's `styles`.
        heights: of the rows, in pixels.
    """

    row: int
    left: int
    columns: tuple[Cells, ...]
    which: np.ndarray[Any, Any]
    heights: np.ndarray[Any, Any] | None = None

    @property
    def end(self) -> int:
        """The row below the block."""
        return self.row + len(self.which)
