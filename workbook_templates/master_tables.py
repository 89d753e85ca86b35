"""The master's sheets for indicators, tasks, projects, special plans and the report texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.columns import Column, columns_of
from schemas.findings import Finding
from schemas.master import INDICATOR_DESK, SECOND_PAGE, Origin, master_columns
from schemas.records import records
from schemas.tables import CHAPTER, MAIN, REPORT, Table
from validators.extent import column_letters
from workbook_templates.cells import is_missing, progress_styles, write_frame
from workbook_templates.links import Link, location
from workbook_templates.live import Area, LiveColumns
from workbook_templates.master_dress import dress
from workbook_templates.master_totals import total_height, write_totals
from workbook_templates.origins import MOST_LINKED_ROWS, Origins
from workbook_templates.origins import SHEET as ORIGINS
from workbook_templates.paper import Printed, print_table
from workbook_templates.sheets import QuickWorksheet
from workbook_templates.styles import A3, ANSWER, ANSWER_HEADER, COMPUTED_HEADER, LINK, NAVY, Formats, number_format

HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
_TOP_HEIGHTS = (26.0, 16.0, 34.0)
_BUREAU = ("改判", "改判理由")
_CENTRED = ("单位", "属性", "编号", "接收状态")
_RIGHT = ("2020年基期值", "2025年目标值")  # numbers as the plan spells them
_LINKED = ("来源位置", "部门说明")
# On screen only: a page has no room for them.
_DESK = {*INDICATOR_DESK, *(column.title for column in columns_of(Origin))}
_MEASURED = (
    "2021年完成值",
    "2022年完成值",
    "2023年6月完成值",
    "采用值",
    "2025年预期值",
    "外推2025年值",
    "年均需完成",
)
# Averages over years, shown with a decimal more than the indicator has.
AVERAGES = ("年均需完成", "至今年均")


@cache
def sheet_letters(table: Table) -> Mapping[str, str]:
    """Column letters of each title on a table's sheet in the master."""
    shown, hidden = master_columns(table)
    return {column.title: column_letters(at + 1) for at, column in enumerate((*shown, *hidden))}


def area_of(table: Table, title: str, count: int) -> str:
    """A column of a table's sheet as an absolute range such as '主要指标'!$T$4:$T$30."""
    letter = sheet_letters(table)[title]
    return f"'{table.name}'!${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + max(count, 1)}"


@dataclass(frozen=True)
class Links:
    """Where the cells of the tables lead: lines of 数据来源, and each department's first row of 评估报告."""

    origins: Origins
    reports: Mapping[str, int]


def write_table_sheet(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    table: Table,
    rows: pd.DataFrame,
    values: Mapping[str, Any],
    note: str,
    main_codes: Sequence[str],
    held_back: Mapping[tuple[int, str], Finding],
    links: Links,
) -> Worksheet:
    """Write one catalogue table of the master.

    Args:
        rows: from `master_rows`, `arranged`.
        values: what 参数(…) stands for.
        main_codes: codes on the 主要指标 sheet, where chapter indicators look references up.
        held_back: values that are not taken over, from `withheld`; a note in the cell says why.
        links: where to lead the cells; only that they lead there is written here.
    """
    sheet = workbook.add_worksheet(table.name)
    shown, hidden = master_columns(table)
    columns = (*shown, *hidden)
    last = FIRST_ROW + max(len(rows), 1)  # Excel row number of the last row
    label_at = [column.title for column in shown].index(table.label)
    sheet.write_string(0, 0, table.name, formats.title())
    # Beside the columns that are repeated on paper, where it would be cut off.
    sheet.write_string(0, label_at + 1, note, formats.note())
    for row, height in enumerate(_TOP_HEIGHTS):
        sheet.set_row(row, height)
    headers = [{"header": c.title, "header_format": formats.header(_header_colour(c))} for c in columns]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, None, {"hidden": column in hidden})
    main = Area(FIRST_ROW + 1, FIRST_ROW + len(main_codes), MAIN.name, sheet_letters(MAIN))
    references = dict.fromkeys(main_codes, main)
    live = LiveColumns(
        columns,
        sheet_letters(table),
        Area(FIRST_ROW + 1, last),
        values,
        references if table is CHAPTER else None,
    )
    heights = _heights(shown, rows)
    rows = rows.assign(部门说明=rows[table.lead].map(lambda lead: "查看" if lead in links.reports else None))
    led = np.zeros(len(rows), dtype="bool")
    if len(rows) <= MOST_LINKED_ROWS:
        asked = ["编号", table.lead, "来源文件", "来源位置", *(column.title for column in table.answers)]
        led = _lead_away(sheet, table, columns, records(rows, asked), links)
    styles = _styles(formats, columns, rows, led)
    write_frame(sheet, (FIRST_ROW, 0), columns, rows, live, styles, progress_styles(formats, rows), heights)
    column_at = {column.title: position for position, column in enumerate(columns)}
    for (index, title), finding in held_back.items():
        where = f"《{finding.file}》{finding.sheet} {finding.cell}"
        note = f"填报值“{finding.value}”未采用：{finding.message}（{where}，点本行编号可打开）"
        sheet.write_comment(FIRST_ROW + index, column_at[title], note, {"x_scale": 2, "font_size": 9})
        sheet.write_blank(FIRST_ROW + index, column_at[title], None, formats.boxed(bg_color="#F8DDD6", pattern=1))
    options = {"name": f"{table.name}表", "columns": headers, "style": None, "autofilter": True}
    sheet.add_table(HEADER_ROW, 0, last - 1, len(columns) - 1, options)
    dress(sheet, formats, table, sheet_letters(table), (FIRST_ROW + 1, last))
    below = write_totals(sheet, formats, table, rows, partial(area_of, table), last + 1)
    sheet.freeze_panes(FIRST_ROW, label_at + 1)
    right = max(at for at, column in enumerate(shown) if column.title not in _DESK)
    sheet.print_area(0, 0, below, right)
    print_table(sheet, _printed(table, shown[: right + 1], heights, below), paper=A3)
    return sheet


