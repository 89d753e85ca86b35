"""The master's sheets of what departments wrote freely: report texts, and rows that they added."""

from __future__ import annotations

import math

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.tables import CATALOGUE_TABLES, REPORT
from validators.check import Checked
from validators.frames import DEPARTMENT, FILE, ROW, is_added
from workbook_templates.cells import MAX_TEXT, cell_format, write_value
from workbook_templates.master_tables import FIRST_ROW, HEADER_ROW
from workbook_templates.styles import A3, Formats, page

ADDED_SHEET = "补充事项"


def write_added_sheet(workbook: xlsxwriter.Workbook, formats: Formats, checked: Checked) -> None:
    """补充事项: tasks and projects that departments added; not counted until the catalogue takes them in."""
    added = {}
    for table in CATALOGUE_TABLES:
        data = checked.frames[table.name].data
        own = data[[is_added(table, code) for code in data["编号"]]] if table.supplements and len(data) else data[:0]
        if len(own):
            added[table] = own
    if not added:
        return
    sheet = workbook.add_worksheet(ADDED_SHEET)
    sheet.write(0, 0, ADDED_SHEET, formats.title())
    note = "部门在填报表“补充”行中填写的内容，不计入各表和总览；需要纳入的，请加到规划目录后重新下发。"
    sheet.write(1, 0, note, formats.note())
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 30, 16)
    row = HEADER_ROW
    for table, data in added.items():
        sheet.write(row, 0, table.name, formats(bold=True, font_size=12))
        columns = [column for column in table.columns if column.title != "编号" and not column.hidden]
        for at, title in enumerate(("编号", *(column.title for column in columns), "来源文件", "来源位置")):
            sheet.write(row + 1, at, title, formats.header())
        row += 2
        frame = checked.frames[table.name]
        for record in data.to_dict("records"):
            sheet.write_string(row, 0, f"{record[DEPARTMENT]}-{record['编号']}", formats.boxed())
            for at, column in enumerate(columns, start=1):
                write_value(sheet, row, at, record[column.title], cell_format(formats, column))
            place = f"{frame.sheets[record[FILE]]}!第{record[ROW]}行"
            for at, text in enumerate((frame.files[record[FILE]], place), start=len(columns) + 1):
                sheet.write_string(row, at, text, formats.boxed())
            row += 1
        row += 1
    page(sheet, paper=A3)


def write_report_sheet(workbook: xlsxwriter.Workbook, formats: Formats, checked: Checked) -> Worksheet:
    """评估报告: the departments' texts under the headings of 附件1, attributed."""
    sheet = workbook.add_worksheet(REPORT.name)
    titles, widths = ("部分", "标题", "部门", "内容", "来源文件", "来源位置"), (22, 24, 16, 100, 24, 18)
    sheet.write(0, 0, REPORT.name, formats.title())
    sheet.write(1, 0, "各部门评估报告按《中期评估报告框架》（工作方案附件1）的标题归集。", formats.note())
    for at, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write(HEADER_ROW, at, title, formats.header())
    frame = checked.frames[REPORT.name]
    data = frame.data[frame.data["内容"].notna()].sort_values("编号", kind="stable")
    text, row = formats.boxed(text_wrap=True, valign="top"), FIRST_ROW
    for index in data.index:
        record = data.loc[index]
        place = f"{frame.sheets[int(record[FILE])]}!{frame.cell(index, '内容')}"
        cells = (
            record["部分"],
            record["标题"],
            record[DEPARTMENT],
            record["内容"],
            frame.files[int(record[FILE])],
            place,
        )
        for at, value in enumerate(cells):
            sheet.write_string(row, at, str(value)[:MAX_TEXT], text)
        sheet.set_row(
            row,
            min(15 * (math.ceil(2 * len(str(record["内容"])) / 98) + str(record["内容"]).count("\n")) + 8, 409),
        )
        row += 1
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.autofilter(HEADER_ROW, 0, max(row - 1, FIRST_ROW), len(titles) - 1)
    page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
    return sheet
