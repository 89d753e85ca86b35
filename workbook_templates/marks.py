"""Marks: cells of a form that somebody must look at again, coloured by severity with a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from schemas.columns import Column
from workbook_templates.cells import cell_properties, write_value
from workbook_templates.styles import SEVERITY_FILLS, Formats


@dataclass(frozen=True)
class Mark:
    """What to say at a cell: the gravest severity there, and the note's text."""

    severity: str
    note: str


# (table name, row code ("" on the cover), column title) → mark
Marks = Mapping[tuple[str, str, str], Mark]


def write_mark(sheet: Worksheet, formats: Formats, row: int, at: int, column: Column, value: Any, mark: Mark) -> None:
    """Write an answer cell again, in the colour of its mark and with its note."""

    fill, _ = SEVERITY_FILLS[mark.severity]
    write_value(sheet, row, at, value, formats.boxed(**{**cell_properties(column), "bg_color": fill}))
    sheet.write_comment(row, at, mark.note, {"x_scale": 2.2, "y_scale": 1.4, "font_size": 9})
