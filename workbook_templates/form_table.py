"""One table sheet of the form: locked columns, answer cells, live progress, live checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.catalogue import SHEET
from schemas.columns import Column
from schemas.compute import compute, compute_indicators
from schemas.tables import INDICATOR_TABLES, REPORT, TABLES, Table
from validators.extent import column_letters
from validators.reader import ROW_CODE
from workbook_templates.cells import cell_format, progress_styles, write_rows
from workbook_templates.form_page import FIRST_ROW, HEADER_ROW, PROTECTION
from workbook_templates.live import Area, LiveColumns
from workbook_templates.live_checks import Judged
from workbook_templates.marks import Marks, write_mark
from workbook_templates.self_check import Placed, place_checks
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

_HEADER_COLOURS = {"given": NAVY, "answer": ANSWER_HEADER, "computed": COMPUTED_HEADER}
# Blank lines in a locked cell of each report row keep room to write in; a fixed row height would not grow.
_ROOM = "\n" * 8
_ADDED_NOTE = "　表末标“补充”的空行，可填写目录之外的内容。"


@dataclass(frozen=True)
class Beside:
    """A locked column behind the table as an aid: title, width, and (formula, cached text) a row."""

    title: str
    width: float
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Context:
    """What a table sheet needs besides its rows.

    Attributes:
        values: what 参数(…) stands for.
        checks: the live checks of the table, judged.
        references: row code → area, for indicators that stand on another sheet of the form.
        marks: cells to point at (a correction form).
        choices: title → dropdown, for open columns of added rows that the catalogue limits (专栏).
    """

    values: Mapping[str, Any]
    checks: Judged = field(default_factory=dict)
    references: Mapping[str, Area] | None = None
    marks: Marks = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Beside | None = None


def letters_of(table: Table) -> dict[str, str]:
    """Column letters of each title on the form's sheet; column A is the hidden row code."""
    return {column.title: column_letters(at + 2) for at, column in enumerate(table.columns)}


def write_table(
    workbook: xlsxwriter.Workbook, formats: Formats, table: Table, rows: pd.DataFrame, note: str, context: Context
) -> list[Placed]:
    """Write one table; returns its live checks in their places.

    Args:
        rows: every column by title (`prepare`); rows that a department may add come last.
        note: the small line under the title.
    """
    sheet = workbook.add_worksheet(table.sheet)
    first, last = FIRST_ROW + 1, FIRST_ROW + len(rows)  # Excel rows
    sheet.write(0, 1, table.sheet, formats.title())
    sheet.write(1, 1, note + (_ADDED_NOTE if table.supplements and _added(table, rows).any() else ""), formats.note())
    sheet.set_row(0, 26)
    sheet.set_row(HEADER_ROW, 36)
    sheet.write(HEADER_ROW, 0, ROW_CODE, formats.header())
    sheet.set_column(0, 0, 8, None, {"hidden": True})
    added = int(_added(table, rows).sum())
    for at, column in enumerate(table.columns, start=1):
        sheet.set_column(at, at, column.width, None, {"hidden": column.hidden})
        sheet.write(HEADER_ROW, at, column.title, formats.header(_HEADER_COLOURS[column.role]))
        validation = validation_of(column) if column.role == "answer" else None
        if validation:
            sheet.data_validation(FIRST_ROW, at, last - 1, at, validation)
        open_column = _as_open(table, column, context.choices) if added else None
        if open_column and (validation := validation_of(open_column)):
            sheet.data_validation(last - added, at, last - 1, at, validation)
    _write_rows(sheet, formats, table, rows, context, (first, last))
    _write_marks(sheet, formats, table, rows, context)
    width = len(table.columns) + 1
    if context.beside:
        _write_beside(sheet, formats, context.beside, width)
        width += 1
    placed = place_checks(sheet, formats, context.checks, letters_of(table), width, context.values, (first, last))
    _finish(sheet, formats, table, (first, last), context.beside)
    return placed


