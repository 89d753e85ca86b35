"""Working days: the dates of the domain notes, the extension sheet, and years nobody has arranged."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.workdays import CalendarUnknown, WorkCalendar

D = date.fromisoformat
PACKAGE = WorkCalendar(set(), set())


@pytest.mark.parametrize(
    ("approved", "due"),
    [
        ("2023-09-28", "2023-10-25"),
        ("2023-10-31", "2023-11-21"),
        ("2023-12-26", "2024-01-17"),
        ("2026-09-30", "2026-10-27"),
    ],
)
def test_fifteen_working_days_after_approval(approved: str, due: str) -> None:
    assert PACKAGE.add_workdays(D(approved), 15) == D(due)
    assert PACKAGE.workdays_between(D(approved), D(due)) == 15


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2023-09-28", True),
        ("2023-09-29", False),  # 中秋节
        ("2023-10-07", True),  # Saturday, 调休上班
        ("2023-10-14", False),  # Saturday
    ],
)
def test_package_years(day: str, worked: bool) -> None:
    assert PACKAGE.is_workday(D(day)) is worked


@pytest.mark.parametrize("year", [2003, 2027])
def test_unknown_year_is_an_error(year: int) -> None:
    sentence = f"^节假日表没有 {year} 年的安排，请在规划目录“节假日”表中补充后重试$"
    with pytest.raises(CalendarUnknown, match=sentence):
        PACKAGE.is_workday(date(year, 6, 1))


def test_counting_into_an_unknown_year_is_an_error() -> None:
    assert PACKAGE.add_workdays(D("2026-12-28"), 3) == D("2026-12-31")
    with pytest.raises(CalendarUnknown, match="2027"):
        PACKAGE.add_workdays(D("2026-12-28"), 4)
    with pytest.raises(CalendarUnknown, match="2027"):
        PACKAGE.workdays_between(D("2026-12-28"), D("2027-01-04"))
    with pytest.raises(CalendarUnknown, match="2003"):
        PACKAGE.add_workdays(D("2004-01-05"), -10)


def test_one_row_makes_a_year_known() -> None:
    calendar = WorkCalendar({D("2027-01-01")}, {D("2027-01-03")})
    assert not calendar.is_workday(D("2027-01-01"))  # Friday, listed 放假
    assert calendar.is_workday(D("2027-01-03"))  # Sunday, listed 上班
    assert calendar.is_workday(D("2027-01-04"))
    assert not calendar.is_workday(D("2027-01-09"))
    assert calendar.add_workdays(D("2026-12-28"), 5) == D("2027-01-04")
    with pytest.raises(CalendarUnknown, match="2028"):
        calendar.is_workday(D("2028-01-03"))


def test_extension_overrides_the_package_day_by_day() -> None:
    calendar = WorkCalendar({D("2023-10-09")}, {D("2023-10-05")})
    assert not calendar.is_workday(D("2023-10-09"))
    assert calendar.is_workday(D("2023-10-05"))
    assert not calendar.is_workday(D("2023-10-04"))  # the rest of the year stays the package's
    assert calendar.is_workday(D("2023-10-07"))


def test_a_day_cannot_be_both() -> None:
    with pytest.raises(CalendarUnknown, match="2027-01-01 既写成放假又写成上班"):
        WorkCalendar({D("2027-01-01")}, {D("2027-01-01")})


def test_times_of_day_do_not_hide_a_holiday() -> None:
    calendar = WorkCalendar({pd.Timestamp("2027-01-01 00:00")}, set())
    assert not calendar.is_workday(datetime(2027, 1, 1, 9, 30))
    assert type(calendar.add_workdays(pd.Timestamp("2023-09-28 17:00"), 15)) is date
    with pytest.raises(CalendarUnknown, match="日期没有填写"):
        calendar.is_workday(pd.NaT)  # type: ignore[arg-type]


def test_zero_and_backwards() -> None:
    assert PACKAGE.add_workdays(D("2023-10-01"), 0) == D("2023-10-01")
    assert PACKAGE.add_workdays(D("2023-10-08"), -3) == D("2023-09-27")
    assert PACKAGE.workdays_between(D("2023-10-08"), D("2023-09-27")) == -3
    assert PACKAGE.workdays_between(D("2023-10-01"), D("2023-10-01")) == 0


known_days = st.dates(D("2005-01-01"), D("2025-12-31"))


@given(known_days, st.integers(-60, 60))
def test_between_undoes_add(start: date, n: int) -> None:
    assert PACKAGE.workdays_between(start, PACKAGE.add_workdays(start, n)) == n


@given(known_days, st.integers(1, 60))
def test_a_due_date_is_worked(start: date, n: int) -> None:
    due = PACKAGE.add_workdays(start, n)
    assert PACKAGE.is_workday(due)
    assert due >= start + timedelta(days=n)
