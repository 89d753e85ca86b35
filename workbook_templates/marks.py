"""Marks: cells of a form that somebody must look at again, coloured by severity with a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from schemas.columns import Column
from schemas.vocabulary import ERROR, NOTICE, WARNING
from workbook_templates.cells import cell_properties, is_missing, write_value
from workbook_templates.styles import BODY_FONT, SEVERITY_FILLS, Formats


@dataclass(frozen=True)
class Mark:
    """What to say at a cell: the gravest severity there, and the note's text."""

    severity: str
    note: str


# Characters to a line of a note, and to a text in a formula (Excel allows 255).
_NOTE_CHARACTERS, _FORMULA_TEXT = 22, 200
_DAY_ZERO = pd.Timestamp("1899-12-30")
# Cells are small beside the lines of a list: stronger colours there.
_STRONG = {ERROR: "#F4B9AB", WARNING: "#FFE9B8", NOTICE: "#DCE6EE"}

# (table name, row code ("" on the cover), column title) → mark
Marks = Mapping[tuple[str, str, str], Mark]


def write_mark(sheet: Worksheet, formats: Formats, row: int, at: int, column: Column, value: Any, mark: Mark) -> None:
    """Write an answer cell again, with its note, and in the colour of its mark for as long as it is not changed.

    Call it before the live checks are placed: the format that comes first wins.
    """
    write_value(sheet, row, at, value, formats.boxed(**cell_properties(column)))
    fill, ink = SEVERITY_FILLS[mark.severity]
    style = formats(bg_color=_STRONG.get(mark.severity, fill), font_color=ink)
    unchanged = {"type": "formula", "criteria": _still(xl_rowcol_to_cell(row, at, True, True), value), "format": style}
    sheet.conditional_format(row, at, row, at, unchanged)
    lines = sum(-(-len(part) // _NOTE_CHARACTERS) or 1 for part in mark.note.split("\n"))
    size = {"width": 300, "height": 16 * lines + 12}
    sheet.write_comment(row, at, mark.note, {**size, "font_size": 9, "font_name": BODY_FONT})


def _still(cell: str, value: Any) -> str:
    """A formula that is TRUE while the cell holds what it held."""
    if is_missing(value):
        return f'={cell}=""'
    if isinstance(value, str):
        if len(value) > _FORMULA_TEXT or "\n" in value:
            return f"=LEN({cell})={len(value)}"
        return '={}="{}"'.format(cell, value.replace('"', '""'))
    if isinstance(value, pd.Timestamp):
        return f"={cell}={(value - _DAY_ZERO).days}"
    return f"={cell}={float(value)!r}"
