"""报送情况 and 问题清单: who returned what and when, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from schemas.findings import TITLES, Group, grouped
from schemas.records import records
from schemas.tables import CATALOGUE_TABLES, COVER, HELPING, INDICATOR_TABLES, Table
from validators.check import Checked
from validators.frames import DEPARTMENT
from validators.normalise import display
from validators.report import STATES
from workbook_templates.blocks import Texts
from workbook_templates.cells import is_missing
from workbook_templates.links import Link, location
from workbook_templates.master_origins import opening, table_options
from workbook_templates.master_tables import sheet_letters
from workbook_templates.pages import Pages
from workbook_templates.sheets import Book, QuickWorksheet
from workbook_templates.styles import A3, LINK, SEVERITY_FILLS, Formats, page

HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
MAX_CELLS_SHOWN = 40
_STATUS_WIDTHS = {
    "部门": 24,
    "应报行数": 8,
    **dict.fromkeys(STATES, 8),
    "报送状态": 10,
    "错误": 6,
    "提醒": 6,
    **{table.name: 10 for table in CATALOGUE_TABLES},
    "填报人": 9,
    "联系电话": 14,
    "填报日期": 11,
    "迟报天数": 8,
    "版次": 7,
    "采用文件": 34,
    "文件时间": 12,
    "文件指纹": 18,
    "读取说明": 80,
}
_SUBJECT = "subject"  # what the row is called: a code alone tells a reader nothing
_FINDING_TITLES = {
    key: title
    for field, name in TITLES.items()
    for key, title in ((field, name), *([(_SUBJECT, "事项")] if field == "row" else []))
}
_FINDING_WIDTHS = (9, 44, 40, 16, 24, 14, 10, 8, 22, 14, 14, 7)
_FINDING_ZOOM = 80  # all of it on a small screen


def write_status(
    workbook: Book,
    formats: Formats,
    checked: Checked,
    records: Sequence[Mapping[str, str | int]],
) -> int:
    """报送情况: department by department, then reconciled table by table.

    Args:
        records: from `department_states`.

    Returns the Excel row of the first department.
    """
    sheet = workbook.add_worksheet("报送情况")
    sheet.write(0, 0, "报送情况", formats.title())
    due = checked.catalogue.parameters["报送截止日"]
    note = (
        f"已接收＋需修改＋未报送＝目录数，各表核对见部门之后。需修改：已报送但该行有“错误”。"
        f"各表一栏依次为已接收/需修改/未报送。迟报天数按填报日期与报送截止日（{due:%Y-%m-%d}）计算。"
    )
    sheet.write(1, 0, note, formats.note())
    for at, width in enumerate(_STATUS_WIDTHS.values()):
        sheet.set_column(at, at, width)
    sheet.set_row(HEADER_ROW, 30)
    below = _write_departments(sheet, formats, checked, _with_details(checked, records))
    below = _write_tallies(sheet, formats, checked, below + 1)
    _write_refused(sheet, formats, checked, below + 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
    sheet.print_area(0, 0, max(sheet.dim_rowmax, FIRST_ROW), list(_STATUS_WIDTHS).index("采用文件"))
    return FIRST_ROW + 1


def _write_departments(
    sheet: QuickWorksheet, formats: Formats, checked: Checked, records: Sequence[Mapping[str, str | int]]
) -> int:
    """One line a department, as a table; returns the row below."""
    number, text, centred = formats.boxed(align="right"), formats.boxed(), formats.boxed(align="center")
    linked = formats.boxed(**LINK)
    place = list(_STATUS_WIDTHS).index("采用文件")
    for row, record in enumerate(records, start=FIRST_ROW):
        for at, title in enumerate(_STATUS_WIDTHS):
            value = record[title]
            if isinstance(value, int):
                sheet.write_number(row, at, value, number)
            else:
                sheet.write_string(row, at, value, centred if title in (*checked.states, "报送状态") else text)
        if record["采用文件"]:
            sheet.link(opening((row, place), str(record["采用文件"]), "", ""))
            sheet.write_string(row, place, str(record["采用文件"]), linked)
    last = FIRST_ROW + max(len(records), 1) - 1
    options = table_options("报送情况表", list(_STATUS_WIDTHS), formats.header())
    sheet.add_table(HEADER_ROW, 0, last, len(_STATUS_WIDTHS) - 1, options)
    at = list(_STATUS_WIDTHS).index("报送状态")
    for word, fill in (("有错误", "#FFF1CC"), ("未报送", "#F8DDD6"), ("已通过", "#E3EFE6")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats(bg_color=fill)}
        sheet.conditional_format(FIRST_ROW, at, last, at, rule)
    return last + 1


def _write_tallies(sheet: QuickWorksheet, formats: Formats, checked: Checked, row: int) -> int:
    """Accepted, to be corrected and missing rows of every table against the catalogue; returns the row below."""
    number, text, centred = formats.boxed(align="right"), formats.boxed(), formats.boxed(align="center")
    for at, title in enumerate(("各表核对", "目录数", *STATES, "核对")):
        sheet.write(row, at, title, formats.header())
    sheet.set_row(row, 24)
    for name, frame in checked.states.items():
        row += 1
        counts = [int((frame["状态"] == state).sum()) for state in STATES]
        sheet.write_string(row, 0, name, text)
        sheet.write_number(row, 1, len(frame), number)
        for at, count in enumerate(counts, start=2):
            sheet.write_number(row, at, count, number)
        check = f'=IF(SUM(C{row + 1}:E{row + 1})=B{row + 1},"相符","不符")'
        sheet.write_formula(row, 5, check, centred, "相符" if sum(counts) == len(frame) else "不符")
    return row + 1


def _write_refused(sheet: QuickWorksheet, formats: Formats, checked: Checked, row: int) -> None:
    """The files that could not be used, each with its reason."""
    refused = [raw for raw in checked.raws if raw.refusal]
    if not refused:
        return
    right = list(_STATUS_WIDTHS).index("采用文件")
    sheet.write(row, 0, "不能使用的文件", formats(bold=True))
    for raw in refused:
        row += 1
        assert raw.refusal is not None
        sheet.write_string(row, 0, raw.file, formats.boxed(text_wrap=True))
        sheet.set_row(row, 30)
        sheet.merge_range(row, 1, row, right, f"{raw.refusal[1]}{raw.refusal[2]}", formats.boxed(text_wrap=True))


def _with_details(checked: Checked, records: Sequence[Mapping[str, str | int]]) -> list[dict[str, str | int]]:
    """The records with who filled the form in and when, days late, and the states table by table."""
    covers = checked.frames[COVER.name].data.set_index(DEPARTMENT)
    due = checked.catalogue.parameters["报送截止日"]
    counts = {
        name: frame.groupby([DEPARTMENT, "状态"]).size().to_dict() if len(frame) else {}
        for name, frame in checked.states.items()
    }
    detailed = []
    for record in records:
        department = record["部门"]
        told = covers.loc[department] if department in covers.index else None
        own: dict[str, str | int] = {
            title: display(told[title]) if told is not None else "" for title in ("填报人", "联系电话", "填报日期")
        }
        day: Any = None if told is None else told["填报日期"]
        own["迟报天数"] = "" if is_missing(day) else max((day.date() - due).days, 0)
        for name, found in counts.items():
            states = [found.get((department, state), 0) for state in STATES]
            own[name] = "/".join(map(str, states)) if sum(states) else "—"
        detailed.append({**record, **own})
    return detailed


def write_findings(workbook: Book, formats: Formats, checked: Checked, rows: Mapping[str, pd.DataFrame]) -> None:
    """问题清单: one line a cause, gravest first, with every cell it blames.

    编号 leads to the master's own cell, 单元格 to that of the returned file.

    Args:
        rows: the tables as the master shows them.
    """
    groups = grouped(checked.findings)
    found = {group.first.row for group in groups}
    told = f"共{len(checked.findings)}个问题，同一原因合并为一行，计{len(groups)}行。可按部门、严重程度筛选。"
    told += "点“编号”到总进度表中的该行，点“单元格”打开部门的填报表。"

    def begin(sheet: QuickWorksheet) -> int:
        sheet.write(0, 0, "问题清单", formats.title())
        sheet.write(1, 0, told, formats.note())
        for at, (title, width) in enumerate(zip(_FINDING_TITLES.values(), _FINDING_WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write(HEADER_ROW, at, title, formats.header())
        sheet.set_row(HEADER_ROW, 24)
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.set_zoom(_FINDING_ZOOM)
        page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
        return FIRST_ROW

    def finish(sheet: QuickWorksheet, end: int) -> None:
        options = table_options(f"问题清单表{next(tables)}", list(_FINDING_TITLES.values()), formats.header())
        sheet.add_table(HEADER_ROW, 0, max(FIRST_ROW, end - 1), len(_FINDING_TITLES) - 1, options)

    tables = iter(range(1, 1000))
    pages = Pages(workbook, "问题清单", begin, finish)
    subjects = {
        (sheet, record["编号"]): table.named(record)
        for table in CATALOGUE_TABLES
        for sheet in (table.sheet, *([HELPING.sheet] if table in INDICATOR_TABLES else []))
        for record in _names(table, rows[table.name], found)
    }
    lines = [_finding_line(group, subjects) for group in groups]
    texts = {field: [line[field][:1000] for line in lines] for field in _FINDING_TITLES}
    plain = formats.boxed(text_wrap=True, valign="top")
    severities = [
        formats.boxed(bg_color=fill, font_color=ink, align="center", bold=True) for fill, ink in SEVERITY_FILLS.values()
    ]
    linked = formats.boxed(text_wrap=True, valign="top", **LINK)
    looks = {"severity": severities, "row": [linked], "cell": [linked]}
    columns = [Texts(texts[f], *looks.get(f, [plain])) for f in _FINDING_TITLES]
    _lead_away(pages.sheet, groups, rows)
    order = list(SEVERITY_FILLS)
    pages.write(columns, [order.index(group.first.severity) for group in groups], [_room(line) for line in lines])
    pages.close()


def _names(table: Table, data: pd.DataFrame, codes: Collection[str]) -> list[dict[str, Any]]:
    asked = data[data["编号"].isin(codes)]
    return records(asked, [title for title in ("编号", table.label, "单位") if title in data])


def _lead_away(sheet: QuickWorksheet, groups: Sequence[Group], rows: Mapping[str, pd.DataFrame]) -> None:
    """Links of 编号 and 单元格."""
    fields = list(_FINDING_TITLES)
    at_row, at_cell = fields.index("row"), fields.index("cell")
    tables = {table.sheet: table for table in CATALOGUE_TABLES}
    places = {
        name: dict(zip(data["编号"].tolist(), range(FIRST_ROW, FIRST_ROW + len(data)), strict=True))
        for name, data in rows.items()
    }
    for row, group in enumerate(groups, start=FIRST_ROW):
        finding = group.first
        table = tables.get(finding.sheet)
        place = places[table.name].get(finding.row) if table else None
        if table and place is not None:
            letter = sheet_letters(table).get(finding.column, "A")
            sheet.link(Link(row, at_row, location(table.name, f"{letter}{place + 1}"), "到总进度表中的该行"))
        if finding.file:
            sheet.link(opening((row, at_cell), finding.file, finding.sheet, finding.cell or "A1"))


def _finding_line(group: Group, subjects: Mapping[tuple[str, str], str]) -> dict[str, str]:
    record = {**group.first.as_dict(), "cell": _several([c for c in group.cells if c])}
    record[_SUBJECT] = subjects.get((group.first.sheet, group.first.row), "")
    if group.count > 1:
        record["message"] = f"{record['message']}（同类问题共{group.count}处）"
    return record


def _room(record: Mapping[str, str]) -> float:
    """Height of a line of 问题清单 in points."""
    lines = max(-(-2 * len(record[f]) // (w - 1)) for f, w in zip(_FINDING_TITLES, _FINDING_WIDTHS, strict=True))
    return min(15 * lines + 4, 200)


def _several(cells: list[str]) -> str:
    shown = "、".join(cells[:MAX_CELLS_SHOWN])
    return shown if len(cells) <= MAX_CELLS_SHOWN else f"{shown}等{len(cells)}处"
