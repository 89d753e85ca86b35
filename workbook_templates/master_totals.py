"""Totals of a table: above its header what the filter leaves, below its last row every group."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.master import grouped_by, master_columns
from schemas.tables import INDICATOR_TABLES, PROJECTS, TASKS, Table
from workbook_templates.master_dress import STATE_TITLES, STATE_WORDS
from workbook_templates.styles import NAVY, PALE, STEEL, Formats, number_format

TOTALS_ROW = 1  # zero-based: between title and header, inside the frozen part
# Points of a line of a group: the sums of 重大项目 leave its words three columns.
_LOW, _HIGH = 16, 30
MONEY = ("总投资(万元)", "规划期计划投资(万元)", "累计完成投资(万元)")
RATIO = "投资完成率"
# Subtotals are formulas over every row: of more groups Excel would count for minutes, and nobody reads them.
MOST_GROUPS = 1_000

# Title of a column → its range on the sheet, for a number of rows.
Areas = Callable[[str, int], str]


def write_totals(
    sheet: Worksheet, formats: Formats, table: Table, rows: pd.DataFrame, area_of: Areas, below: int
) -> int:
    """Write the totals of a table.

    Args:
        area_of: range of a column.
        below: zero-based row where the groups begin.

    Returns the last row written.
    """
    at = {column.title: position for position, column in enumerate(master_columns(table)[0])}
    areas = {title: area_of(title, len(rows)) for title in at}
    label = at[table.label]
    count = f'="筛选后"&SUBTOTAL(103,{areas["编号"]})&"项"'
    total = formats(font_size=9, bold=True, font_color=NAVY)
    sheet.write_formula(TOTALS_ROW, label, count, total, f"筛选后{len(rows)}项")
    if table is PROJECTS:
        _money_line(sheet, formats, TOTALS_ROW, at, rows, {t: f"SUBTOTAL(109,{areas[t]})" for t in MONEY})
    if table in INDICATOR_TABLES or not len(rows):
        return below - 2
    groups = _groups(table, rows)
    left_out = (
        f"（共{len(groups)}组，列出前{MOST_GROUPS}组，其余筛选后看表头上方）" if len(groups) > MOST_GROUPS else ""
    )
    sheet.write(below, label, f"{table.name}分组小计{left_out}", formats(bold=True, font_size=11, font_color=NAVY))
    row = below
    members = {title: rows.groupby(title, dropna=False).indices for title in grouped_by(table)}
    for title, name, exact in groups[:MOST_GROUPS]:
        row += 1
        mine = rows.iloc[members[title].get(name, [])] if exact else rows[_holding(rows[title], name)]
        cell = f"${chr(65 + label)}${row + 1}"
        holds = f"EXACT({areas[title]},{cell})" if exact else f"ISNUMBER(FIND({cell},{areas[title]}))"
        sheet.write_string(row, label, name, formats.boxed(bold=True, text_wrap=True, bg_color=PALE))
        sheet.set_row(row, total_height(table))
        tally, cached = _tally(table, mine, holds, areas)
        style = formats(font_color=STEEL, text_wrap=table is PROJECTS)
        if table is PROJECTS:  # the sums leave it three columns
            sheet.merge_range(row, label + 1, row, label + 3, "", style)
        sheet.write_formula(row, label + 1, tally, style, cached)
        if table is PROJECTS:
            sums = {t: f"SUMPRODUCT(--{holds},{areas[t]})" for t in MONEY}
            _money_line(sheet, formats, row, at, mine, sums)
    return row


def _holding(texts: pd.Series, name: str) -> pd.Series:
    """Which cells name it, alone or among others."""
    known = {text: name in str(text) for text in texts.unique()}
    return texts.map(known).astype(bool)


def total_height(table: Table) -> float:
    """Of a group's line, in points."""
    return _HIGH if table is PROJECTS else _LOW


def _groups(table: Table, rows: pd.DataFrame) -> list[tuple[str, str, bool]]:
    """(column, group, whether the cell is the group's name and not a list of several)."""
    if table is TASKS:
        scopes = [("评估范围", scope, False) for scope in v.SCOPES]
        return scopes + [("章节", str(name), True) for name in rows.sort_values("编号")["章节"].unique()]
    title = grouped_by(table)[0]
    return [(title, str(name), True) for name in rows[title].unique()]


def _tally(table: Table, mine: pd.DataFrame, holds: str, areas: Mapping[str, str]) -> tuple[str, str]:
    """How many rows of a group are in each state, in words: formula and what it shows."""
    state, words = STATE_TITLES[table], STATE_WORDS[table]
    parts = [f'="共"&SUMPRODUCT(--{holds})&"项"']
    shown = [f"共{len(mine)}项"]
    for mark, word in zip(("：", *["、"] * len(words)), words, strict=False):
        parts.append(f'"{mark}{word}"&SUMPRODUCT({holds}*({areas[state]}="{word}"))')
        shown.append(f"{mark}{word}{int((mine[state] == word).sum())}")
    parts.append(f'"、未填报"&SUMPRODUCT({holds}*({areas[state]}=""))')
    shown.append(f"、未填报{int(mine[state].isna().sum())}")
    return "&".join(parts), "".join(shown)


def _money_line(
    sheet: Worksheet,
    formats: Formats,
    row: int,
    at: Mapping[str, int],
    mine: pd.DataFrame,
    formulas: Mapping[str, str],
) -> None:
    """Sums of a group in 万元 under their columns, and the share of the total investment that is done."""
    style = formats(bold=True, align="right", font_size=9, font_color=NAVY, num_format=number_format(2))
    sums = {title: float(mine[title].sum()) for title in MONEY}
    for title, formula in formulas.items():
        sheet.write_formula(row, at[title], f"={formula}", style, sums[title])
    total, done = (f"{chr(65 + at[title])}{row + 1}" for title in (MONEY[0], MONEY[2]))
    share = formats(bold=True, align="right", font_size=9, font_color=NAVY, num_format=number_format(1, True))
    ratio = sums[MONEY[2]] / sums[MONEY[0]] if sums[MONEY[0]] else ""
    sheet.write_formula(row, at[RATIO], f'=IF({total}=0,"",{done}/{total})', share, ratio)
