"""两个口径 and a list for each: the plan's items by the outline that they are reported under.

The county writes one report on its own outline and one on what it contributes to those above
it; what shows 高质量发展 is looked at besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas import vocabulary as v
from schemas.plan import split_names
from schemas.tables import CHAPTER, INDICATOR_TABLES, MAIN, PROJECTS, TASKS, Table
from workbook_templates.master_listing import Field, Listing, Live, Lookup, centred, text_field, write_cell
from workbook_templates.master_tables import area_of
from workbook_templates.styles import A4, VERDICT_FILLS, Formats, page, progress_format, verdict_formats

SHEET = "两个口径"
SCOPE, HIGH_QUALITY = "评估范围", "高质量发展"
# Beyond so many lines the tables' own filters serve better than a second copy of the tables.
MOST = 5_000
NOT_REPORTED = "未填报"
_TABLES = (MAIN, CHAPTER, TASKS, PROJECTS)
_STATE = {
    MAIN: ("最终判断", v.VERDICTS),
    CHAPTER: ("最终判断", v.VERDICTS),
    TASKS: ("进展状态", v.TASK_STATES),
    PROJECTS: ("项目阶段", v.PROJECT_STAGES),
}
_GROUP = {MAIN: "类别", CHAPTER: "章节", TASKS: "章节", PROJECTS: "专栏"}
_PLAN = {MAIN: "2025年目标值", CHAPTER: "2025年目标值", TASKS: "", PROJECTS: "计划起止年限"}
_PROGRESS = {MAIN: "实现进度", CHAPTER: "实现进度", TASKS: "", PROJECTS: "投资完成率"}
_MONEY = ("规划期计划投资(万元)", "累计完成投资(万元)")
_FIELDS: tuple[Field, ...] = (
    centred("表", 10),
    centred("编号", 8),
    centred("查看", 5),
    text_field("事项", 38),
    centred("牵头部门", 19),
    text_field("类别/章节/专栏", 27),
    centred("目标/计划", 18),
    Field("进度", 15, {"align": "right"}),
    centred("状态", 14),
)


@dataclass(frozen=True)
class View:
    """One way to look at the plan: items whose column holds the word."""

    name: str
    title: str
    word: str

    def chosen(self, rows: pd.DataFrame) -> pd.Series:
        """The rows that belong to the view."""
        if self.title not in rows:
            return pd.Series(False, index=rows.index)
        if self.title == HIGH_QUALITY:
            return rows[self.title] == self.word
        belongs = {text: self.word in split_names(text) for text in rows[self.title].dropna().unique()}
        return rows[self.title].map(belongs).eq(True)

    @property
    def criterion(self) -> str:
        """What COUNTIFS looks for: no scope is part of another (a test holds it)."""
        return f'"{self.word}"' if self.title == HIGH_QUALITY else f'"*{self.word}*"'


VIEWS = (
    *(View(scope, SCOPE, scope) for scope in v.SCOPES),
    View("体现高质量发展", HIGH_QUALITY, v.YES_NO[0]),
)


def write_scopes(workbook: xlsxwriter.Workbook, formats: Formats, rows: Mapping[str, pd.DataFrame]) -> None:
    """Write the counts of every view and, where it can be read, the list behind them."""
    chosen = {view: {table: rows[table.name][view.chosen(rows[table.name])] for table in _TABLES} for view in VIEWS}
    total = sum(len(data) for tables in chosen.values() for data in tables.values())
    sheet = workbook.add_worksheet(SHEET)
    listed = total <= MOST
    note = (
        "按“评估范围”分别统计，一项可以属于几个口径；数字随各表变化。点口径名称看逐项。"
        if listed
        else f"按“评估范围”分别统计，数字随各表变化。共{total}项，逐项请在各表按“评估范围”筛选。"
    )
    _counts(sheet, formats, note, rows, chosen, listed)
    if listed:
        _lists(workbook, formats, rows, chosen)


_Chosen = Mapping[View, Mapping[Table, pd.DataFrame]]


def _counts(
    sheet: Worksheet, formats: Formats, note: str, rows: Mapping[str, pd.DataFrame], chosen: _Chosen, listed: bool
) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 9, 13)
    sheet.write(0, 0, SHEET, formats.title())
    sheet.set_row(0, 26)
    sheet.write(1, 0, note, formats.note())
    row = 3
    for table in _TABLES:
        row = _block(sheet, formats, row, table, rows[table.name], chosen, listed) + 2
    page(sheet, paper=A4)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row - 2, 9)
    sheet.freeze_panes(2, 1)


def _block(
    sheet: Worksheet, formats: Formats, row: int, table: Table, data: pd.DataFrame, chosen: _Chosen, listed: bool
) -> int:
    """One table's counts, a line a view; returns the row below."""
    title, words = _STATE[table]
    more = {PROJECTS: ("计划投资(亿元)", "完成投资(亿元)")}.get(
        table, ("其中约束性",) if table in INDICATOR_TABLES else ()
    )
    heads = (table.name, "合计", *words, NOT_REPORTED if table not in INDICATOR_TABLES else "", *more)
    for at, head in enumerate(text for text in heads if text):
        fill, ink = VERDICT_FILLS.get(head, ("", ""))
        style = formats.boxed(bold=True, align="center", bg_color=fill, font_color=ink) if fill else formats.header()
        sheet.write(row, at, head, style)
    sheet.set_row(row, 22)
    whole = formats.boxed(align="right", num_format="0", indent=1)
    money = formats.boxed(align="right", num_format="#,##0.00", indent=1)
    for view in VIEWS:
        if table not in INDICATOR_TABLES and view.title == HIGH_QUALITY:
            continue
        row += 1
        sheet.set_row(row, 19)
        mine = chosen[view][table]
        style = formats.boxed(bold=True)
        if listed and _has_list(chosen[view]):
            sheet.write_url(row, 0, f"internal:'{view.name}'!A1", style, view.name, "逐项查看")
        else:
            sheet.write_string(row, 0, view.name, style)
        cells = [(cell, whole) for cell in _numbers(table, data, view, mine, title, words)]
        cells += [(cell, money) for cell in _sums(table, data, view, mine)]
        for at, (cell, style) in enumerate(cells, start=1):
            write_cell(sheet, row, at, cell, style)
    return row


