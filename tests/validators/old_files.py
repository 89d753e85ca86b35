"""Returned forms in formats of the past, written byte by byte: xls (BIFF8 in an OLE file) and ods."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from python_calamine import CalamineWorkbook

Grids = Mapping[str, Sequence[Sequence[Any]]]
_SECTOR = 512


def grids_of(form: Path) -> dict[str, list[list[Any]]]:
    """Every sheet of a form."""
    book = CalamineWorkbook.from_path(form)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def record(kind: int, data: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def cell_record(row: int, column: int, value: Any) -> bytes:
    """A text, a number, an error value (bytes) or a formula without a result (...) in a cell, both from 0."""
    place = struct.pack("<HHH", row, column, isinstance(value, date))
    if value is ...:
        return record(0x06, place + bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF]) + struct.pack("<HIHBH", 3, 0, 3, 0x1E, 1))
    if isinstance(value, bytes):
        return record(0x205, place + value + b"\x01")
    if isinstance(value, str):
        text = value[:4000].encode("utf-16-le")
        return record(0x204, place + struct.pack("<HB", len(text) // 2, 1) + text)
    number = float((value - date(1899, 12, 30)).days) if isinstance(value, date) else float(value)  # not since 1904
    return record(0x203, place + struct.pack("<d", number))


def xls(grids: Grids, more: bytes = b"", since_1904: bool = False) -> bytes:
    """A workbook as Excel 97 would keep it; `more` goes to the end of the first sheet."""
    sheets = []
    for grid in grids.values():
        body = [record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))]
        for row, line in enumerate(grid):
            body += [cell_record(row, column, value) for column, value in enumerate(line) if value not in ("", None)]
        sheets.append(b"".join(body) + (more if not sheets else b"") + record(0x0A))
    head = record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    head += record(0x22, struct.pack("<H", since_1904))
    head += b"".join(record(0xE0, struct.pack("<HHH", 0, number_format, 0) + bytes(14)) for number_format in (0, 14))
    names = [name.encode("utf-16-le") for name in grids]
    at = len(head) + sum(12 + len(name) for name in names) + 4
    for name, sheet in zip(names, sheets, strict=True):
        head += record(0x85, struct.pack("<IHBB", at, 0, len(name) // 2, 1) + name)
        at += len(sheet)
    return ole(head + record(0x0A) + b"".join(sheets))


def ole(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    tables = next(n for n in range(1, 110) if n * 128 >= count + 1 + n)
    chain = [*range(1, count), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", tables, count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(count + 1, count + 1 + tables), *[0xFFFFFFFF] * (109 - tables))
    folder = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _entry(name, 2, 0, len(stream))
    return header + stream + folder.ljust(_SECTOR, b"\0") + struct.pack(f"<{tables * 128}I", *chain)


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text) + 2, kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def ods(grids: Grids, more: str = "") -> bytes:
    """A workbook as LibreOffice would keep it; `more` goes to the end of the first sheet."""
    tables = []
    for name, grid in grids.items():
        rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in grid)
        rest = more if not tables else ""
        tables.append(f"<table:table table:name={quoteattr(name)}>{rows}{rest}</table:table>")
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{spaces}"
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>' + content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def _ods_cell(value: Any) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    if value is ...:
        return '<table:table-cell table:formula="of:=1+1"/>'
    if isinstance(value, bytes):
        text = value.decode()
        return (
            f'<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>{text}</text:p>'
            "</table:table-cell>"
        )
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"/>'
    if isinstance(value, float | int):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
