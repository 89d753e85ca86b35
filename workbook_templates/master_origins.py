"""数据来源: for every value its file, sheet and cell, with a link that opens the returned file there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from xlsxwriter.format import Format

from schemas import vocabulary as v
from validators.check import Checked
from validators.normalise import display
from validators.workspace import RETURNS
from workbook_templates.blocks import Texts, Various
from workbook_templates.links import MOST_LINKS, Link, location
from workbook_templates.origins import FIRST_ROW, HEADER_ROW, NOT_TAKEN_OVER, SHEET, Line, Origins
from workbook_templates.pages import Pages
from workbook_templates.sheets import Book, QuickWorksheet
from workbook_templates.styles import A3, LINK, VERDICT_FILLS, Formats, page

_WHOLE_ROW = "（整行）"
_CELLS = "所在单元格"
_AT_ONCE = 20_000  # lines: the words of all of them together would be the largest thing in memory
_WIDTHS = {
    "表": 10,
    "编号": 8,
    "名称": 34,
    "列": 18,
    "值": 24,
    "部门": 24,
    "文件": 34,
    "工作表": 15,
    "打开原表": 10,
    "文件时间": 15,
    "文件指纹": 18,
    "备注": 50,
    _CELLS: 70,
}


def write_origins(workbook: Book, formats: Formats, checked: Checked, origins: Origins) -> None:
    """Write the sheet, and the next where Excel's rows end."""
    whole = any(line.cells for line in origins.lines)
    widths = {title: width for title, width in _WIDTHS.items() if whole or title != _CELLS}
    note = f"点“打开原表”打开“{RETURNS}”文件夹中的该文件并定位到单元格；总进度表须留在工作区的文件夹中，链接才有效。"
    if whole:
        note += f"标“{_WHOLE_ROW}”的一行一条，各列的单元格见“{_CELLS}”。"
    if len(origins.lines) > MOST_LINKS:
        note += f"前{MOST_LINKS}行有链接，其余按文件名和单元格查找。"
    header = formats.header()
    parts: list[QuickWorksheet] = []

    def begin(sheet: QuickWorksheet) -> int:
        parts.append(sheet)
        sheet.write(0, 0, SHEET, formats.title())
        sheet.write(1, 0, note, formats.note())
        for at, width in enumerate(widths.values()):
            sheet.set_column(at, at, width)
        sheet.set_row(HEADER_ROW, 24)
        sheet.freeze_panes(FIRST_ROW, 3)
        page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
        return FIRST_ROW

    def finish(sheet: QuickWorksheet, end: int) -> None:
        options = table_options(f"数据来源表{len(parts)}", list(widths), header)
        last = max(end - 1, FIRST_ROW)
        sheet.add_table(HEADER_ROW, 0, last, len(widths) - 1, options)
        fill, ink = VERDICT_FILLS[v.LAGGING]
        look = {"type": "text", "criteria": "begins with", "value": NOT_TAKEN_OVER}
        note_at = list(widths).index("备注")
        sheet.conditional_format(
            FIRST_ROW, note_at, last, note_at, {**look, "format": formats.only(bg_color=fill, font_color=ink)}
        )
        sheet.print_area(0, 0, last, list(widths).index("文件时间"))

    pages = Pages(workbook, SHEET, begin, finish)
    lines, files = origins.lines, [raw.file for raw in checked.raws]
    at = list(widths).index("打开原表")
    for row, line in enumerate(lines[:MOST_LINKS], start=FIRST_ROW):
        pages.sheet.link(opening((row, at), files[line.file], line.sheet, line.cell))
    days = [f"{datetime.fromtimestamp(raw.modified):%Y-%m-%d %H:%M}" for raw in checked.raws]
    prints = [raw.sha256[:16] for raw in checked.raws]
    text, number, link = formats.boxed(), formats.boxed(align="right"), link_format(formats)
    for start in range(0, len(lines), _AT_ONCE):
        some = lines[start : start + _AT_ONCE]
        values = [_shown(line) for line in some]
        columns = [
            Texts([line.table for line in some], text),
            Texts([line.code for line in some], text),
            Texts([line.label for line in some], text),
            Texts([line.title or _WHOLE_ROW for line in some], text),
            Various(values, [number if isinstance(value, float) else text for value in values]),
            Texts([line.department for line in some], text),
            Texts([files[line.file] for line in some], text),
            Texts([line.sheet for line in some], text),
            Texts([line.cell for line in some], link),
            Texts([days[line.file] for line in some], text),
            Texts([prints[line.file] for line in some], text),
            Texts([line.note for line in some], text),
        ]
        pages.write([*columns, *([Texts([line.cells for line in some], text)] if whole else [])])
    pages.close()


def _shown(line: Line) -> str | float:
    return line.value if isinstance(line.value, float) else display(line.value)


def table_options(name: str, titles: list[str], header: Format) -> dict[str, Any]:
    """An Excel table over cells that are written already, so that people can filter and build on it."""
    columns = [{"header": title, "header_format": header} for title in titles]
    return {"name": name, "columns": columns, "style": None, "autofilter": True}


def link_format(formats: Formats, **properties: Any) -> Format:
    """The look of a link."""
    return formats.boxed(align="center", **LINK, **properties)


def opening(at: tuple[int, int], file: str, sheet: str, cell: str) -> Link:
    """The link of a cell (zero-based row and column) that opens a returned file at a cell.

    Args:
        file: as people know it, below the folder of returns; a file packed in a zip opens the zip.
    """
    packed = re.match(r"(?i)(.*?\.zip)/", file)
    if packed or not sheet:
        return Link(*at, "", "打开压缩包" if packed else "打开该文件", f"../{RETURNS}/{packed[1] if packed else file}")
    return Link(*at, location(sheet, cell), "打开该文件并定位到单元格", f"../{RETURNS}/{file}")
