"""规划目录.xlsx as a workbook to edit: blank with its own help, or filled from frames."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from schemas.catalogue import SHEETS, Sheet
from schemas.columns import Column
from schemas.parameters import PARAMETERS
from validators.normalise import display
from workbook_templates.cells import is_missing, write_value
from workbook_templates.files import replacing
from workbook_templates.sheets import Book
from workbook_templates.styles import NAVY, PALE, STEEL, Formats, number_format, page
from workbook_templates.validation import validation_of

_HEADER_ROW = 2
_SPARE_ROWS = 200
_MADE = datetime(2023, 6, 30)  # fixed, so that the same inputs give the same bytes

_HELP = (
    "规划目录是全部工作的唯一依据：填报表、校验、汇总都由它生成。换一个县（市、区）使用，只需改这一个文件。",
    "一、先填“参数”表：地区名称、牵头单位、截止日期、判断阈值等。",
    "二、再填“部门”表：所有报送部门和乡镇。其他各表中的部门名称必须与此一致。",
    "三、填“主要指标”“章节指标”：基期值、目标值按规划原文抄写，可识别的写法见下。",
    "四、填“重大任务”“重大项目”“专项规划”“时间节点”。没有的表可以空着，但不要删除工作表。",
    "五、“节假日”“校验规则”一般留空。校验规则可在此关闭、试行、改限值，也可增加本单位自己的规则（编为“自定01”）。",
    "六、保存并关闭后，运行“生成填报表”。目录有误时会指出工作表、单元格和改法。",
    "",
    "2025年目标值可识别的写法：",
    "　　65　　18.60〔6.2〕（括号内为五年累计，须等于目标值减基期值）",
    "　　〔13.5〕（五年累计数；水平型指标表示比基期提高）",
    "　　>6.5　≥97　95以上　不低于95　稳定在79.6以上（不低于）",
    "　　<5.5　≤3　控制在3‰以下　0.13‰以内　不超过5（不高于）",
    "　　7.5左右　约15（允许“参数”表中的左右容差）　　6—7（区间）",
    "　　与GDP增长基本同步　高于GDP增长（相对型，须填“参照指标”）",
    "　　完成上级下达任务　保持在合理区间（定性，由人工判断）",
    "2020年基期值没有的填“—”；带“*”表示基期为其他年份。",
)


def write_catalogue(
    path: Path, frames: Mapping[str, pd.DataFrame] | None = None, parameters: Mapping[str, Any] | None = None
) -> None:
    """Write a catalogue.

    Args:
        frames: sheet name → rows by title; sheets that are not named stay empty.
        parameters: values that differ from the defaults.
    """
    frames = frames or {}
    with (
        replacing(path) as temporary,
        Book(temporary) as workbook,
    ):
        workbook.set_properties({"title": "规划目录", "created": _MADE})
        formats = Formats(workbook)
        _write_help(workbook, formats)
        for sheet in SHEETS:
            rows = _parameter_rows(parameters or {}) if sheet.name == "参数" else frames.get(sheet.name)
            _write_sheet(workbook, formats, sheet, rows)
        workbook.get_worksheet_by_name("参数").activate()


def _parameter_rows(parameters: Mapping[str, Any]) -> pd.DataFrame:
    rows = []
    for parameter in PARAMETERS:
        value = parameters.get(parameter.name, parameter.default)
        rows.append((parameter.name, value, parameter.help if parameter.required else f"{parameter.help}（可留空）"))
    return pd.DataFrame(rows, columns=["参数", "取值", "说明"], dtype="object")


def _write_help(workbook: xlsxwriter.Workbook, formats: Formats) -> None:
    sheet = workbook.add_worksheet("使用说明")
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 1, 110)
    sheet.write(0, 1, "规划目录使用说明", formats.title())
    for row, line in enumerate(_HELP, start=2):
        sheet.write(row, 1, line, formats(text_wrap=True, font_size=11))
        sheet.set_row(row, 20)
    page(sheet)


def _write_sheet(workbook: xlsxwriter.Workbook, formats: Formats, sheet: Sheet, rows: pd.DataFrame | None) -> None:
    out = workbook.add_worksheet(sheet.name)
    out.write(0, 0, sheet.name, formats.title())
    out.write(1, 0, sheet.note, formats(font_size=9, font_color=STEEL))
    out.set_row(0, 26)
    out.set_row(_HEADER_ROW, 24)
    count = 0 if rows is None else len(rows)
    last = _HEADER_ROW + max(count + _SPARE_ROWS, 1) if sheet.name != "参数" else _HEADER_ROW + count
    for at, column in enumerate(sheet.columns):
        style = _style(formats, column, locked=sheet.name == "参数" and column.title != "取值")
        out.set_column(at, at, column.width, style)
        required = column.required is True and sheet.name != "参数"
        out.write(_HEADER_ROW, at, column.title, formats.header(NAVY if required else STEEL))
        if column.help:
            out.write_comment(_HEADER_ROW, at, column.help, {"x_scale": 2, "font_size": 9})
        validation = validation_of(column) if not column.many else None
        if validation:
            out.data_validation(_HEADER_ROW + 1, at, last, at, validation)
        values = rows[column.title].tolist() if rows is not None and column.title in rows else [None] * count
        for row, value in enumerate(values, start=_HEADER_ROW + 1):
            _write_cell(out, row, at, value, style, formats)
    out.freeze_panes(_HEADER_ROW + 1, 2 if len(sheet.columns) > 5 else 1)
    if count:
        out.autofilter(_HEADER_ROW, 0, _HEADER_ROW + count, len(sheet.columns) - 1)
    page(out, header_rows=(0, _HEADER_ROW))


def _write_cell(sheet: Any, row: int, at: int, value: Any, style: Any, formats: Formats) -> None:
    """Parameter values keep their own type in a column of mixed ones."""
    if hasattr(value, "isoformat") and not isinstance(value, pd.Timestamp) and not is_missing(value):
        sheet.write_string(row, at, display(value), style)
    else:
        write_value(sheet, row, at, value, style)


def _style(formats: Formats, column: Column, locked: bool) -> Any:
    properties: dict[str, Any] = {"text_wrap": True}
    if column.kind == "number":
        properties |= {"num_format": number_format(column.decimals) if column.decimals else "General"}
    elif column.kind == "date":
        properties |= {"num_format": "yyyy-mm-dd", "align": "center"}
    if locked:
        properties |= {"bg_color": PALE}
    return formats.boxed(**properties)
