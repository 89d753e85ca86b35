"""The master's sheets for indicators, tasks, projects, special plans and the report texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.columns import Column, columns_of
from schemas.findings import Finding
from schemas.master import INDICATOR_DESK, Origin, master_columns
from schemas.tables import CHAPTER, INDICATOR_TABLES, MAIN, Table
from schemas.vocabulary import BINDING
from validators.extent import column_letters
from workbook_templates.cells import progress_styles, write_frame
from workbook_templates.live import Area, LiveColumns
from workbook_templates.styles import (
    A3,
    ANSWER,
    ANSWER_HEADER,
    COMPUTED_HEADER,
    NAVY,
    Formats,
    number_format,
    page,
    verdict_formats,
)

HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
_BUREAU = ("改判", "改判理由")
_CENTRED = ("单位", "属性", "编号", "接收状态", "2020年基期值", "2025年目标值")
# On screen only: a page has no room for them.
_DESK = {*INDICATOR_DESK, *(column.title for column in columns_of(Origin))}
_VERDICTS = ("系统判断", "填报判断", "改判", "最终判断")
_MEASURED = (
    "2021年完成值",
    "2022年完成值",
    "2023年6月完成值",
    "采用值",
    "2025年预期值",
    "外推2025年值",
    "年均需完成",
)


def sheet_letters(table: Table) -> dict[str, str]:
    """Column letters of each title on a table's sheet in the master."""
    shown, hidden = master_columns(table)
    return {column.title: column_letters(at + 1) for at, column in enumerate((*shown, *hidden))}


def area_of(table: Table, title: str, count: int) -> str:
    """A column of a table's sheet as an absolute range such as '主要指标'!$T$4:$T$30."""
    letter = sheet_letters(table)[title]
    return f"'{table.name}'!${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + max(count, 1)}"


def write_table_sheet(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    table: Table,
    rows: pd.DataFrame,
    values: Mapping[str, Any],
    note: str,
    main_codes: Sequence[str],
    held_back: Mapping[tuple[int, str], Finding],
) -> Worksheet:
    """Write one catalogue table of the master.

    Args:
        rows: from `master_rows`.
        values: what 参数(…) stands for.
        main_codes: codes on the 主要指标 sheet, where chapter indicators look references up.
        held_back: values that are not taken over, from `withheld`; a note in the cell says why.
    """
    sheet = workbook.add_worksheet(table.name)
    shown, hidden = master_columns(table)
    columns = (*shown, *hidden)
    last = FIRST_ROW + max(len(rows), 1)  # Excel row number of the last row
    sheet.write(0, 0, table.name, formats.title())
    sheet.write(1, 0, note, formats.note())
    sheet.set_row(0, 26)
    sheet.set_row(HEADER_ROW, 34)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, None, {"hidden": column in hidden})
        sheet.write(HEADER_ROW, at, column.title, formats.header(_header_colour(column)))
    references = dict.fromkeys(main_codes, Area(FIRST_ROW + 1, FIRST_ROW + len(main_codes), MAIN.name))
    live = LiveColumns(
        columns,
        sheet_letters(table),
        Area(FIRST_ROW + 1, last),
        values,
        references if table is CHAPTER else None,
    )
    for row, height in enumerate(_heights(shown, rows), start=FIRST_ROW):
        sheet.set_row(row, height)
    styles = _styles(formats, columns, rows)
    write_frame(sheet, (FIRST_ROW, 0), columns, rows, live, styles, progress_styles(formats, rows))
    column_at = {column.title: position for position, column in enumerate(columns)}
    for (index, title), finding in held_back.items():
        note = f"填报值“{finding.value}”未采用：{finding.message}"
        sheet.write_comment(FIRST_ROW + index, column_at[title], note, {"x_scale": 2, "font_size": 9})
        sheet.write_blank(FIRST_ROW + index, column_at[title], None, formats.boxed(bg_color="#F8DDD6", pattern=1))
    _decorate(sheet, formats, table, shown, last)
    label_at = [column.title for column in shown].index(table.label)
    sheet.freeze_panes(FIRST_ROW, label_at + 1)
    sheet.autofilter(HEADER_ROW, 0, last - 1, len(shown) - 1)
    page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
    printed = [at for at, column in enumerate(shown) if column.title not in _DESK]
    sheet.print_area(0, 0, last - 1, printed[-1])
    return sheet


