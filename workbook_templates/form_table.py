"""One table sheet of the form: locked columns, answer cells, live progress."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.compute import compute, compute_indicators
from schemas.tables import INDICATOR_TABLES, REPORT, TABLES, Table
from validators.intake import column_letters
from validators.reader import ROW_CODE
from workbook_templates.cells import cell_format, progress_styles, write_rows
from workbook_templates.live import Area, LiveColumns
from workbook_templates.marks import Marks, write_mark
from workbook_templates.styles import (
    A3,
    A4,
    ANSWER_HEADER,
    COMPUTED_HEADER,
    NAVY,
    PALE,
    Formats,
    page,
    verdict_formats,
)
from workbook_templates.validation import validation_of

HEADER_ROW = 2  # zero-based; title above, note between
FIRST_ROW = HEADER_ROW + 1
_HEADER_COLOURS = {"given": NAVY, "answer": ANSWER_HEADER, "computed": COMPUTED_HEADER}
PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def letters_of(table: Table) -> dict[str, str]:
    """Column letters of each title on the form's sheet; column A is the hidden row code."""
    return {column.title: column_letters(at + 2) for at, column in enumerate(table.columns)}


def write_table(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    table: Table,
    rows: pd.DataFrame,
    values: Mapping[str, Any],
    note: str,
    references: Mapping[str, Area] | None = None,
    marks: Marks | None = None,
) -> Worksheet:
    """Write one table.

    Args:
        rows: every column by title (`prepare`).
        values: what 参数(…) stands for.
        references: where to look up indicators that stand on another sheet of the form.
        note: the small line under the title.
        marks: cells to point at (a correction form).
    """
    sheet = workbook.add_worksheet(table.sheet)
    last_row = FIRST_ROW + len(rows) - 1
    sheet.write(0, 1, table.sheet, formats.title())
    sheet.write(1, 1, note, formats.note())
    sheet.set_row(0, 26)
    sheet.set_row(HEADER_ROW, 36)
    sheet.write(HEADER_ROW, 0, ROW_CODE, formats.header())
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    for at, column in enumerate(table.columns, start=1):
        sheet.set_column(at, at, column.width, None, {"hidden": column.hidden})
        sheet.write(HEADER_ROW, at, column.title, formats.header(_HEADER_COLOURS[column.role]))
        validation = validation_of(column) if column.role == "answer" else None
        if validation:
            sheet.data_validation(FIRST_ROW, at, last_row, at, validation)
    live = LiveColumns(table.columns, letters_of(table), Area(FIRST_ROW + 1, last_row + 1), values, references)
    _write_rows(sheet, formats, table, rows, live)
    _write_marks(sheet, formats, table, rows, marks or {})
    if table in INDICATOR_TABLES:
        for title in ("系统判断", "填报判断"):
            letter = letters_of(table)[title]
            verdict_formats(sheet, f"{letter}{FIRST_ROW + 1}:{letter}{last_row + 1}", formats)
    shown = [at for at, column in enumerate(table.columns, start=1) if not column.hidden]
    sheet.autofilter(HEADER_ROW, 1, max(last_row, FIRST_ROW), shown[-1])
    sheet.freeze_panes(FIRST_ROW, 1 + _frozen(table))
    sheet.protect("", PROTECTION)
    total = sum(column.width for column in table.columns if not column.hidden)
    page(sheet, paper=A3 if total > 180 else A4, header_rows=(0, HEADER_ROW))
    sheet.print_area(0, 1, max(last_row, FIRST_ROW), shown[-1])
    return sheet


def _frozen(table: Table) -> int:
    """How many columns stay in view: up to the one a person knows a row by, if that leaves room to type."""
    titles = [column.title for column in table.columns]
    through = titles.index(table.label) + 1
    return through if sum(column.width for column in table.columns[:through]) <= 60 else 1


def prepare(rows: Mapping[str, pd.DataFrame], values: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Complete the rows of a form: every column of its table, computed ones with the values to cache.

    Args:
        rows: table name → given columns, and the answers that are known already, if any.
    """
    complete = {}
    for name, frame in rows.items():
        table = TABLES[name]
        data = frame.reindex(columns=[c.title for c in table.columns if c.role != "computed"]).reset_index(drop=True)
        for column in table.answers:
            # What a department wrote goes back as it was, so a number column may hold text.
            if column.kind == "number" and not any(isinstance(value, str) for value in data[column.title]):
                data[column.title] = data[column.title].astype("float64")
        complete[name] = data if table in INDICATOR_TABLES else compute(table.columns, data, values)
    return complete | compute_indicators(
        {table.name: complete[table.name] for table in INDICATOR_TABLES if table.name in complete}, values
    )


def _write_rows(sheet: Worksheet, formats: Formats, table: Table, data: pd.DataFrame, live: LiveColumns) -> None:
    styles = {column.title: cell_format(formats, column) for column in table.columns}
    by_kind = progress_styles(formats, data, bg_color=PALE)
    code_format = formats(font_size=8)
    records = data.to_dict("records")
    for offset, record in enumerate(records):
        sheet.set_row(FIRST_ROW + offset, _height(table, record))
        sheet.write_string(FIRST_ROW + offset, 0, str(record["编号"]), code_format)
    write_rows(sheet, (FIRST_ROW, 1), table.columns, records, live, styles, by_kind)


def _write_marks(sheet: Worksheet, formats: Formats, table: Table, data: pd.DataFrame, marks: Marks) -> None:
    row_at = {code: FIRST_ROW + offset for offset, code in enumerate(data["编号"])}
    column_at = {column.title: (at, column) for at, column in enumerate(table.columns, start=1)}
    for (name, code, title), mark in marks.items():
        if name == table.name and code in row_at and title in column_at:
            at, column = column_at[title]
            value = data.at[row_at[code] - FIRST_ROW, title]
            write_mark(sheet, formats, row_at[code], at, column, value, mark)


def _height(table: Table, record: Mapping[Any, Any]) -> float:
    """Room for the longest wrapped text in the row, and to write in."""
    if table is REPORT:
        return 150
    lines = 2
    for column in table.columns:
        value = record.get(column.title)
        if isinstance(value, str) and not column.hidden:
            lines = max(lines, math.ceil(2 * len(value) / max(column.width - 1, 1)))
    return min(14.5 * max(lines, 3 if any(c.is_long_text for c in table.answers) else 2), 400)
