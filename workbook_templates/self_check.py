"""自查: what is still missing or wrong in the form, by table, with links; green when it can be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.vocabulary import WARNING
from validators.extent import column_letters
from validators.rearranged import SELF_CHECK_SHEET
from workbook_templates.form_page import PROTECTION
from workbook_templates.live_checks import REQUIRED, Judged, LiveCheck, is_blocking
from workbook_templates.styles import ALARM, NAVY, PALE, Formats, page

READY = "可以报送"
STATUS_CELL = "B3"
_FILLS = {REQUIRED: "#FFE08A", WARNING: "#FFE9B8"}
_WRONG_FILL = "#F4B9AB"
_TOKEN = "\x00"


@dataclass(frozen=True)
class Placed:
    """A live check in its place: the hidden 0/1 cells, the cells it blames, and what stands there now.

    `rows` are Excel rows, first and last; `broken` the rows where it is broken at the time of writing.
    """

    check: LiveCheck
    sheet: str
    flags: str
    blames: str
    rows: tuple[int, int]
    broken: tuple[int, ...]


def place_checks(
    sheet: Worksheet,
    formats: Formats,
    checks: Judged,
    places: Mapping[str, str] | Mapping[str, int],
    first_column: int,
    values: Mapping[str, Any],
    rows: tuple[int, int] = (0, 0),
    letter: str = "",
) -> list[Placed]:
    """Write the hidden 0/1 columns of a table's checks and colour what they blame.

    Args:
        checks: each check with whether every row breaks it now.
        places: title → column letters; with `letter` (a table that runs downwards) title → Excel row.
        first_column: zero-based column where the hidden ones begin.
        values: what 参数(…) stands for.
        rows: Excel rows of the data.
        letter: the one column that holds the answers of a table that runs downwards.
    """
    placed = []
    hidden = formats(font_color="#999999")
    sheet.set_column(first_column, first_column + max(len(checks) - 1, 0), 4, None, {"hidden": True})

    def cell(title: str) -> str:
        return f"${letter}${places[title]}" if letter else f"${places[title]}{_TOKEN}"

    for at, (check, broken) in enumerate(checks.items(), start=first_column):
        place = places[check.title]
        first, last = (place, place) if isinstance(place, int) else rows
        flags, blames = column_letters(at + 1), letter or str(place)
        formula = f"=IF({check.formula(cell, values, cell)},1,0)"
        for row, is_broken in zip(range(first, last + 1), broken, strict=True):
            sheet.write_formula(row - 1, at, formula.replace(_TOKEN, str(row)), hidden, int(is_broken))
        if check.kind in _FILLS or is_blocking(check):
            fill = formats(bg_color=_FILLS.get(check.kind, _WRONG_FILL))
            rule = {"type": "formula", "criteria": f"=${flags}{first}=1", "format": fill}
            sheet.conditional_format(f"{blames}{first}:{blames}{last}", rule)
        wrong = tuple(row for row, is_broken in zip(range(first, last + 1), broken, strict=True) if is_broken)
        placed.append(Placed(check, sheet.get_name(), flags, blames, (first, last), wrong))
    return placed


def write_self_check(workbook: xlsxwriter.Workbook, formats: Formats, placed: Sequence[Placed]) -> None:
    """Write the sheet: status on top, a line a table, a line a check."""
    sheet = workbook.add_worksheet(SELF_CHECK_SHEET)
    for at, width in enumerate((2, 18, 12, 10, 12, 62)):
        sheet.set_column(at, at, width)
    sheet.set_column(7, 8, 8, None, {"hidden": True})
    sheet.write(0, 1, SELF_CHECK_SHEET, formats.title())
    tables = list(dict.fromkeys(item.sheet for item in placed))
    top, details = 4, 4 + len(tables) + 3
    _write_details(sheet, formats, placed, details)
    _write_summary(sheet, formats, placed, tables, top, details)
    _write_status(sheet, formats, placed, top, len(tables))
    sheet.protect("", PROTECTION)
    sheet.freeze_panes(top + 1, 0)
    page(sheet, landscape=False, header_rows=(0, 2))


def _write_details(sheet: Worksheet, formats: Formats, placed: Sequence[Placed], header: int) -> None:
    sheet.write(header - 1, 1, "逐项检查（点“第一处”可跳到该单元格）", formats(bold=True, font_color=NAVY))
    for at, title in enumerate(("表", "类别", "未通过", "第一处", "检查内容"), start=1):
        sheet.write(header, at, title, formats.header())
    text, number = formats.boxed(), formats.boxed(align="center")
    link = formats.boxed(font_color="#1155CC", underline=1, align="center")
    for row, item in enumerate(placed, start=header + 1):
        first, last = item.rows
        area = f"'{item.sheet}'!${item.flags}${first}:${item.flags}${last}"
        count, address = len(item.broken), f"{item.blames}{item.broken[0]}" if item.broken else ""
        sheet.write_string(row, 1, item.sheet, text)
        sheet.write_string(row, 2, item.check.kind, number)
        sheet.write_formula(row, 3, f"=SUM({area})", number, count)
        found = f'IF(D{row + 1}=0,"","{item.blames}"&({first - 1}+MATCH(1,{area},0)))'
        sheet.write_formula(row, 7, f"={found}", None, address)
        jump = f'=IF(D{row + 1}=0,"",HYPERLINK("#\'{item.sheet}\'!"&H{row + 1},H{row + 1}))'
        sheet.write_formula(row, 4, jump, link, address)
        sheet.write_string(row, 5, item.check.text, text)
        sheet.write_formula(
            row,
            8,
            f"=IF(D{row + 1}>0,1,0)" if is_blocking(item.check) else "=0",
            None,
            int(count > 0 and is_blocking(item.check)),
        )
    last_row = header + len(placed)
    sheet.conditional_format(
        header + 1,
        1,
        last_row,
        5,
        {"type": "formula", "criteria": f"=$D{header + 2}>0", "format": formats(bg_color="#FFF3D6", bold=True)},
    )
    sheet.autofilter(header, 1, last_row, 5)


def _write_summary(
    sheet: Worksheet, formats: Formats, placed: Sequence[Placed], tables: Sequence[str], top: int, details: int
) -> None:
    for at, title in enumerate(("表", "必填未填", "错误", "提醒", "第一处需要处理的单元格"), start=1):
        sheet.write(top, at, title, formats.header())
    first, last = details + 2, details + 1 + len(placed)
    number = formats.boxed(align="center")
    link = formats.boxed(font_color="#1155CC", underline=1)
    for row, name in enumerate(tables, start=top + 1):
        mine = [(line, item) for line, item in enumerate(placed, start=first) if item.sheet == name]
        sheet.write_url(row, 1, f"internal:'{name}'!B1", link, name)
        total = f'SUMIFS($D${first}:$D${last},$B${first}:$B${last},$B{row + 1},$C${first}:$C${last},"{{}}")'
        sums = {
            kind: sum(len(i.broken) for _, i in mine if i.check.kind == kind)
            for kind in ("必填", "格式", "错误", "提醒")
        }
        sheet.write_formula(row, 2, f"={total.format('必填')}", number, sums["必填"])
        wrong = f"={total.format('错误')}+{total.format('格式')}"
        sheet.write_formula(row, 3, wrong, number, sums["错误"] + sums["格式"])
        sheet.write_formula(row, 4, f"={total.format('提醒')}", number, sums["提醒"])
        lines = f"{mine[0][0]}:{{0}}${mine[-1][0]}"
        flags, cells = f"$I${lines.format('$I')}", f"$H${lines.format('$H')}"
        address = f"INDEX({cells},MATCH(1,{flags},0))"
        jump = f'=IFERROR(HYPERLINK("#\'{name}\'!"&{address},{address}),"")'
        blocked = [f"{i.blames}{i.broken[0]}" for _, i in mine if i.broken and is_blocking(i.check)]
        sheet.write_formula(row, 5, jump, link, blocked[0] if blocked else "")


def _write_status(sheet: Worksheet, formats: Formats, placed: Sequence[Placed], top: int, count: int) -> None:
    first, last = top + 2, top + 1 + count
    missing, wrong, warn = (f"SUM({letter}{first}:{letter}{last})" for letter in "CDE")
    sums = [
        sum(len(i.broken) for i in placed if i.check.kind == REQUIRED),
        sum(len(i.broken) for i in placed if is_blocking(i.check) and i.check.kind != REQUIRED),
        sum(len(i.broken) for i in placed if i.check.kind == WARNING),
    ]
    formula = (
        f'=IF({missing}+{wrong}>0,"还不能报送：必填未填"&{missing}&"处，错误"&{wrong}&"处",'
        f'IF({warn}>0,"{READY}（另有"&{warn}&"处提醒，请核对）","{READY}"))'
    )
    big = formats(font_size=16, bold=True, align="center", bg_color=PALE, font_color=ALARM)
    sheet.merge_range(2, 1, 2, 5, "", big)
    sheet.write_formula(2, 1, formula, big, status_text(*sums))
    sheet.set_row(2, 34)
    sheet.conditional_format(
        STATUS_CELL,
        {
            "type": "formula",
            "criteria": f'=LEFT($B$3,{len(READY)})="{READY}"',
            "format": formats(bg_color="#CDE8D2", font_color="#1E6B34"),
        },
    )


def status_text(missing: int, wrong: int, warnings: int) -> str:
    """What the status cell says."""
    if missing + wrong:
        return f"还不能报送：必填未填{missing}处，错误{wrong}处"
    return f"{READY}（另有{warnings}处提醒，请核对）" if warnings else READY


def status_of(checks: Iterable[Judged]) -> str:
    """What the status cell will say of a form that is about to be written."""
    counts = {"missing": 0, "wrong": 0, "warnings": 0}
    for judged in checks:
        for check, rows in judged.items():
            broken = sum(rows)
            if check.kind == REQUIRED:
                counts["missing"] += broken
            elif is_blocking(check):
                counts["wrong"] += broken
            elif check.kind == WARNING:
                counts["warnings"] += broken
    return status_text(**counts)
