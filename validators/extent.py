"""How far a worksheet's contents reach, and which cells hold error values, from its bare XML.

A regular expression reads sheets spelled as every spreadsheet program spells them; a
sheet spelled any other way goes through a real parser, five times slower.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

# A cell that holds something is an opening <c …> that is not closed at once.
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: [a-z]+="[^"<>]*")*(/?)>')
# Two expressions: one with both would be six times as slow, for want of a beginning to look for.
_ODD_CELL = re.compile(rb"<c[>/\t\n\r]")
_PREFIXED_CELL = re.compile(rb":c[\s>/]")
_ANY_CELL = re.compile(rb"<(?:[^\s<>/!?:]+:)?c[\s>/]")
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^<>]* t="e"[^<>]*>(.*?)</c>', re.S)
# A formula and no value behind it; an empty text (t="str") is a value.
_NO_VALUE = re.compile(rb"</f>(?:</c>|<v></v>|<v ?/>)")
_SHARED = b"/></c>"
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"(?![^<>]* t="str")[^<>]*><f[\s>]')
_LONGEST_CELL = 50_000
_ERROR_TEXT = re.compile(rb"<v>([^<]*)<")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


@dataclass
class Extent:
    """The lowest row and right-most column (from 1) that hold anything, and error values by cell.

    `uncached` holds the cells whose formula was never calculated, so that they have no value.
    """

    row: int = 0
    column: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    uncached: set[str] = field(default_factory=set)


def is_worksheet(xml: bytes) -> bool:
    """Whether a part holds cells, wherever in the archive it is kept."""
    return b"sheetData" in xml


def extent_of(xml: bytes, most_rows: int) -> Extent:
    """The extent of one worksheet part; a sheet's stated dimension is never trusted.

    A sheet that plainly reaches no further than column ZZ, and than a row of fewer digits than
    `most_rows` has, is not measured to the cell: it comes back as reaching nowhere.
    """
    if _is_plain(xml, len(str(most_rows)) - 1):
        return Extent(errors=_errors(xml), uncached=_uncached(xml))
    lowest = count = 0
    widest: set[bytes] = set()
    for cell in _CELL.finditer(xml):  # a list of a million styled blanks would take a quarter of a gigabyte
        count += 1
        if not cell[3]:
            lowest = max(lowest, int(cell[2]))
            widest.add(cell[1])
    if count != sum(1 for _ in _ANY_CELL.finditer(xml)):
        return _parsed(xml)
    column = max((column_number(letters.decode()) for letters in widest), default=0)
    return Extent(lowest, column, _errors(xml), _uncached(xml))


def _is_plain(xml: bytes, digits: int) -> bool:
    """Whether every cell is spelled <c r="B12", no column with three letters and no row with more digits than these."""
    far = re.compile(rb'<c r="(?![A-Z]{1,2}\d{1,%d}")' % digits)
    return xml.count(b"<c ") == xml.count(b'<c r="') and not any(
        unusual.search(xml) for unusual in (_ODD_CELL, _PREFIXED_CELL, far)
    )


def _errors(xml: bytes) -> dict[str, str]:
    if b' t="e"' not in xml:
        return {}
    found = {}
    for match in _ERROR_CELL.finditer(xml):
        text = _ERROR_TEXT.search(match[2])
        found[match[1].decode()] = text[1].decode("utf-8", "replace") if text else "#"
    return found


def _uncached(xml: bytes) -> set[str]:
    ends = [match.start() for match in _NO_VALUE.finditer(xml)]
    at = xml.find(_SHARED)
    while at >= 0:
        last = xml.rfind(b"<", max(0, at - _LONGEST_CELL), at)
        if xml.startswith(b"<f", last):
            ends.append(at)
        at = xml.find(_SHARED, at + 1)
    found = set()
    for end in ends:
        start = xml.rfind(b'<c r="', max(0, end - _LONGEST_CELL), end)
        cell = _FORMULA_CELL.match(xml, start) if start >= 0 else None
        if cell:
            found.add(cell[1].decode())
    return found


class _Walker:
    """Follows the cells of a sheet in any spelling; a cell without an address follows its neighbour."""

    def __init__(self) -> None:
        self.found = Extent()
        self._row = self._column = 0
        self._error, self._in_cell, self._in_value = False, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self._row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self._row + 1
            self._column = 0
        elif name == "c":
            address = _ADDRESS.fullmatch(attributes.get("r", ""))
            self._column = column_number(address[1].upper()) if address else self._column + 1
            self._row = int(address[2]) if address else self._row
            self._in_cell, self._error = True, attributes.get("t") == "e"
        elif self._in_cell:
            self.found.row = max(self.found.row, self._row)
            self.found.column = max(self.found.column, self._column)
            self._in_value = name == "v"

    def text(self, text: str) -> None:
        if self._error and self._in_value:
            cell = f"{column_letters(self._column)}{self._row}"
            self.found.errors[cell] = self.found.errors.get(cell, "") + text

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._in_value = False
        if name == "c":
            self._in_cell = self._error = False


def _parsed(xml: bytes) -> Extent:
    walker, parser = _Walker(), expat.ParserCreate()
    parser.StartElementHandler = walker.start
    parser.CharacterDataHandler = walker.text
    parser.EndElementHandler = walker.end
    parser.Parse(xml, True)
    return walker.found


def address_of(cell: str) -> tuple[int, int]:
    """F12 → row 12, column 6."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