def _has_list(tables: Mapping[Table, pd.DataFrame]) -> bool:
    """Whether anything belongs to a view; one without items has no sheet of its own."""
    return any(len(data) for data in tables.values())


def _numbers(
    table: Table, data: pd.DataFrame, view: View, mine: pd.DataFrame, title: str, words: Sequence[str]
) -> list[Live]:
    belongs = f"{area_of(table, view.title, len(data))},{view.criterion}"
    state = area_of(table, title, len(data))
    cells = [Live(f"=COUNTIFS({belongs})", len(mine))]
    cells += [Live(f'=COUNTIFS({belongs},{state},"{word}")', int((mine[title] == word).sum())) for word in words]
    if table in INDICATOR_TABLES:
        attribute = area_of(table, "属性", len(data))
        binding = int((mine["属性"] == v.BINDING).sum())
        return [*cells, Live(f'=COUNTIFS({belongs},{attribute},"{v.BINDING}")', binding)]
    return [*cells, Live(f'=COUNTIFS({belongs},{state},"")', int(mine[title].isna().sum()))]


def _sums(table: Table, data: pd.DataFrame, view: View, mine: pd.DataFrame) -> list[Live]:
    if table is not PROJECTS:
        return []
    belongs = f"{area_of(table, view.title, len(data))},{view.criterion}"
    return [
        Live(f"=SUMIFS({area_of(table, title, len(data))},{belongs})/10000", float(mine[title].sum()) / 10000)
        for title in _MONEY
    ]


def _lists(workbook: xlsxwriter.Workbook, formats: Formats, rows: Mapping[str, pd.DataFrame], chosen: _Chosen) -> None:
    lookup = Lookup({name: len(frame) for name, frame in rows.items()})
    for view, tables in chosen.items():
        if _has_list(tables):
            _list(workbook, formats, view, tables, lookup)


def _list(
    workbook: xlsxwriter.Workbook, formats: Formats, view: View, tables: Mapping[Table, pd.DataFrame], lookup: Lookup
) -> None:
    """One view's items, table by table."""
    note = f"“{SHEET}”的分表，可作为评估报告附表。“进度”“状态”随各表变化。"
    listing = Listing(workbook, formats, view.name, note, _FIELDS)
    for table, data in tables.items():
        if len(data):
            listing.band(f"{table.name}：{len(data)}项")
        for record in data.to_dict("records"):
            _line(listing, table, record, lookup)
    verdict_formats(listing.sheet, listing.area("状态"), formats)
    _behind(listing, formats)
    listing.finish(frozen=4)


def _line(listing: Listing, table: Table, record: Mapping[Any, Any], lookup: Lookup) -> None:
    code, title = f"$B{listing.row + 1}", _STATE[table][0]
    position, state = lookup.row(table, code), record[title]
    progress: Live | None = None
    marks = {}
    if _PROGRESS[table]:
        progress = Live(lookup.value(table, _PROGRESS[table], position), record[_PROGRESS[table]])
        kind = record["指标类型"] if table in INDICATOR_TABLES else v.LEVEL
        marks["进度"] = {"num_format": progress_format(kind)}
    is_blank = not isinstance(state, str) or not state
    listing.line(
        (
            table.name,
            record["编号"],
            lookup.link(table, code),
            table.named(record),
            record[table.lead],
            record[_GROUP[table]],
            record[_PLAN[table]] if _PLAN[table] else None,
            progress,
            Live(lookup.value(table, title, position, NOT_REPORTED), NOT_REPORTED if is_blank else state),
        ),
        marks,
    )


def _behind(listing: Listing, formats: Formats) -> None:
    """States of tasks and projects that call for attention, and what nobody reported."""
    fill, ink = VERDICT_FILLS[v.LAGGING]
    for word in (*v.TASKS_BEHIND, "停工"):
        _mark(listing, word, formats(bg_color=fill, font_color=ink))
    _mark(listing, NOT_REPORTED, formats(bg_color="#EFEFEF", font_color="#595959"))


def _mark(listing: Listing, word: str, style: Any) -> None:
    listing.sheet.conditional_format(
        listing.area("状态"), {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
    )