def _finish(sheet: Worksheet, formats: Formats, table: Table, rows: tuple[int, int], beside: Beside | None) -> None:
    """Colours of the verdicts, filter, frozen panes, protection, print set-up."""
    first, last = rows
    if table in INDICATOR_TABLES:
        for title in ("系统判断", "填报判断"):
            letter = letters_of(table)[title]
            verdict_formats(sheet, f"{letter}{first}:{letter}{last}", formats)
    shown = [at for at, column in enumerate(table.columns, start=1) if not column.hidden]
    right = shown[-1] + (1 if beside else 0)
    sheet.autofilter(HEADER_ROW, 1, last - 1, right)
    sheet.freeze_panes(FIRST_ROW, 1 + _frozen(table))
    sheet.protect("", PROTECTION)
    total = sum(column.width for column in table.columns if not column.hidden)
    page(sheet, paper=A3 if total > 180 else A4, header_rows=(0, HEADER_ROW))
    sheet.print_area(0, 1, last - 1, right)


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
        for column in table.columns:
            # What a department wrote goes back as it was, so a number column may hold text.
            if column.kind == "number" and column.title in data:
                cells = data[column.title]
                if not any(isinstance(value, str) for value in cells):
                    data[column.title] = cells.astype("float64")
        complete[name] = data if table in INDICATOR_TABLES else compute(table.columns, data, values)
    return complete | compute_indicators(
        {table.name: complete[table.name] for table in INDICATOR_TABLES if table.name in complete}, values
    )


def _added(table: Table, rows: pd.DataFrame) -> pd.Series:
    """Which rows are for the department to add."""
    if not table.supplements:
        return pd.Series(False, index=rows.index)
    return rows["编号"].str.startswith(table.supplements)


def _as_open(table: Table, column: Column, choices: Mapping[str, tuple[str, ...]]) -> Column | None:
    """A locked column as the answer it is in an added row: limits as in the catalogue."""
    if not table.supplements or column.role != "given" or column.title not in table.open_titles:
        return None
    edited = {c.title: c for c in SHEET[table.name].columns}[column.title]
    limited = choices.get(column.title, () if edited.many else edited.choices)
    return replace(edited, width=column.width, choices=limited, required=False, max_length=edited.max_length or 500)


def _write_rows(
    sheet: Worksheet, formats: Formats, table: Table, data: pd.DataFrame, context: Context, rows: tuple[int, int]
) -> None:
    live = LiveColumns(table.columns, letters_of(table), Area(*rows), context.values, context.references)
    styles = {column.title: cell_format(formats, column) for column in table.columns}
    opened = {
        column.title: cell_format(formats, open_column)
        for column in table.columns
        if (open_column := _as_open(table, column, context.choices))
    }
    by_kind = progress_styles(formats, data, bg_color=PALE)
    code_format = formats(font_size=8)
    added = _added(table, data).tolist()
    for offset, record in enumerate(data.to_dict("records")):
        row = FIRST_ROW + offset
        sheet.set_row(row, _height(table, record))
        sheet.write_string(row, 0, str(record["编号"]), code_format)
        if table is REPORT:
            record["内容要求"] = f"{record['内容要求']}{_ROOM}"
        chosen = {**styles, **opened} if added[offset] else styles
        write_rows(sheet, (row, 1), table.columns, [record], live, chosen, by_kind)


def _height(table: Table, record: Mapping[Any, Any]) -> float:
    """Room for the longest wrapped text of a row, and at least two lines to write in; in points."""
    lines = 9 if table is REPORT else 2
    for column in table.columns:
        value = record.get(column.title)
        if isinstance(value, str) and not column.hidden:
            lines = max(lines, sum(-(-2 * len(part) // int(column.width - 1)) or 1 for part in value.split("\n")))
    return min(14.5 * lines + 2, 400)


def _write_beside(sheet: Worksheet, formats: Formats, beside: Beside, at: int) -> None:
    style = formats.boxed(text_wrap=True, valign="top", bg_color=PALE, font_size=9)
    sheet.set_column(at, at, beside.width)
    sheet.write(HEADER_ROW, at, beside.title, formats.header(COMPUTED_HEADER))
    for row, (formula, cached) in enumerate(beside.cells, start=FIRST_ROW):
        sheet.write_formula(row, at, formula, style, cached)


def _write_marks(sheet: Worksheet, formats: Formats, table: Table, data: pd.DataFrame, context: Context) -> None:
    row_at = {code: FIRST_ROW + offset for offset, code in enumerate(data["编号"])}
    column_at = {column.title: (at, column) for at, column in enumerate(table.columns, start=1)}
    added = set(data.loc[_added(table, data), "编号"])
    for (name, code, title), mark in context.marks.items():
        if name == table.name and code in row_at and title in column_at:
            at, column = column_at[title]
            value = data.at[row_at[code] - FIRST_ROW, title]
            open_column = _as_open(table, column, context.choices) if code in added else None
            write_mark(sheet, formats, row_at[code], at, open_column or column, value, mark)
