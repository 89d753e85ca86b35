"""When milestones are due: by the calendar, or by working days from a day that may still be to come."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from schemas.milestones import calendar_of, exceptions, milestones
from schemas.workdays import WorkCalendar
from tests.tables import rows

# Checks of the domain: 15 working days after approval.
CASES = rows("""
编号 | 截止日期   | 起算日期   | 工作日数 | 截止       | 规则
SJ01 | 2023-05-31 |            |          | 2023-05-31 |
SJ02 |            | 2023-09-28 | 15       | 2023-10-25 | 2023-09-28后15个工作日内
SJ03 |            | 2023-10-31 | 15       | 2023-11-21 | 2023-10-31后15个工作日内
SJ04 |            | 2023-12-26 | 15       | 2024-01-17 | 2023-12-26后15个工作日内
SJ05 |            |            | 15       |            | 起算后15个工作日内
SJ06 |            |            |          |            |
SJ07 | 2023-10-31 | 2023-09-28 | 15       | 2023-10-31 |
""")


def frame(cases: list[dict[str, str]]) -> pd.DataFrame:
    data = pd.DataFrame(cases).replace("", None).assign(事项="报送", 责任单位=None, 说明=None, 完成日期=pd.NaT)
    for title in ("截止日期", "起算日期"):
        data[title] = pd.to_datetime(data[title])
    return data.assign(工作日数=data["工作日数"].astype("float64"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["编号"])
def test_last_day_and_the_rule_behind_it(case: dict[str, str]) -> None:
    (found,) = milestones(frame([case]), WorkCalendar())
    assert (f"{found.due}" if found.due else "") == case["截止"]
    assert found.rule == case["规则"] and not found.trouble


def test_in_order_of_their_last_day_those_without_one_last() -> None:
    found = milestones(frame(CASES), WorkCalendar())
    assert [milestone.code for milestone in found] == ["SJ01", "SJ02", "SJ07", "SJ03", "SJ04", "SJ05", "SJ06"]


def test_a_year_that_nobody_has_arranged_is_named_and_stops_nothing() -> None:
    case = {**CASES[1], "起算日期": "2031-03-03"}
    (found,) = milestones(frame([case]), WorkCalendar())
    assert found.due is None and "2031 年" in found.trouble and "“节假日”表中补充" in found.trouble


def test_the_catalogue_extends_the_calendar() -> None:
    days = pd.DataFrame({"日期": pd.to_datetime(["2031-03-05", "2031-03-08"]), "类型": ["放假", "上班"]})
    (found,) = milestones(frame([{**CASES[1], "起算日期": "2031-03-03", "工作日数": "4"}]), calendar_of(days))
    assert found.due == date(2031, 3, 8)  # 4, 6, 7, and Saturday the 8th


def test_exceptions_are_the_days_that_break_monday_to_friday() -> None:
    found = exceptions(WorkCalendar(), [date(2023, 5, 31), date(2023, 10, 31)])
    assert found is not None and (found.first_year, found.last_year) == (2023, 2024)
    assert date(2023, 10, 2) in found.off and date(2023, 10, 7) in found.on
    assert all(day.weekday() < 5 for day in found.off) and all(day.weekday() >= 5 for day in found.on)
    assert exceptions(WorkCalendar(), [date(2031, 1, 1)]) is None
