"""填报说明: what to fill in, by when, what each column means; generated from the columns themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from schemas.catalogue import Catalogue
from schemas.columns import Column
from schemas.tables import Table
from validators.rearranged import GUIDE_SHEET
from workbook_templates.contact import contact_of
from workbook_templates.form_page import PROTECTION
from workbook_templates.styles import ANSWER_HEADER, NAVY, Formats, page
from workbook_templates.validation import validation_of

_WIDTHS = (16, 11, 52, 30)


def write_guide(workbook: xlsxwriter.Workbook, formats: Formats, catalogue: Catalogue, tables: Sequence[Table]) -> None:
    """Write the sheet for the tables that this form has."""
    sheet = workbook.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 2)
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.set_column(at, at, width)
    sheet.write(0, 1, GUIDE_SHEET, formats.title())
    row = 2
    for line in _general(catalogue):
        sheet.merge_range(row, 1, row, len(_WIDTHS), line, formats(text_wrap=True))
        sheet.set_row(row, 16 * math.ceil(2 * len(line) / sum(_WIDTHS)) + 2)
        row += 1
    for table in tables:
        row += 1
        sheet.write_url(
            row, 1, f"internal:'{table.sheet}'!B3", formats(bold=True, font_size=12, font_color=NAVY), table.sheet
        )
        row += 1
        for at, text in enumerate(("列", "是否必填", "怎么填", "示例"), start=1):
            sheet.write(row, at, text, formats.header(ANSWER_HEADER))
        for column in (*table.answers, *(c for c in table.computed if c.help)):
            row += 1
            cells = (column.title, _required(column), _how(column), column.example)
            for at, text in enumerate(cells, start=1):
                sheet.write_string(row, at, text, formats.boxed(text_wrap=True, align="center" if at == 2 else "left"))
            lines = max(math.ceil(2 * len(text) / (_WIDTHS[at] - 1)) for at, text in enumerate(cells))
            sheet.set_row(row, 15 * max(lines, 1) + 3)
        row += 1
    sheet.protect("", PROTECTION)
    page(sheet, landscape=False)


def _general(catalogue: Catalogue) -> list[str]:
    p = catalogue.parameters
    day = {name: f"{value:%Y年%m月%d日}" for name, value in p.items() if isinstance(value, date)}
    return [
        f"1. 报送时间：请于{day['报送截止日']}前报送{p['牵头单位']}，用本文件报送，文件名可以改。",
        f"2. 数据时间：年度数据截止到{day['年度数据截止日']}，月度数据截止到{day['月度数据截止日']}，"
        f"任务、项目、专项规划进展截止到{day['任务进展截止日']}。",
        "3. 只填黄色单元格，灰色单元格自动计算，其余单元格已锁定。请不要删除、插入行列或修改表头。",
        "4. 指标数值只填数字，不带单位；没有数据的不要填0，请留空；退回修改时可说明情况。",
        f"5. 系统判断：实现进度÷时序进度达到{p['快于预期阈值']:g}为“快于预期”，"
        f"达到{p['基本符合阈值']:g}为“基本符合预期”，低于此值为“滞后”；"
        "已达到2025年目标为“提前实现”；数据不全为“无法评估”。",
        f"6. 咨询：{p['牵头单位']}{contact_of(catalogue)}。填完后看“自查”表，显示“可以报送”即可报送。",
    ]


def _required(column: Column) -> str:
    if column.role == "computed":
        return "自动计算"
    if column.required is not True and "必填" in column.help:
        return "按条件必填"
    if column.required is True:
        return "必填"
    return "按条件必填" if column.required else "选填"


def _how(column: Column) -> str:
    if column.role == "computed":
        return column.help
    validation = validation_of(column) or {}
    if column.choices:
        limit = f"从下拉列表中选择：{'、'.join(column.choices)}。"
    else:
        limit = str(validation.get("error_message", "")).removeprefix(f"“{column.title}”")
    said = limit.rstrip("。").removeprefix("不超过")
    return f"{column.help}{'' if said and said in column.help else limit}"
