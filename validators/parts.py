"""Which part of an xlsx archive holds which sheet."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Worksheet part, such as xl/worksheets/sheet1.xml → the sheet's name."""
    return names_of(archive.read(LINKS), archive.read(BOOK))


def names_of(links: bytes, book: bytes) -> dict[str, str]:
    """The same from the two parts that say it."""
    targets = {
        link.get("Id"): link.get("Target", "").removeprefix("/").removeprefix("xl/") for link in ET.fromstring(links)
    }
    sheets = ET.fromstring(book).iter(f"{_MAIN}sheet")
    return {f"xl/{targets.get(sheet.get(_RELATION))}": sheet.get("name", "") for sheet in sheets}
