"""时间节点: what is due when, how far off it is in working days, and a small Gantt chart.

States are formulas on one day, 基准日, which starts as the catalogue's cut-off day: the same
inputs give the same bytes, and whoever wants today's states types =TODAY() into that cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import xlsxwriter

from schemas.catalogue import Catalogue
from schemas.milestones import Exceptions, Milestone, calendar_of, exceptions, milestones
from schemas.workdays import CalendarUnknown, WorkCalendar
from validators.extent import column_letters
from workbook_templates.master_listing import Field, Listing, Live, centred, date_field, text_field
from workbook_templates.styles import A3, A4, ANSWER, NAVY, STEEL, VERDICT_COLOURS, Formats

SHEET = "时间节点"
BASIS_ROW, HEADER_ROW = 2, 4
BASIS = f"$C${BASIS_ROW + 1}"
SOON = 10  # working days
_NOTE = (
    "“状态”按基准日和法定工作日（含调休上班、扣除法定节假日）推算，随基准日变化："
    "在基准日一格输入日期，或输入 =TODAY() 按当天推算。"
    "右侧每格为半个月，◆为截止时间。已完成的请在规划目录“时间节点”表填写完成日期。"
)
_FIELDS: tuple[Field, ...] = (
    centred("编号", 6),
    text_field("事项", 36),
    centred("责任单位", 13),
    date_field("截止日期", 10.5),
    date_field("完成日期", 10.5),
    centred("状态", 15),
)
_CHART_CELL = {"align": "center", "font_size": 9, "num_format": '[=2]"◆";""'}
_NO_DATE = "待定"
_BAR, _DUE = 1, 2
_LATE_COLOUR, _SOON_COLOUR, _DONE_COLOUR, _OPEN_COLOUR = "#C8553D", "#E0A030", "#1B4F72", "#A9CCD3"
# More columns than this are no small chart any more: then a column is a month, then there is none.
_MOST_PERIODS = 36
_A4_PERIODS = 12


def write_milestones(workbook: xlsxwriter.Workbook, formats: Formats, catalogue: Catalogue) -> None:
    """Write the sheet."""
    calendar = calendar_of(catalogue.frames["节假日"])
    found = milestones(catalogue.frames["时间节点"], calendar)
    basis: date = catalogue.parameters["任务进展截止日"]
    periods = _periods([m.due for m in found if m.due], basis)
    fields = (*_FIELDS, *(Field("", 2.2, _CHART_CELL) for _ in periods), text_field("说明", 32))
    paper = A4 if len(periods) <= _A4_PERIODS else A3
    listing = Listing(workbook, formats, SHEET, _NOTE, fields, paper=paper, header_row=HEADER_ROW)
    listing.sheet.write(BASIS_ROW, 1, "基准日", formats(bold=True, align="right"))
    warm = formats.boxed(num_format="yyyy-mm-dd", align="center", bg_color=ANSWER, bold=True, locked=False)
    listing.sheet.write_datetime(BASIS_ROW, 2, _moment(basis), warm)
    _head(listing, formats, periods)
    days = [day for m in found for day in (m.due, m.done) if day]
    known = exceptions(calendar, [basis, *days])
    hidden = len(fields)
    for milestone in found:
        cells = [_BAR if p else None for p in _bar(milestone, found, periods)]
        listing.line(
            (
                milestone.code,
                milestone.item,
                milestone.owner,
                _stamp(milestone.due) or (milestone.rule or _NO_DATE),
                _stamp(milestone.done),
                _state(milestone, basis, listing.row + 1, known, calendar, hidden),
                *_with_due(cells, milestone, periods),
                milestone.trouble or milestone.remarks,
            ),
            {"截止日期": {"text_wrap": True}},
        )
    if not found:
        listing.nothing("目录的“时间节点”表没有内容")
    _colour(listing, formats, periods)
    _write_calendar(listing, formats, known, hidden)
    listing.finish()
    listing.sheet.autofilter(HEADER_ROW, 0, max(listing.row - 1, listing.first), len(_FIELDS) - 1)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _stamp(day: date | None) -> Any:
    return None if day is None else pd.Timestamp(day)


def _periods(dues: Sequence[date], basis: date) -> list[date]:
    """First days of the half-months (of the months where those are too many) from the first to the last day."""
    if not dues:
        return []
    first, last = min([*dues, basis]), max([*dues, basis])
    for starts in ((1, 16), (1,)):
        found: list[date] = []
        month = date(first.year, first.month, 1)
        while month <= last:
            found += [month.replace(day=start) for start in starts]
            month = (month + timedelta(days=32)).replace(day=1)
        if len(found) <= _MOST_PERIODS:
            return found
    return []


def _ends(periods: Sequence[date]) -> list[date]:
    """The last day of each period."""
    if not periods:
        return []
    after = (periods[-1] + timedelta(days=32)).replace(day=1)
    return [start - timedelta(days=1) for start in (*periods[1:], after)]


def _bar(milestone: Milestone, found: Sequence[Milestone], periods: Sequence[date]) -> list[bool]:
    """The periods from the day after the milestone before it up to its own last day."""
    if milestone.due is None:
        return [False] * len(periods)
    before = [m.due for m in found if m.due and m.due < milestone.due]
    start = max(before) + timedelta(days=1) if before else milestone.due.replace(day=1)
    ends = _ends(periods)
    return [begin <= milestone.due and end >= start for begin, end in zip(periods, ends, strict=True)]


def _with_due(cells: list[Any], milestone: Milestone, periods: Sequence[date]) -> list[Any]:
    due = milestone.due
    return [
        _DUE if due and begin <= due <= end else cell
        for cell, begin, end in zip(cells, periods, _ends(periods), strict=True)
    ]


def _head(listing: Listing, formats: Formats, periods: Sequence[date]) -> None:
    """Years and months above the chart; the header cells hold the first days, shown as 上 and 下."""
    left = len(_FIELDS)
    for at, start in enumerate(periods, start=left):
        word = "" if _is_monthly(periods) else "上" if start.day == 1 else "下"
        style = formats.boxed(
            bold=True, font_color="#FFFFFF", bg_color=NAVY, align="center", font_size=9, num_format=f'"{word}"'
        )
        listing.sheet.write_datetime(HEADER_ROW, at, _moment(start), style)
    _over(listing, formats, BASIS_ROW, [f"{start.year}年" for start in periods])
    _over(
        listing, formats, HEADER_ROW - 1, [f"{start.month}{'' if _is_monthly(periods) else '月'}" for start in periods]
    )


def _over(listing: Listing, formats: Formats, row: int, words: Sequence[str]) -> None:
    """Words above the chart, one cell for all neighbours that have the same."""
    style = formats.boxed(align="center", font_size=9, font_color=STEEL)
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at] != words[start]:
            first, last = len(_FIELDS) + start, len(_FIELDS) + at - 1
            if first == last:
                listing.sheet.write_string(row, first, words[start], style)
            else:
                listing.sheet.merge_range(row, first, row, last, words[start], style)
            start = at


def _is_monthly(periods: Sequence[date]) -> bool:
    return len(periods) > 1 and periods[1].day == 1


def _state(
    milestone: Milestone, basis: date, row: int, known: Exceptions | None, calendar: WorkCalendar, hidden: int
) -> Any:
    if milestone.trouble:
        return "无法推算"
    if milestone.due is None:
        return "已完成" if milestone.done else "待起算" if milestone.rule else _NO_DATE
    if known is None:
        return "已完成" if milestone.done else "节假日表不全"
    due, done = f"$D{row}", f"$E{row}"
    year = f"OR(YEAR({BASIS})<{known.first_year},YEAR({BASIS})>{known.last_year})"
    late, left = _between(due, BASIS, known, hidden), _between(BASIS, due, known, hidden)
    formula = (
        f'=IF({done}<>"",IF({done}>{due},"已完成，逾期"&{_between(due, done, known, hidden)}&"个工作日","已完成"),'
        f'IF({BASIS}={due},"当日到期",IF({year},"基准日超出节假日表",'
        f'IF({BASIS}>{due},"逾期"&{late}&"个工作日","还有"&{left}&"个工作日"))))'
    )
    return Live(formula, state_words(milestone, basis, calendar))


def state_words(milestone: Milestone, basis: date, calendar: WorkCalendar) -> str:
    """A milestone's state on a day, by the calendar itself."""
    due, done = milestone.due, milestone.done
    assert due is not None
    try:
        if done:
            late = calendar.workdays_between(due, done)
            return f"已完成，逾期{late}个工作日" if done > due else "已完成"
        if basis == due:
            return "当日到期"
        count = calendar.workdays_between(min(basis, due), max(basis, due))
        return f"逾期{count}个工作日" if basis > due else f"还有{count}个工作日"
    except CalendarUnknown:
        return "节假日表不全"


