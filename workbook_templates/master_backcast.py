"""目标倒推: what every indicator still needs a year to meet its target, hardest first (目标导向)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter

from schemas import backcast as b
from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.columns import columns_of
from schemas.compute import compute
from schemas.parameters import expression_values
from schemas.tables import INDICATOR_TABLES, Table
from validators.extent import column_letters
from workbook_templates.live import Area, LiveColumns
from workbook_templates.master_listing import Field, Listing, Live, Lookup
from workbook_templates.master_tables import AVERAGES
from workbook_templates.styles import A3, VERDICT_FILLS, Formats, number_format, verdict_formats

SHEET = "目标倒推"
# Of each table the hardest so many.
MOST = 300

_COLUMNS = columns_of(b.Backcast)
# What the bureau or a correction may change on the indicator sheets: looked up, never pasted.
_LINKED = (
    "采用值",
    "年均需完成",
    "外推2025年值",
    "2025年预期值",
    "最终判断",
    "实现进度",
    "时序进度",
    "系统判断",
)
_MEASURED = ("基期数", "采用值", "年均需完成", "至今年均", "外推2025年值", "2025年预期值", "预期与目标之差")
_CENTRED = ("编号", "属性", "牵头部门", "单位", "2025年目标值", "倒推判断", "最终判断")
_HEADERS = {"基期数": "2020年基期值", "采用值": "最新值"}
_LEGEND = (
    "目标导向：从2025年目标倒推剩余年份每年要完成多少。年均需完成＝（目标－最新值）÷剩余年数；"
    "至今年均＝（最新值－基期值）÷已过年数；增速型为年均增速。需要倍数＝年均需完成÷至今年均："
    f"不超过1“{b.REACHABLE}”，不超过{b.SLIGHTLY}“{b.FASTER}”，不超过{b.CLEARLY}“{b.MUCH_FASTER}”，"
    f"再大“{b.HARD}”。已达到目标的不再计算。按难度从大到小排列；底线型、上限型、相对型只看守住没守住。"
)
_FILLS = {
    b.HARD: VERDICT_FILLS[v.LAGGING],
    b.TURN_ROUND: VERDICT_FILLS[v.LAGGING],
    b.NOT_HELD: VERDICT_FILLS[v.LAGGING],
    b.MUCH_FASTER: ("#FFF1CC", "#7A5200"),
    b.FASTER: ("#FFFAEB", "#7A5200"),
    b.REACHABLE: VERDICT_FILLS[v.FASTER],
    b.HELD: VERDICT_FILLS[v.ON_TRACK],
    b.ATTAINED: VERDICT_FILLS[v.AHEAD_DONE],
    b.WITHOUT_DATA: VERDICT_FILLS[v.NOT_ASSESSABLE],
    b.JUDGED_BY_PEOPLE: VERDICT_FILLS[v.NOT_ASSESSABLE],
}


def write_backcast(
    workbook: xlsxwriter.Workbook, formats: Formats, catalogue: Catalogue, rows: Mapping[str, pd.DataFrame]
) -> None:
    """Write the sheet: main indicators, then chapter indicators, each hardest first."""
    values = expression_values(catalogue.parameters)
    listing = Listing(workbook, formats, SHEET, _LEGEND, _fields(), paper=A3)
    letters = {column.title: column_letters(at + 1) for at, column in enumerate(_COLUMNS)}
    lookup = Lookup({name: len(frame) for name, frame in rows.items()})
    live = LiveColumns(_COLUMNS, letters, Area(1, 1), values)
    for table in INDICATOR_TABLES:
        records = backcast(rows[table.name], values)
        if not records:
            continue
        count = len(rows[table.name])
        left_out = f"，列出最难的{MOST}个，其余见“{table.name}”表的“年均需完成”列" if count > MOST else ""
        listing.band(f"{table.name}（{count}个{left_out}）")
        for record in records:
            _line(listing, table, record, letters, lookup, live)
    if not any(len(rows[table.name]) for table in INDICATOR_TABLES):
        listing.nothing()
    _colour(listing, formats)
    listing.finish()


def backcast(rows: pd.DataFrame, values: Mapping[str, Any]) -> list[dict[Any, Any]]:
    """The hardest rows of one indicator table, hardest first; columns of `Backcast` and 小数位."""
    if not len(rows):
        return []
    titles = [column.title for column in _COLUMNS if column.role == "given"]
    computed = compute(_COLUMNS, rows[[*titles, "小数位"]], values)
    keys = [b.hardness(*pair) for pair in zip(computed["倒推判断"], computed["需要倍数"], strict=True)]
    return computed.iloc[sorted(range(len(keys)), key=keys.__getitem__)[:MOST]].to_dict("records")


def _fields() -> list[Field]:
    fields = []
    for column in _COLUMNS:
        properties: dict[str, Any] = {"align": "right"} if column.kind == "number" else {"text_wrap": True}
        if column.title in _CENTRED:
            properties["align"] = "center"
        fields.append(Field(_HEADERS.get(column.title, column.title), column.width, properties, column.hidden))
    return fields


def _line(
    listing: Listing,
    table: Table,
    record: Mapping[Any, Any],
    letters: Mapping[str, str],
    lookup: Lookup,
    live: LiveColumns,
) -> None:
    row = listing.row + 1
    position = lookup.row(table, f"$A{row}")
    cells: list[Any] = []
    for column in _COLUMNS:
        cached = record[column.title]
        if column.title in _LINKED:
            cells.append(Live(lookup.value(table, column.title, position), cached))
        elif column.role == "computed":
            formula = live.formula(column.title, row, record.get)
            cells.append(Live(formula, cached) if formula else None)
        else:
            cells.append(cached)
    listing.line(cells, _number_formats(record))


def _number_formats(record: Mapping[Any, Any]) -> dict[str, dict[str, Any]]:
    digits = record["小数位"]
    decimals = None if isinstance(digits, float) and math.isnan(digits) else int(digits)
    formats: dict[str, dict[str, Any]] = {}
    for column in _COLUMNS:
        title = _HEADERS.get(column.title, column.title)
        if column.title in _MEASURED:
            more = int(column.title in AVERAGES)
            formats[title] = {"num_format": number_format(None if decimals is None else decimals + more)}
        elif column.kind == "number":
            formats[title] = {"num_format": number_format(column.decimals)}
    return formats


def _colour(listing: Listing, formats: Formats) -> None:
    area = listing.area("倒推判断")
    for word, (fill, ink) in _FILLS.items():
        listing.sheet.conditional_format(
            area,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": formats(bg_color=fill, font_color=ink),
            },
        )
    verdict_formats(listing.sheet, listing.area("最终判断"), formats)
    first = listing.first + 1
    gap, sign = (f"${listing.letter(title)}{first}" for title in ("预期与目标之差", "方向系数"))
    listing.sheet.conditional_format(
        listing.area("预期与目标之差"),
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({gap}),ISNUMBER({sign}),{gap}*{sign}<0)",
            "format": formats(font_color="#8E2A17", bold=True),
        },
    )
