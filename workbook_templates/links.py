"""Links on cells whose content is written otherwise: within the workbook, or to a cell of another file.

A tuple a link instead of XlsxWriter's object, and one relationship a file instead of one a link: a master has
tens of thousands. A link that no program could follow is left out; it never stops the writing.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from xlsxwriter.utility import xl_rowcol_to_cell

# Excel takes 65,530 a sheet, and 255 characters of tip.
MOST_LINKS, _LONGEST_TIP, _LONGEST = 65_000, 250, 600
_ESCAPED = str.maketrans({c: f"%{ord(c):02x}" for c in '%"<> []^`{}#'})
_CONTROL = dict.fromkeys(range(32), " ")
_SPECIAL = re.compile('[\x00-\x1f&<>"]')


class Link(NamedTuple):
    """A link on a cell (zero-based) to `location`, such as 'Sheet'!A5, of this workbook or of `file`.

    `file` is a path relative to the workbook, with /; "" is this workbook.
    """

    row: int
    column: int
    location: str
    tip: str = ""
    file: str = ""

    @property
    def url(self) -> str:
        """The link as XlsxWriter's public method wants it."""
        place = f"#{self.location}" if self.location else ""
        return f"external:{target_of(self.file)}{place}" if self.file else f"internal:{self.location}"

    def fits(self) -> bool:
        """Whether Excel, which takes some 2,000 characters, can take it with every letter escaped."""
        return len(self.file) <= _LONGEST and len(self.location) <= _LONGEST


def target_of(file: str) -> str:
    """A file as a relationship names it."""
    return file.translate(_ESCAPED).replace("/", "\\")


def location(sheet: str, cell: str) -> str:
    """A cell of a sheet as links name it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def render(links: list[Link], first_number: int) -> tuple[str, list[list[Any]]]:
    """The <hyperlink> elements, and the relationships that they need, numbered from `first_number`."""
    numbers: dict[str, int] = {}
    elements = []
    for link in sorted(links):
        parts = [f'<hyperlink ref="{xl_rowcol_to_cell(link.row, link.column)}"']
        if link.file:
            parts.append(f' r:id="rId{numbers.setdefault(link.file, first_number + len(numbers))}"')
        if link.location:
            parts.append(f" location={_quoted(link.location)}")
        if link.tip:
            parts.append(f" tooltip={_quoted(link.tip[:_LONGEST_TIP])}")
        elements.append("".join(parts) + "/>")
    return "".join(elements), [["/hyperlink", target_of(file), "External"] for file in numbers]


def _quoted(text: str) -> str:
    return quoteattr(text.translate(_CONTROL)) if _SPECIAL.search(text) else f'"{text}"'