def _between(start: str, end: str, known: Exceptions, hidden: int) -> str:
    """Working days after `start` up to and including a later `end`, as `WorkCalendar.workdays_between` counts them."""
    off, on = (_calendar_area(at, days) for at, days in ((hidden, known.off), (hidden + 1, known.on)))
    extra = f'COUNTIFS({on},">"&{start},{on},"<="&{end})'
    return f"(NETWORKDAYS({start}+1,{end},{off})+{extra})"


def _calendar_area(at: int, days: Sequence[date]) -> str:
    letter = column_letters(at + 1)
    return f"${letter}${HEADER_ROW + 2}:${letter}${HEADER_ROW + 1 + max(len(days), 1)}"


def _write_calendar(listing: Listing, formats: Formats, known: Exceptions | None, hidden: int) -> None:
    """Days off and days worked besides, in hidden columns: what the formulas count with."""
    if known is None:
        return
    style = formats(num_format="yyyy-mm-dd")
    for at, title, days in ((hidden, "工作日放假", known.off), (hidden + 1, "周末上班", known.on)):
        listing.sheet.write(HEADER_ROW, at, title, formats.header())
        for row, day in enumerate(days, start=HEADER_ROW + 1):
            listing.sheet.write_datetime(row, at, _moment(day), style)
    listing.sheet.set_column(hidden, hidden + 1, 12, None, {"hidden": True})


