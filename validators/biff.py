"""A look at old workbooks (xls, et) before the reader opens them: BIFF8 inside an OLE file.

Only what is plain is let through: one Workbook stream, sectors that follow each other
without going in circles, cells within bounds. Imports nothing heavy.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from validators.extent import column_letters
from validators.refused import has_password

_MOST_RESERVED = 3_000_000  # the reader makes room for as many cells as the sheet says it has
_END, _ENTRY = 0xFFFFFFF0, 128
_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET, _DIMENSIONS = 0x809, 0x0A, 0x2F, 0x22, 0x85, 0x200
_NUMBER, _LABEL, _RK, _LABELSST, _BOOLERR, _FORMULA, _MULRK = 0x203, 0x204, 0x27E, 0xFD, 0x205, 0x06, 0xBD
_CELLS = {_NUMBER, _LABEL, _RK, _LABELSST, _BOOLERR, _FORMULA, _MULRK, 0xD6}  # blanks are not read
_IS_ERROR, _IS_EMPTY = 2, 3  # of a formula's result that is no number
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass
class OldBook:
    """How far its cells reach (from 1), error values by sheet and cell, and whether days count from 1904.

    `uncached` holds the cells whose formula has no result; one whose result is an empty text is no different.
    """

    row: int = 0
    column: int = 0
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    since_1904: bool = False
    uncached: dict[str, set[str]] = field(default_factory=dict)


def look_at(data: bytes) -> OldBook | None:
    """Walk an old workbook; None where it is not plain BIFF8. Raises Refused where it wants a password."""
    try:
        stream = _workbook_stream(data)
        return _walk(stream) if stream else None
    except (struct.error, IndexError, UnicodeDecodeError):
        return None


def _workbook_stream(data: bytes) -> bytes:
    """The stream called Workbook; b"" where there is none, or none that is plainly stored."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    count, first, smallest = (struct.unpack_from("<I", data, at)[0] for at in (44, 48, 56))
    more_of_them = struct.unpack_from("<I", data, 72)[0]
    if count > 109 or more_of_them:  # beyond that, over 7 MB
        return b""
    table: list[int] = []
    for sector in struct.unpack_from(f"<{count}I", data, 76):
        table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    folder = _chain(data, table, first, size)
    for at in range(0, len(folder), _ENTRY):
        length, kind = struct.unpack_from("<HB", folder, at + 64)
        name = folder[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        start, whole = struct.unpack_from("<II", folder, at + 116)
        if kind == 2 and name == "Workbook" and whole >= smallest:
            return _chain(data, table, start, size)[:whole]
    return b""


def _chain(data: bytes, table: list[int], sector: int, size: int) -> bytes:
    parts: list[bytes] = []
    while sector < _END:
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
        if len(parts) > len(table):
            raise IndexError("sectors go in circles")
    return b"".join(parts)


def _walk(stream: bytes) -> OldBook | None:
    book, sheet, at, end = OldBook(), "", 0, len(stream)
    names: dict[int, str] = {}
    if struct.unpack_from("<HHH", stream)[::2] != (_BOF, 0x600):
        return None
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            sheet = names.get(at, "")
        elif kind in _CELLS:
            _cell(book, sheet, kind, stream[at + 4 : at + 4 + length])
        elif kind == _FILEPASS:
            raise has_password()
        elif kind == _DATEMODE:
            book.since_1904 = stream[at + 4] == 1
        elif kind == _BOUNDSHEET:
            place, name = _sheet_name(stream[at + 4 : at + 4 + length])
            names[place] = name
        elif kind == _DIMENSIONS:
            first, last, left, right = struct.unpack_from("<IIHH", stream, at + 4)
            if (last - first) * (right - left) > _MOST_RESERVED:
                book.row, book.column = max(book.row, last, 65_536), max(book.column, right)
        at += 4 + length
    return book if names else None


def _sheet_name(record: bytes) -> tuple[int, str]:
    place, _, count, wide = struct.unpack_from("<IHBB", record)
    text = record[8 : 8 + count * 2].decode("utf-16-le") if wide & 1 else record[8 : 8 + count].decode("latin-1")
    return place, text


def _cell(book: OldBook, sheet: str, kind: int, record: bytes) -> None:
    row, column = struct.unpack_from("<HH", record)
    book.row = max(book.row, row + 1)
    last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == _MULRK else column
    book.column = max(book.column, column + 1, last + 1)
    code, kind_of_result = None, record[6] if kind == _FORMULA and record[12:14] == b"\xff\xff" else None
    if kind == _BOOLERR and record[7]:
        code = record[6]
    elif kind_of_result == _IS_ERROR:
        code = record[8]
    elif kind_of_result == _IS_EMPTY:
        book.uncached.setdefault(sheet, set()).add(f"{column_letters(column + 1)}{row + 1}")
    if code is not None:
        book.errors.setdefault(sheet, {})[f"{column_letters(column + 1)}{row + 1}"] = _ERRORS.get(code, "#")
