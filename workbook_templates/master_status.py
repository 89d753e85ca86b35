"""报送情况, 问题清单 and 数据来源: who returned what, what is wrong with it, where every value came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import xlsxwriter

from schemas.findings import TITLES, Group, grouped
from validators.check import Checked
from validators.report import STATES
from workbook_templates.blocks import Texts
from workbook_templates.pages import Pages
from workbook_templates.sheets import Book, QuickWorksheet
from workbook_templates.styles import A3, SEVERITY_FILLS, Formats, page

HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
MAX_CELLS_SHOWN = 40
_FINDING_WIDTHS = (9, 46, 46, 18, 26, 15, 18, 14, 18, 18, 8)


def write_status(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    checked: Checked,
    records: Sequence[Mapping[str, str | int]],
) -> int:
    """报送情况: reconciled table by table, then department by department.

    Args:
        records: from `department_states`.

    Returns the Excel row of the first department.
    """
    sheet = workbook.add_worksheet("报送情况")
    sheet.write(0, 0, "报送情况", formats.title())
    sheet.write(1, 0, "已接收＋需修改＋未报送＝目录数。需修改：已报送但该行有“错误”。", formats.note())
    for at, width in enumerate((26, 12, 12, 12, 12, 12, 10, 10, 34, 14, 12, 18)):
        sheet.set_column(at, at, width)
    for at, title in enumerate(("表", "目录数", *STATES, "核对")):
        sheet.write(HEADER_ROW, at, title, formats.header())
    row, number, text = FIRST_ROW, formats.boxed(align="right"), formats.boxed()
    for name, frame in checked.states.items():
        counts = [int((frame["状态"] == state).sum()) for state in STATES]
        sheet.write_string(row, 0, name, text)
        sheet.write_number(row, 1, len(frame), number)
        for at, count in enumerate(counts, start=2):
            sheet.write_number(row, at, count, number)
        check = f'=IF(SUM(C{row + 1}:E{row + 1})=B{row + 1},"相符","不符")'
        sheet.write_formula(
            row, 5, check, formats.boxed(align="center"), "相符" if sum(counts) == len(frame) else "不符"
        )
        row += 1
    row += 1
    header = row
    titles = (
        "部门",
        "应报行数",
        *STATES,
        "报送状态",
        "错误",
        "提醒",
        "采用文件",
        "文件时间",
        "版次",
        "文件指纹",
    )
    for at, title in enumerate(titles):
        sheet.write(header, at, title, formats.header())
    row += 1
    for record in records:
        for at, title in enumerate(titles):
            value = record[title]
            if isinstance(value, int):
                sheet.write_number(row, at, value, number)
            else:
                sheet.write_string(row, at, value, text)
        row += 1
    last = max(row - 1, header + 1)
    sheet.autofilter(header, 0, last, len(titles) - 1)
    for word, fill in (("有错误", "#FFF1CC"), ("未报送", "#F8DDD6"), ("已通过", "#E3EFE6")):
        sheet.conditional_format(
            header + 1,
            5,
            last,
            5,
            {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats(bg_color=fill)},
        )
    row += 1
    refused = [raw for raw in checked.raws if raw.refusal]
    if refused:
        sheet.write(row, 0, "不能使用的文件", formats(bold=True))
        for raw in refused:
            row += 1
            assert raw.refusal is not None
            sheet.write_string(row, 0, raw.file, text)
            sheet.merge_range(row, 1, row, 8, f"{raw.refusal[1]}{raw.refusal[2]}", formats.boxed(text_wrap=True))
    sheet.freeze_panes(FIRST_ROW, 1)
    page(sheet, paper=A3)
    return header + 2


def write_findings(workbook: Book, formats: Formats, checked: Checked) -> None:
    """问题清单: one line a cause, gravest first, with every cell it blames."""
    groups = grouped(checked.findings)
    told = f"共{len(checked.findings)}个问题，同一原因合并为一行，计{len(groups)}行。可按部门、严重程度筛选。"

    def begin(sheet: QuickWorksheet) -> int:
        sheet.write(0, 0, "问题清单", formats.title())
        sheet.write(1, 0, told, formats.note())
        for at, (title, width) in enumerate(zip(TITLES.values(), _FINDING_WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write(HEADER_ROW, at, title, formats.header())
        sheet.freeze_panes(FIRST_ROW, 2)
        page(sheet, paper=A3, header_rows=(0, HEADER_ROW))
        return FIRST_ROW

    def finish(sheet: QuickWorksheet, end: int) -> None:
        sheet.autofilter(HEADER_ROW, 0, max(FIRST_ROW, end - 1), len(TITLES) - 1)

    pages = Pages(workbook, "问题清单", begin, finish)
    records = [_finding_line(group) for group in groups]
    texts = {field: [record[field][:1000] for record in records] for field in TITLES}
    plain = formats.boxed(text_wrap=True, valign="top")
    severities = [
        formats.boxed(bg_color=fill, font_color=ink, align="center", bold=True) for fill, ink in SEVERITY_FILLS.values()
    ]
    columns = [Texts(texts[f], *(severities if f == "severity" else [plain])) for f in TITLES]
    order = list(SEVERITY_FILLS)
    pages.write(columns, [order.index(group.first.severity) for group in groups], [_room(r) for r in records])
    pages.close()


def _finding_line(group: Group) -> dict[str, str]:
    record = {**group.first.as_dict(), "cell": _several([c for c in group.cells if c])}
    if group.count > 1:
        record["message"] = f"{record['message']}（同类问题共{group.count}处）"
    return record


def _room(record: Mapping[str, str]) -> float:
    """Height of a line of 问题清单 in points."""
    lines = max(-(-2 * len(record[f]) // (w - 1)) for f, w in zip(TITLES, _FINDING_WIDTHS, strict=True))
    return min(15 * lines + 4, 200)


def _several(cells: list[str]) -> str:
    shown = "、".join(cells[:MAX_CELLS_SHOWN])
    return shown if len(cells) <= MAX_CELLS_SHOWN else f"{shown}等{len(cells)}处"
