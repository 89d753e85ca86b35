"""时间节点: when each milestone is due, by the calendar or by working days from a day that is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from schemas.workdays import CalendarUnknown, WorkCalendar

OFF, ON = "放假", "上班"


@dataclass(frozen=True)
class Milestone:
    """One milestone.

    Attributes:
        due: the last day; None where it cannot be told yet.
        rule: how the last day follows, in words; "" where the catalogue names the day.
        trouble: why the working days cannot be counted, as a sentence; "" where they can.
    """

    code: str
    item: str
    owner: str
    remarks: str
    due: date | None
    done: date | None
    rule: str = ""
    trouble: str = ""


def milestones(frame: pd.DataFrame, calendar: WorkCalendar) -> list[Milestone]:
    """The rows of the catalogue's 时间节点, in order of their last day; those without one come last."""
    found = [_milestone(row, calendar) for row in frame.to_dict("records")]
    return sorted(found, key=lambda milestone: milestone.due or date.max)


def calendar_of(holidays: pd.DataFrame) -> WorkCalendar:
    """The built-in calendar, extended by the catalogue's 节假日."""
    days = {kind: [day.date() for day in holidays.loc[holidays["类型"] == kind, "日期"]] for kind in (OFF, ON)}
    return WorkCalendar(days[OFF], days[ON])


def _milestone(row: dict[Any, Any], calendar: WorkCalendar) -> Milestone:
    due, start, count = _day(row["截止日期"]), _day(row["起算日期"]), row["工作日数"]
    rule = trouble = ""
    if due is None and not pd.isna(count):
        rule = f"起算后{count:.0f}个工作日内" if start is None else f"{start:%Y-%m-%d}后{count:.0f}个工作日内"
        if start is not None:
            try:
                due = calendar.add_workdays(start, int(count))
            except CalendarUnknown as unknown:
                trouble = f"{unknown}。"
    code, item, owner, remarks = (_text(row[title]) for title in ("编号", "事项", "责任单位", "说明"))
    return Milestone(code, item, owner, remarks, due, _day(row["完成日期"]), rule, trouble)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


@dataclass(frozen=True)
class Exceptions:
    """Where the calendar differs from Monday to Friday in some whole years.

    Attributes:
        off: weekdays that are not worked.
        on: Saturdays and Sundays that are.
    """

    first_year: int
    last_year: int
    off: tuple[date, ...]
    on: tuple[date, ...]


def exceptions(calendar: WorkCalendar, days: Sequence[date]) -> Exceptions | None:
    """The exceptions in every year that the days touch and the one after; None where one of them is not arranged.

    Years around are left out where nobody has arranged them.
    """
    first, last = min(days).year, max(days).year
    off: list[date] = []
    on: list[date] = []
    try:
        for year in range(first, last + 1):
            _add_year(calendar, year, off, on)
    except CalendarUnknown:
        return None
    try:
        _add_year(calendar, last + 1, off, on)
        last += 1
    except CalendarUnknown:
        pass
    return Exceptions(first, last, tuple(off), tuple(on))


def _add_year(calendar: WorkCalendar, year: int, off: list[date], on: list[date]) -> None:
    days = [date(year, 1, 1) + timedelta(days=at) for at in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    worked = [calendar.is_workday(day) for day in days]  # raises before anything is added
    off += [day for day, is_worked in zip(days, worked, strict=True) if not is_worked and day.weekday() < 5]
    on += [day for day, is_worked in zip(days, worked, strict=True) if is_worked and day.weekday() >= 5]