def _colour(listing: Listing, formats: Formats, periods: Sequence[date]) -> None:
    first, last = listing.first + 1, max(listing.row, listing.first + 1)
    state = f"${listing.letter('状态')}{first}"
    kinds = (
        (f'LEFT({state},3)="已完成"', _DONE_COLOUR, "#FFFFFF"),
        (f'LEFT({state},2)="逾期"', _LATE_COLOUR, "#FFFFFF"),
        (
            f'OR({state}="当日到期",AND(LEFT({state},2)="还有",IFERROR(VALUE(MID({state},3,LEN({state})-6)),99)<={SOON}))',
            _SOON_COLOUR,
            "#3A2A00",
        ),
        ("TRUE", _OPEN_COLOUR, "#12364F"),
    )
    area = listing.area("状态")
    for condition, fill, ink in kinds[:3]:
        style = formats(bg_color=fill, font_color=ink)
        listing.sheet.conditional_format(
            area, {"type": "formula", "criteria": f"={condition}", "format": style, "stop_if_true": True}
        )
    if not periods:
        return
    left, right = column_letters(len(_FIELDS) + 1), column_letters(len(_FIELDS) + len(periods))
    chart = f"{left}{first}:{right}{last}"
    for condition, fill, ink in kinds:
        style = formats(bg_color=fill, font_color=ink)
        listing.sheet.conditional_format(
            chart, {"type": "formula", "criteria": f'=AND({left}{first}<>"",{condition})', "format": style}
        )
    head = f"{left}${HEADER_ROW + 1}"
    month_end = f"EOMONTH({head},0)+1"
    end = month_end if _is_monthly(periods) else f"IF(DAY({head})=1,{head}+15,{month_end})"
    now = f"=AND({head}<={BASIS},{BASIS}<{end})"
    listing.sheet.conditional_format(
        f"{left}{HEADER_ROW + 1}:{right}{HEADER_ROW + 1}",
        {"type": "formula", "criteria": now, "format": formats(bg_color=VERDICT_COLOURS["滞后"])},
    )
