"""The master's sheets of what departments wrote freely: report texts, and rows that they added."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.columns import Column
from schemas.records import records
from schemas.tables import CATALOGUE_TABLES, REPORT
from validators.check import Checked
from validators.frames import DEPARTMENT, FILE, ROW, TableFrame, is_added
from workbook_templates.blocks import Cells, Texts
from workbook_templates.cells import cell_format, column_cells
from workbook_templates.master_origins import link_format, table_options
from workbook_templates.master_tables import FIRST_ROW, HEADER_ROW
from workbook_templates.origins import Origins
from workbook_templates.pages import Pages
from workbook_templates.paper import Printed, print_table
from workbook_templates.sheets import MAX_TEXT, Book, QuickWorksheet
from workbook_templates.styles import A3, A4, LINE, NAVY, Formats, page

ADDED_SHEET = "补充事项"
_ADDED_WIDTH = 16.0


def write_added_sheet(workbook: Book, formats: Formats, checked: Checked) -> None:
    """补充事项: tasks and projects that departments added; not counted until the catalogue takes them in."""
    added = {}
    for table in (table for table in CATALOGUE_TABLES if table.supplements):
        data = checked.frames[table.name].data
        own = data[[is_added(table, code) for code in data["编号"].tolist()]] if len(data) else data
        if len(own):
            added[table] = own
    if not added:
        return
    note = "部门在填报表“补充”行中填写的内容，不计入各表和总览；需要纳入的，请加到规划目录后重新下发。"
    breadth = max(len(table.columns) for table in added) + 2
    widths = [20.0, *[_ADDED_WIDTH] * breadth]

    def begin(sheet: QuickWorksheet) -> int:
        sheet.write(0, 0, ADDED_SHEET, formats.title())
        sheet.write(1, 0, note, formats.note())
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        return HEADER_ROW

    def finish(sheet: QuickWorksheet, end: int) -> None:
        sheet.print_area(0, 0, end, len(widths) - 1)
        print_table(sheet, Printed(widths, [], (45, 1), 1, [1 + breadth // 2]), paper=A3)

    pages = Pages(workbook, ADDED_SHEET, begin, finish)
    for table, data in added.items():
        columns = [column for column in table.columns if column.title != "编号" and not column.hidden]
        titles = ("编号", *(column.title for column in columns), "来源文件", "来源位置")
        head = partial(_added_head, formats, table.name, titles)
        pages.write(_added_cells(pages.sheet, formats, checked.frames[table.name], data, columns), head=head)
        pages.row += 1
    pages.close()


def _added_head(formats: Formats, name: str, titles: Sequence[str], sheet: QuickWorksheet, row: int) -> int:
    sheet.write(row, 0, name, formats(bold=True, font_size=12))
    for at, title in enumerate(titles):
        sheet.write(row + 1, at, title, formats.header())
    return row + 2


def _added_cells(
    sheet: QuickWorksheet, formats: Formats, frame: TableFrame, data: pd.DataFrame, columns: Sequence[Column]
) -> list[Cells]:
    """The rows that departments added to a table, with the place where each stands."""
    asked = records(data, [DEPARTMENT, "编号", FILE, ROW])
    box = formats.boxed()
    return [
        Texts([f"{record[DEPARTMENT]}-{record['编号']}" for record in asked], box),
        *(column_cells(sheet, data[column.title], [cell_format(formats, column)]) for column in columns),
        Texts([frame.files[record[FILE]] for record in asked], box),
        Texts([f"{frame.sheets[record[FILE]]}!第{record[ROW]}行" for record in asked], box),
    ]


_REPORT_WIDTHS = {"部分": 12, "标题": 12, "部门": 15, "内容": 90, "字数": 6, "来源位置": 14, "来源文件": 22}
# A row is at most 409 points high: the column is as broad as the longest text needs, up to this width.
_HIGHEST, _LINE, _BROADEST = 409, 13, 170


def report_data(checked: Checked) -> pd.DataFrame:
    """The texts in the order of the sheet: heading by heading, departments as in the catalogue; index of the frame."""
    data = checked.frames[REPORT.name].data
    data = data[data["内容"].notna()]
    order = {name: at for at, name in enumerate(checked.catalogue.frames["部门"]["部门名称"])}
    return data.assign(_order=data[DEPARTMENT].map(order)).sort_values(["编号", "_order"], kind="stable")


def report_rows(checked: Checked) -> dict[str, int]:
    """Department → zero-based row of its first text on the sheet."""
    rows: dict[str, int] = {}
    for row, department in enumerate(report_data(checked)[DEPARTMENT], start=FIRST_ROW):
        rows.setdefault(str(department), row)
    return rows


def write_report_sheet(
    workbook: xlsxwriter.Workbook, formats: Formats, checked: Checked, origins: Origins
) -> Worksheet:
    """评估报告: the departments' texts under the headings of 附件1, attributed."""
    sheet = workbook.add_worksheet(REPORT.name)
    sheet.write(0, 0, REPORT.name, formats.title())
    note = "各部门评估报告按《中期评估报告框架》（工作方案附件1）的标题归集，可筛选，在“内容”列修改后用于评估报告。"
    sheet.write(1, 0, note, formats.note())
    frame, data = checked.frames[REPORT.name], report_data(checked)
    widths = _REPORT_WIDTHS | {"内容": _breadth(data["内容"].tolist())}
    for at, (title, width) in enumerate(widths.items()):
        sheet.set_column(at, at, width)
        sheet.write(HEADER_ROW, at, title, formats.header(NAVY))
    sheet.set_row(HEADER_ROW, 24)
    text = formats.boxed(text_wrap=True, valign="top")
    body, link = formats.boxed(text_wrap=True, valign="top", font_size=9), link_format(formats, valign="top")
    count = formats.boxed(valign="top", align="right")
    row = FIRST_ROW
    for index, record in zip(data.index, data.to_dict("records"), strict=True):
        content, file = str(record["内容"])[:MAX_TEXT], frame.files[record[FILE]]
        for at, title in enumerate(("部分", "标题")):
            sheet.write_string(row, at, str(record[title]), text)
        sheet.write_string(row, 2, record[DEPARTMENT], text)
        sheet.write_string(row, 3, content, body)
        sheet.write_formula(row, 4, f"=LEN(D{row + 1})", count, utf16_length(content))
        place = f"{frame.sheets[record[FILE]]}!{frame.cell(index, '内容')}"
        line = origins.rows.get((REPORT.name, record[DEPARTMENT], record["编号"]))
        if line is not None:
            sheet.link(origins.lead((row, 5), line, f"来源：{file}"))
        sheet.write_string(row, 5, place, link)
        sheet.write_string(row, 6, file, text)
        lines = _lines(content, widths["内容"])
        names = max(math.ceil(2 * len(str(record[t])) / (_REPORT_WIDTHS[t] - 1)) for t in ("部分", DEPARTMENT))
        sheet.set_row(row, min(max(_LINE * lines, 15 * names) + 4, _HIGHEST))
        row += 1
    last = max(row - 1, FIRST_ROW)
    sheet.add_table(
        HEADER_ROW,
        0,
        last,
        len(_REPORT_WIDTHS) - 1,
        table_options("评估报告表", list(_REPORT_WIDTHS), formats.header()),
    )
    heading = {"type": "formula", "criteria": f"=$B{FIRST_ROW + 1}<>$B{FIRST_ROW}"}
    rule = {**heading, "format": formats.only(border=1, border_color=LINE, top=1, top_color=NAVY)}
    sheet.conditional_format(FIRST_ROW, 0, last, len(_REPORT_WIDTHS) - 1, rule)
    sheet.freeze_panes(FIRST_ROW, 3)
    paper = A4 if widths["内容"] == _REPORT_WIDTHS["内容"] else A3
    page(sheet, paper=paper, header_rows=(0, HEADER_ROW))
    sheet.print_area(0, 0, last, 4)
    return sheet


def _lines(text: str, width: float) -> int:
    """How many lines of small letters a text fills in a column of a width."""
    return sum(max(math.ceil(2 * len(part) / (1.1 * width)), 1) for part in text.split("\n"))


def _breadth(texts: Sequence[str]) -> int:
    """The least width at which every text fits into a row, between that of a page and the broadest."""
    widths = range(_REPORT_WIDTHS["内容"], _BROADEST, 10)
    fitting = (w for w in widths if all(_LINE * _lines(text[:MAX_TEXT], w) + 4 <= _HIGHEST for text in texts))
    return next(fitting, _BROADEST)


def utf16_length(text: str) -> int:
    """The length that LEN gives."""
    return len(text.encode("utf-16-le")) // 2
