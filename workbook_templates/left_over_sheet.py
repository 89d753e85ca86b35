"""未能放回的内容: the last sheet of a correction form, with what found no place in it."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter

from validators.fresh import LEFT_OVER_SHEET, TITLES, LeftOver
from workbook_templates.form_page import FIRST_ROW, HEADER_ROW, PROTECTION
from workbook_templates.problem_list import height_of
from workbook_templates.sheets import MAX_TEXT
from workbook_templates.styles import Formats, page


def write_left_over(workbook: xlsxwriter.Workbook, formats: Formats, rest: Sequence[LeftOver]) -> None:
    """Write the sheet, one line for each; a text too long for a cell takes several."""
    sheet = workbook.add_worksheet(LEFT_OVER_SHEET)
    sheet.write(0, 0, LEFT_OVER_SHEET, formats.title())
    sheet.set_row(0, 28)
    note = "以下内容原样保留，未纳入填报表。需要上报的，请填到相应的单元格中；不需要的不必处理。"
    sheet.write(1, 0, note, formats.note())
    widths = dict(zip(TITLES, (16, 12, 74, 34), strict=True))
    for at, (title, width) in enumerate(widths.items()):
        sheet.set_column(at, at, width)
        sheet.write(HEADER_ROW, at, title, formats.header())
    style = formats.boxed(text_wrap=True, valign="top")
    row = FIRST_ROW
    for line in rest:
        for start in range(0, max(len(line.content), 1), MAX_TEXT):
            content = line.content[start : start + MAX_TEXT]
            for at, text in enumerate((line.sheet, line.cell, content, line.reason)):
                sheet.write_string(row, at, text, style)
            sheet.set_row(row, height_of({"内容": content, "原因": line.reason, "工作表": line.sheet}, widths))
            row += 1
    sheet.autofilter(HEADER_ROW, 0, row - 1, len(TITLES) - 1)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.protect("", PROTECTION)
    page(sheet, header_rows=(0, HEADER_ROW))
