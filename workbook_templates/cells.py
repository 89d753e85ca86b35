"""Writing clean values, and rows of them, as cells."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.columns import Column
from workbook_templates.blocks import Cells, Formulas, Numbers, Texts
from workbook_templates.live import LiveColumns
from workbook_templates.sheets import QuickWorksheet
from workbook_templates.styles import ANSWER, PALE, Formats, number_format, progress_format

_DAY_0 = pd.Timestamp(1899, 12, 30)


def is_missing(value: Any) -> bool:
    """None, NaN or NaT."""
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def as_text(value: float, decimals: int) -> str:
    """A number as TEXT() writes it: halves go up, judged by the fifteen digits that a spreadsheet keeps."""
    return str(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def write_value(sheet: Worksheet, row: int, at: int, value: Any, style: Format) -> None:
    """Write a clean value as its own type; text is always text, whatever it begins with."""
    if is_missing(value):
        sheet.write_blank(row, at, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, style)
    elif isinstance(value, pd.Timestamp):
        sheet.write_datetime(row, at, value.to_pydatetime(), style)
    else:
        sheet.write_number(row, at, float(value), style)


def write_rows(
    sheet: Worksheet,
    corner: tuple[int, int],
    columns: Sequence[Column],
    records: Sequence[Mapping[Any, Any]],
    live: LiveColumns,
    styles: Mapping[str, Format],
    progress: Mapping[str, Format],
) -> None:
    """Write records below one another, computed columns as live formulas with cached values.

    Args:
        corner: zero-based row and column of the first cell.
        styles: format by title.
        progress: format of 实现进度 by kind of indicator.
    """
    first, left = corner
    for row, record in enumerate(records, start=first):
        for at, column in enumerate(columns, start=left):
            title = column.title
            value = record.get(title)
            if column.role != "computed":
                write_value(sheet, row, at, value, styles[title])
                continue
            style = progress[record["指标类型"]] if title == "实现进度" else styles[title]
            formula = live.formula(title, row + 1, record.get)
            if formula is None:
                sheet.write_blank(row, at, None, style)
            else:
                sheet.write_formula(row, at, formula, style, "" if is_missing(value) else value)


def write_frame(
    sheet: QuickWorksheet,
    corner: tuple[int, int],
    columns: Sequence[Column],
    data: pd.DataFrame,
    live: LiveColumns,
    styles: Sequence[Mapping[str, Format]],
    progress: Mapping[str, Format],
    heights: Sequence[float] | None = None,
) -> None:
    """Write the rows of a frame as `write_rows` does, all at once: for tables of many rows.

    Args:
        styles: of each row, its format by title.
        heights: of the rows, in points.
    """
    kinds = data["指标类型"].tolist() if progress else [None] * len(data)
    seen: dict[tuple[int, Any], int] = {}
    variants: list[tuple[Mapping[str, Format], Any]] = []
    which = []
    for own, kind in zip(styles, kinds, strict=True):
        if (key := (id(own), kind)) not in seen:
            seen[key] = len(seen)
            variants.append((own, kind))
        which.append(seen[key])
    deciding = {title: data[title].tolist() for title in live.deciding() if title in data}
    same: dict[tuple[Any, ...], int] = {}
    sorts = [same.setdefault(key, len(same)) for key in zip(*deciding.values(), strict=True)] or [0] * len(data)
    decided = [dict(zip(deciding, key, strict=True)) for key in same] or [{}]

    cells: list[Cells] = []
    for column in columns:
        title = column.title
        formats = [progress[kind] if title == "实现进度" and progress else own[title] for own, kind in variants]
        if len(set(map(id, formats))) == 1:
            del formats[1:]
        values = data[title] if title in data else pd.Series([None] * len(data), dtype="object")
        if column.role == "computed":
            pieces = [live.pieces(title, row.get) for row in decided]
            cells.append(Formulas([pieces[sort] for sort in sorts], values.to_numpy("object").tolist(), *formats))
        else:
            cells.append(column_cells(sheet, values, formats))
    sheet.write_block(*corner, cells, which, heights)


def column_cells(sheet: QuickWorksheet, values: pd.Series, formats: Sequence[Format]) -> Cells:
    """Given values or answers as cells of a block, by their type; raises TypeError where types are mixed."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return Numbers(_serials(sheet, values), *formats)
    if pd.api.types.is_numeric_dtype(values):
        return Numbers(values, *formats)
    if not pd.api.types.is_string_dtype(values) and not values.map(lambda v: isinstance(v, str) or is_missing(v)).all():
        raise TypeError(f"{values.name} holds more than text")
    return Texts(values, *formats)


def _serials(sheet: QuickWorksheet, dates: pd.Series) -> np.ndarray[Any, Any]:
    """Dates as Excel counts them; whole days after its false leap day of 1900 are counted together."""
    days = ((dates - _DAY_0) / pd.Timedelta(days=1)).to_numpy("float64", na_value=math.nan)
    for at in np.flatnonzero((days % 1 != 0) & (days == days) | (days < 61)).tolist():
        days[at] = sheet.serial(dates.iloc[at])
    return days


def progress_styles(formats: Formats, data: pd.DataFrame, **properties: Any) -> dict[str, Format]:
    """Format of 实现进度 for every kind of indicator in the data."""
    kinds = set(data["指标类型"]) if "指标类型" in data else set()
    return {kind: formats.boxed(align="right", num_format=progress_format(kind), **properties) for kind in kinds}


def cell_format(formats: Formats, column: Column) -> Format:
    """A cell's format by role and kind: locked and grey, or open and warm."""
    return formats.boxed(**cell_properties(column))


def cell_properties(column: Column) -> dict[str, Any]:
    """The properties behind `cell_format`."""
    properties: dict[str, Any] = {"text_wrap": True, "align": "left"}
    if column.kind == "number":
        number = "0" if column.decimals == 0 else number_format(column.decimals, column.percent)
        properties = {"align": "right", "num_format": number}
    elif column.kind == "date":
        properties = {"align": "center", "num_format": "yyyy-mm-dd"}
    elif column.choices or column.role == "computed":
        properties["align"] = "center"
    if column.role == "answer":
        properties |= {"bg_color": ANSWER, "locked": False}
        if column.kind == "text" and not column.choices:
            properties |= {"num_format": "@", "valign": "top"}
    elif column.role == "computed":
        properties |= {"bg_color": PALE}
    return properties
