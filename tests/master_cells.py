"""Reading a master in a test."""

from __future__ import annotations

import math
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HEADER = 3  # Excel row of the header on the master's table sheets


def titles_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEADER]]


def column(sheet: Worksheet, title: str) -> str:
    """The letter of a column."""
    return get_column_letter(titles_of(sheet).index(title) + 1)


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows below the header by title, as far as there are codes."""
    titles, rows = titles_of(sheet), []
    for line in sheet.iter_rows(min_row=HEADER + 1, values_only=True):
        if line[0] is None:
            break
        rows.append(dict(zip(titles, line, strict=True)))
    return rows


def close(ours: object, theirs: object) -> bool:
    """Equal, but for the last digits of a number; nothing and "" look alike."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return (ours or "") == (theirs or "")
