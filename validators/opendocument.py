"""A look at ods workbooks before the reader opens them: a row or cell repeated a million times is one word there."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from xml.parsers import expat

from validators.extent import column_letters
from validators.refused import too_far

_MOST_CELLS = 1_000_000  # the reader spells every repeated cell out
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass
class Reach:
    """Error values, and formulas without a result, by sheet and cell of a workbook that stays within its bounds."""

    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    uncached: dict[str, set[str]] = field(default_factory=dict)


def is_spreadsheet(archive: zipfile.ZipFile, names: Collection[str]) -> bool:
    """Whether a zip says that it is an ods workbook."""
    return {"mimetype", "content.xml"} <= set(names) and archive.read("mimetype").startswith(_MIMETYPE)


def extent_of(xml: bytes, most_rows: int, most_columns: int) -> Reach:
    """Follow every cell of content.xml; raises Refused where one that holds something is too far away."""
    walker, parser = _Walker(most_rows, most_columns), expat.ParserCreate()
    parser.StartElementHandler = walker.start
    parser.CharacterDataHandler = walker.text
    parser.EndElementHandler = walker.end
    parser.Parse(xml, True)
    return walker.found


class _Walker:
    """Counts rows and columns as they are repeated."""

    def __init__(self, most_rows: int, most_columns: int) -> None:
        self.found = Reach()
        self._most = most_rows, most_columns
        self._sheet, self._row, self._column = "", 0, 0
        self._rows = self._columns = 1
        self._cells = 0
        self._error: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._sheet, self._row, self._rows = attributes.get("table:name", ""), 0, 0
        elif name == "table:table-row":
            self._row += self._rows
            self._rows = _times(attributes.get("table:number-rows-repeated"))
            self._column, self._columns = 0, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += self._columns
            self._columns = _times(attributes.get("table:number-columns-repeated"))
            if attributes.get("calcext:value-type") == "error":
                self._error = ""
            elif "table:formula" in attributes and "office:value-type" not in attributes:
                self.found.uncached.setdefault(self._sheet, set()).add(self._place())
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._holds()
        elif name == "text:p":
            self._holds()

    def _holds(self) -> None:
        row, column = self._row + self._rows, self._column + self._columns
        self._cells += self._rows * self._columns
        if row > self._most[0] or column > self._most[1] or self._cells > _MOST_CELLS:
            raise too_far(row, column)

    def text(self, text: str) -> None:
        if self._error is not None:
            self._error += text

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell") and self._error is not None:
            self.found.errors.setdefault(self._sheet, {})[self._place()] = self._error or "#"
            self._error = None

    def _place(self) -> str:
        return f"{column_letters(self._column + 1)}{self._row + 1}"


def _times(written: str | None) -> int:
    return min(int(written), 1_048_576) if written and written.isdecimal() else 1