def _header_colour(column: Column) -> str:
    if column.title in _BUREAU:
        return ANSWER_HEADER
    return COMPUTED_HEADER if column.role == "computed" else NAVY


def _styles(formats: Formats, columns: Sequence[Column], rows: pd.DataFrame) -> list[Mapping[str, Format]]:
    """Each row's formats by title: those of its own decimals, where it has any."""
    plain = {column.title: _style(formats, column, None) for column in columns}
    if "小数位" not in rows:
        return [plain] * len(rows)
    decimals = rows["小数位"].tolist()
    own = {d: {c.title: _style(formats, c, d) for c in columns} for d in sorted({d for d in decimals if d == d})}
    return [own.get(d, plain) for d in decimals]


def _style(formats: Formats, column: Column, decimals: float | None) -> Format:
    """A cell's format; the measured values of an indicator with its own decimals."""
    if column.kind == "number":
        digits = int(decimals) if decimals is not None and column.title in _MEASURED else column.decimals
        return formats.boxed(align="right", num_format=number_format(digits, column.percent))
    if column.kind == "date":
        return formats.boxed(align="center", num_format="yyyy-mm-dd")
    properties: dict[str, Any] = {"text_wrap": True}
    if column.choices or column.role == "computed" or column.title in _CENTRED:
        properties["align"] = "center"
    if column.title in _BUREAU:
        properties["bg_color"] = ANSWER
    return formats.boxed(**properties)


def _heights(columns: Sequence[Column], rows: pd.DataFrame) -> list[float]:
    """Room for the longest wrapped text of each row, in points."""
    lines = np.ones(len(rows))
    for column in columns:
        if column.title in rows and pd.api.types.is_string_dtype(rows[column.title]):
            length = rows[column.title].str.len().to_numpy("float64", na_value=0)
            lines = np.maximum(lines, np.ceil(2 * length / max(column.width - 1, 1)))
    heights: list[float] = np.minimum(14.5 * lines + 5, 400).tolist()
    return heights


def _decorate(sheet: Worksheet, formats: Formats, table: Table, shown: Sequence[Column], last: int) -> None:
    letters = sheet_letters(table)
    if table in INDICATOR_TABLES:
        for title in _VERDICTS:
            verdict_formats(sheet, f"{letters[title]}{FIRST_ROW + 1}:{letters[title]}{last}", formats)
        at = [column.title for column in shown].index("改判")
        choices = list(shown[at].choices)
        sheet.data_validation(
            FIRST_ROW,
            at,
            last - 1,
            at,
            {
                "validate": "list",
                "source": choices,
                "input_title": "改判",
                "input_message": "留空时最终判断等于系统判断；改判须在右侧写明理由。",
            },
        )
        override, reason = letters["改判"], letters["改判理由"]
        sheet.conditional_format(
            f"{reason}{FIRST_ROW + 1}:{reason}{last}",
            {
                "type": "formula",
                "criteria": f'=AND(${override}{FIRST_ROW + 1}<>"",LEN(TRIM(${reason}{FIRST_ROW + 1}))=0)',
                "format": formats(bg_color="#F8DDD6"),
            },
        )
        attribute = letters["属性"]
        sheet.conditional_format(
            f"{attribute}{FIRST_ROW + 1}:{attribute}{last}",
            {"type": "cell", "criteria": "==", "value": f'"{BINDING}"', "format": formats(bold=True)},
        )
    state = letters["接收状态"]
    for word, fill in (("需修改", "#FFF1CC"), ("未报送", "#EFEFEF")):
        sheet.conditional_format(
            f"{state}{FIRST_ROW + 1}:{state}{last}",
            {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats(bg_color=fill)},
        )
