"""数据来源: for every value its file, sheet and cell, with a link that opens the returned file there.

An indicator's values have a line each, and its numbers on 主要指标 and 章节指标 lead to theirs. Tasks, projects and
plans have a line a row that names the cell of every column; so have the indicators of a very large catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from xlsxwriter.format import Format

from schemas.tables import FORM_TABLES, INDICATOR_TABLES
from validators.check import Checked
from validators.frames import DEPARTMENT, FILE, ROW, TableFrame
from validators.normalise import display
from validators.workspace import RETURNS
from workbook_templates import sheets
from workbook_templates.blocks import Texts, Various
from workbook_templates.cells import is_missing
from workbook_templates.links import MOST_LINKS, Link, location
from workbook_templates.pages import Pages
from workbook_templates.sheets import Book, QuickWorksheet
from workbook_templates.styles import A3, Formats, page

SHEET = "数据来源"
HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
# Of more values an indicator's row has one line like any other; of more rows no table leads here.
MOST_VALUE_LINES, MOST_LINKED_ROWS = 5_000, 10_000
_WHOLE_ROW = "（整行）"
_AT_ONCE = 20_000  # lines: the words of all of them together would be the largest thing in memory
_WIDTHS = {
    "表": 10,
    "编号": 8,
    "名称": 34,
    "列": 16,
    "值": 24,
    "部门": 24,
    "文件": 34,
    "工作表": 15,
    "打开原表": 10,
    "文件时间": 15,
    "文件指纹": 18,
    "所在单元格": 70,
}

Key = tuple[str, str, str]


class Line(NamedTuple):
    """One line; `title` and `value` are blank where it stands for a whole row. `cell` is where its link leads."""

    table: str
    code: str
    label: str
    title: str
    value: Any
    department: str
    file: int
    sheet: str
    cell: str
    cells: str


@dataclass
class Origins:
    """The lines, and which of them (from 0) each row and each indicator's value of the tables has.

    Attributes:
        rows: (table name, department, row code) → line.
        values: (table name, row code, title) → line.
    """

    lines: list[Line] = field(default_factory=list)
    rows: dict[Key, int] = field(default_factory=dict)
    values: dict[Key, int] = field(default_factory=dict)

    def lead(self, cell: tuple[int, int], line: int, tip: str) -> Link:
        """The link of a cell (zero-based row and column) to a line."""
        part, row = divmod(line, sheets.MAX_ROWS - FIRST_ROW)
        name = SHEET if not part else f"{SHEET}({part + 1})"
        return Link(*cell, location(name, f"A{FIRST_ROW + row + 1}"), tip)


def origins_of(checked: Checked) -> Origins:
    """Every line of the sheet, table by table in the order of the files."""
    found = Origins()
    answered = sum(checked.frames[t.name].data[[c.title for c in t.answers]].count().sum() for t in INDICATOR_TABLES)
    for table in FORM_TABLES:
        frame, first = checked.frames[table.name], len(found.lines)
        by_value = table in INDICATOR_TABLES and answered <= MOST_VALUE_LINES
        found.lines += _value_lines(frame) if by_value else _row_lines(frame)
        if by_value:
            found.values |= {
                (line.table, line.code, line.title): at for at, line in enumerate(found.lines[first:], start=first)
            }
        if len(frame.data) <= MOST_LINKED_ROWS:
            for at, line in enumerate(found.lines[first:], start=first):
                found.rows.setdefault((line.table, line.department, line.code), at)
    return found


def _value_lines(frame: TableFrame) -> Iterator[Line]:
    name, label = frame.table.name, frame.table.label
    titles = [column.title for column in frame.table.answers]
    present = frame.data[titles].notna().to_numpy()
    for index, (record, there) in enumerate(zip(frame.data.to_dict("records"), present, strict=True)):
        code, known_by, who = record["编号"], str(record[label]), record[DEPARTMENT]
        for title, filled in zip(titles, there.tolist(), strict=True):
            if filled:
                place = frame.place(index, title)
                value, cell = record[title], place.cell
                yield Line(name, code, known_by, title, value, who, place.file, place.sheet, cell, cell)


def _row_lines(frame: TableFrame) -> Iterator[Line]:
    table, data = frame.table, frame.data
    titles = [column.title for column in table.answers]
    present = data[titles].notna().to_numpy().tolist()
    moved = {index for index, _ in frame.elsewhere}
    codes = [""] * len(data) if table.vertical else data["编号"].tolist()
    labels = [""] * len(data) if table.vertical else data[table.label].astype(str).tolist()
    rows = zip(codes, labels, data[DEPARTMENT].tolist(), data[FILE].tolist(), data[ROW].tolist(), present, strict=True)
    known: dict[Any, tuple[str, str]] = {}  # forms are laid out alike: the same words in many lines
    for index, (code, label, department, file, number, there) in enumerate(rows):
        key = (tuple(frame.letters[file].items()), number, tuple(there))
        if key not in known:
            known[key] = _addresses(frame.letters[file], titles, there, "" if table.vertical else str(number))
        first, cells = known[key]
        if index in moved:
            cells = _moved_addresses(frame, index, titles)
        yield Line(table.name, code, label, "", None, department, file, frame.sheets[file], first, cells)


def _addresses(letters: dict[str, str], titles: list[str], there: list[bool], row: str) -> tuple[str, str]:
    filled = [
        (title, letters[title] + row)
        for title, is_there in zip(titles, there, strict=True)
        if is_there and title in letters
    ]
    return (filled[0][1] if filled else f"A{row or 1}"), "；".join([f"{title} {cell}" for title, cell in filled])


def _moved_addresses(frame: TableFrame, index: int, titles: list[str]) -> str:
    """The addresses of a row some of whose values came from another copy of the form."""
    told = []
    for title in titles:
        place = frame.place(index, title)
        if place.cell and not is_missing(frame.data.at[index, title]):
            other = f"《{frame.files[place.file]}》" if (index, title) in frame.elsewhere else ""
            told.append(f"{title} {other}{place.cell}")
    return "；".join(told)


def write_origins(workbook: Book, formats: Formats, checked: Checked, origins: Origins) -> None:
    """Write the sheet, and the next where Excel's rows end."""
    note = f"点“打开原表”打开“{RETURNS}”文件夹中的该文件并定位到单元格；总进度表须留在工作区的文件夹中，链接才有效。"
    if len(origins.lines) > MOST_LINKS:
        note += f"前{MOST_LINKS}行有链接，其余按文件名和单元格查找。"
    header = formats.header()
    parts: list[QuickWorksheet] = []

    def begin(sheet: QuickWorksheet) -> int:
        parts.append(sheet)
        sheet.write(0, 0, SHEET, formats.title())
        sheet.write(1, 0, note, formats.note())
        for at, width in enumerate(_WIDTHS.values()):
            sheet.set_column(at, at, width)
        sheet.set_row(HEADER_ROW, 24)
        sheet.freeze_panes(FIRST_ROW, 3)
        page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
        return FIRST_ROW

    def finish(sheet: QuickWorksheet, end: int) -> None:
        options = table_options(f"数据来源表{len(parts)}", list(_WIDTHS), header)
        last = max(end - 1, FIRST_ROW)
        sheet.add_table(HEADER_ROW, 0, last, len(_WIDTHS) - 1, options)
        sheet.print_area(0, 0, last, list(_WIDTHS).index("文件时间"))

    pages = Pages(workbook, SHEET, begin, finish)
    lines, files = origins.lines, [raw.file for raw in checked.raws]
    at = list(_WIDTHS).index("打开原表")
    for row, line in enumerate(lines[:MOST_LINKS], start=FIRST_ROW):
        pages.sheet.link(opening((row, at), files[line.file], line.sheet, line.cell))
    days = [f"{datetime.fromtimestamp(raw.modified):%Y-%m-%d %H:%M}" for raw in checked.raws]
    prints = [raw.sha256[:16] for raw in checked.raws]
    text, number, link = formats.boxed(), formats.boxed(align="right"), link_format(formats)
    for start in range(0, len(lines), _AT_ONCE):
        some = lines[start : start + _AT_ONCE]
        values = [line.value if isinstance(line.value, float) else display(line.value) for line in some]
        pages.write(
            [
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
                Texts([line.cells for line in some], text),
            ]
        )
    for place, line in enumerate(lines if origins.values else ()):
        if isinstance(line.value, float):
            part, row = divmod(place, sheets.MAX_ROWS - FIRST_ROW)
            parts[part].write_number(FIRST_ROW + row, 4, line.value, number)
    pages.close()


def table_options(name: str, titles: list[str], header: Format) -> dict[str, Any]:
    """An Excel table over cells that are written already, so that people can filter and build on it."""
    columns = [{"header": title, "header_format": header} for title in titles]
    return {"name": name, "columns": columns, "style": None, "autofilter": True}


def link_format(formats: Formats, **properties: Any) -> Format:
    """The look of a link."""
    return formats.boxed(font_color="#0563C1", underline=1, align="center", **properties)


def opening(at: tuple[int, int], file: str, sheet: str, cell: str) -> Link:
    """The link of a cell (zero-based row and column) that opens a returned file at a cell.

    Args:
        file: as people know it, below the folder of returns; a file packed in a zip opens the zip.
    """
    packed = re.match(r"(?i)(.*?\.zip)/", file)
    if packed or not sheet:
        return Link(*at, "", "打开压缩包" if packed else "打开该文件", f"../{RETURNS}/{packed[1] if packed else file}")
    return Link(*at, location(sheet, cell), "打开该文件并定位到单元格", f"../{RETURNS}/{file}")