def _printed(table: Table, columns: Sequence[Column], heights: Sequence[float], below: int) -> Printed:
    """What is printed: the rows, and the totals below them."""
    titles = [column.title for column in columns]
    totals = [total_height(table)] * max(below + 1 - FIRST_ROW - len(heights), 0)
    return Printed(
        [column.width for column in columns],
        [*heights, *totals],
        (sum(_TOP_HEIGHTS), HEADER_ROW),
        titles.index(table.label) + 1,
        [titles.index(title) for title in SECOND_PAGE.get(table, ())],
    )


def _lead_away(
    sheet: QuickWorksheet,
    table: Table,
    columns: Sequence[Column],
    records: Sequence[Mapping[str, Any]],
    links: Links,
) -> np.ndarray[Any, Any]:
    """Links of the cells to their lines of 数据来源 and to the department's texts.

    The code of a row leads to the row's lines, where every answered cell has its own, those that were
    not taken over included; numbers, dates and texts of one line lead to theirs. Not longer texts: LibreOffice
    does not wrap a text that is a link. Not empty cells: openpyxl reads the link as their value.

    Returns which rows have a link on their code.
    """
    at = {column.title: position for position, column in enumerate(columns)}
    origins, led = links.origins, np.zeros(len(records), dtype="bool")
    own_titles = {column.title for column in table.answers}
    answers = [column for column in columns if column.title in own_titles] if origins.values else []
    for index, record in enumerate(records):
        row, code, lead = FIRST_ROW + index, str(record["编号"]), record[table.lead]
        key = (table.name, lead, code)
        line = origins.rows.get(key)
        first = origins.answered.get((table.name, code))
        if first is not None:
            led[index] = True
            sheet.link(origins.lead((row, at["编号"]), first, f"到“{ORIGINS}”：本行每个数值、文字出自哪个文件的哪一格"))
        if line is not None:
            sheet.link(origins.lead((row, at["来源位置"]), line, f"{record['来源文件']}　{record['来源位置']}"))
            for column in answers:
                own = origins.values.get((key, column.title))
                if own is not None and _is_one_line(column, record[column.title]):
                    value = origins.lines[own]
                    tip = f"来源：{record['来源文件']}　{value.sheet}　{value.cell}"
                    sheet.link(origins.lead((row, at[column.title]), own, tip))
        if lead in links.reports:
            tip = f"{lead}的评估报告"
            sheet.link(Link(row, at["部门说明"], location(REPORT.name, f"A{links.reports[lead] + 1}"), tip))
    return led


def _is_one_line(column: Column, value: Any) -> bool:
    if isinstance(value, str):
        return "\n" not in value and 2 * len(value) <= column.width
    return not is_missing(value)


def _header_colour(column: Column) -> str:
    if column.title in _BUREAU:
        return ANSWER_HEADER
    return COMPUTED_HEADER if column.role == "computed" else NAVY


def _styles(
    formats: Formats, columns: Sequence[Column], rows: pd.DataFrame, led: np.ndarray[Any, Any]
) -> list[Mapping[str, Format]]:
    """Each row's formats by title: those of its own decimals, where it has any; a code that is a link looks it."""
    decimals = [d if d == d else None for d in rows["小数位"].tolist()] if "小数位" in rows else [None] * len(rows)
    kinds = list(zip(decimals, led.tolist(), strict=True))
    own: dict[tuple[float | None, bool], Mapping[str, Format]] = {}
    for digits, is_led in dict.fromkeys(kinds):
        styles = {column.title: _style(formats, column, digits) for column in columns}
        own[digits, is_led] = styles | ({"编号": formats.boxed(**LINK, align="center")} if is_led else {})
    return [own[kind] for kind in kinds]


def _style(formats: Formats, column: Column, decimals: float | None) -> Format:
    """A cell's format; the measured values of an indicator with its own decimals."""
    if column.kind == "number":
        digits = column.decimals
        if decimals is not None and column.title in _MEASURED:
            digits = int(decimals) + (column.title in AVERAGES)
        return formats.boxed(align="right", num_format=number_format(digits, column.percent))
    if column.kind == "date":
        return formats.boxed(align="center", num_format="yyyy-mm-dd")
    properties: dict[str, Any] = {"text_wrap": True}
    if column.choices or column.role == "computed" or column.title in _CENTRED:
        properties["align"] = "center"
    if column.title in _RIGHT:
        properties["align"] = "right"
    if column.title in _BUREAU:
        properties["bg_color"] = ANSWER
    if column.title in _LINKED:
        properties |= LINK
    return formats.boxed(**properties)


def _heights(columns: Sequence[Column], rows: pd.DataFrame) -> list[float]:
    """Room for the longest wrapped text of each row, in points."""
    lines = np.ones(len(rows))
    for column in columns:
        if column.title in rows and pd.api.types.is_string_dtype(rows[column.title]):
            texts = [text if isinstance(text, str) else "" for text in rows[column.title].tolist()]
            length = np.fromiter(map(len, texts), dtype="float64", count=len(texts))
            needed = np.ceil(2 * length / max(column.width - 1, 1))
            if "\n" in "".join(texts):  # rare, and to count them takes longer than all else here
                needed += np.fromiter((text.count("\n") for text in texts), dtype="float64", count=len(texts))
            lines = np.maximum(lines, needed)
    heights: list[float] = np.minimum(14.5 * lines + 5, 400).tolist()
    return heights
