"""封面: who fills the form in, by when, for whom; and what 自查 says of the form as a whole."""

from __future__ import annotations

from typing import Any

import pandas as pd
import xlsxwriter

from schemas.catalogue import Catalogue
from schemas.columns import Column
from schemas.parameters import expression_values
from schemas.tables import COVER
from validators.normalise import to_series
from validators.rearranged import SELF_CHECK_SHEET
from workbook_templates.cells import cell_format, write_value
from workbook_templates.contact import contact_of
from workbook_templates.form_page import COVER_FIRST_ROW, PROTECTION
from workbook_templates.live_checks import Judged
from workbook_templates.marks import Marks, write_mark
from workbook_templates.self_check import STATUS_CELL, Placed, place_checks
from workbook_templates.styles import ALARM, ANSWER_HEADER, NAVY, PALE, Formats, page
from workbook_templates.validation import validation_of

_ANSWER_COLUMN = 2
_FIRST_HIDDEN = 6


def write_cover(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    catalogue: Catalogue,
    department: str,
    known: pd.DataFrame | None,
    marks: Marks,
    checks: Judged,
    status: str = "",
) -> list[Placed]:
    """Write the sheet; returns its live checks in their places.

    Args:
        known: one row of answers by title, if any are known.
        status: what 自查 says at the time of writing, cached in the cell that repeats it.
    """
    sheet = workbook.add_worksheet(COVER.sheet)
    p = catalogue.parameters
    for at, width in enumerate((4, 16, 46, 34)):
        sheet.set_column(at, at, width)
    plan = formats(font_size=13, align="center", text_wrap=True)
    title = formats(font_name="黑体", font_size=20, font_color=NAVY, align="center", text_wrap=True)
    sheet.merge_range(1, 1, 1, 3, str(p["规划名称"]), plan)
    sheet.merge_range(2, 1, 2, 3, f"{p['评估轮次']}填报表", title)
    sheet.set_row(1, 40)
    sheet.set_row(2, 40)
    if p.get("数据标识"):
        label = formats(font_color=ALARM, align="center", bold=True)
        sheet.merge_range(3, 1, 3, 3, f"【{p['数据标识']}】", label)
    frame = cover_frame(department, known)
    values = {title: frame[title].iloc[0] for title in frame}
    row_of = {}
    for row, column in enumerate(COVER.columns, start=COVER_FIRST_ROW):
        row_of[column.title] = row + 1
        is_answer = column.role == "answer"
        sheet.set_row(row, 30)
        sheet.write(row, 1, column.title, formats.header(ANSWER_HEADER if is_answer else NAVY))
        write_value(sheet, row, _ANSWER_COLUMN, values[column.title], cell_format(formats, column))
        hint = "　".join(text for text in (column.help, f"例：{column.example}" if column.example else "") if text)
        sheet.write(row, 3, hint, formats(font_size=9, font_color="#5B7083", text_wrap=True))
        validation = validation_of(column) if is_answer else None
        if validation:
            sheet.data_validation(row, _ANSWER_COLUMN, row, _ANSWER_COLUMN, validation)
        if (COVER.name, "", column.title) in marks:
            mark = marks[COVER.name, "", column.title]
            write_mark(sheet, formats, row, _ANSWER_COLUMN, column, values[column.title], mark)
    placed = place_checks(sheet, formats, checks, row_of, _FIRST_HIDDEN, expression_values(p), letter="C")
    _write_foot(sheet, formats, catalogue, COVER_FIRST_ROW + len(COVER.columns) + 1, status)
    sheet.protect("", PROTECTION)
    page(sheet, landscape=False)
    sheet.print_area(0, 0, COVER_FIRST_ROW + len(COVER.columns) + 5, 3)
    sheet.activate()
    return placed


def _value(column: Column, department: str, known: pd.DataFrame | None) -> Any:
    if column.role != "answer":
        return department
    return None if known is None or column.title not in known else known[column.title].iloc[0]


def cover_frame(department: str, known: pd.DataFrame | None) -> pd.DataFrame:
    """The cover as one row by title; text that stands where a date should stays text."""
    cells: dict[str, pd.Series] = {}
    for column in COVER.columns:
        value = _value(column, department, known)
        wrong = column.kind == "date" and isinstance(value, str)
        cells[column.title] = pd.Series([value], dtype="object") if wrong else to_series(column, [value])
    return pd.DataFrame(cells)


def _write_foot(sheet: Any, formats: Formats, catalogue: Catalogue, row: int, status: str) -> None:
    p = catalogue.parameters
    due = f"请于{p['报送截止日']:%Y年%m月%d日}前报送{p['牵头单位']}。{contact_of(catalogue)}"
    sheet.merge_range(row, 1, row, 3, due, formats(text_wrap=True))
    sheet.set_row(row, 32)
    sheet.merge_range(
        row + 1, 1, row + 1, 3, "深黄色为必填未填，浅黄色可填写，红色有错误；其他单元格已锁定。", formats(bg_color=PALE)
    )
    style = formats(bold=True, font_color=NAVY)
    linked = formats(font_color="#1155CC", underline=1)
    sheet.write_url(row + 3, 1, f"internal:'{SELF_CHECK_SHEET}'!A1", linked, "自查结果")
    sheet.merge_range(row + 3, 2, row + 3, 3, "", style)
    sheet.write_formula(row + 3, 2, f"='{SELF_CHECK_SHEET}'!{STATUS_CELL}", style, status)
