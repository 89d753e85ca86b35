"""Who is late by which milestone, in Chinese working days.

What the workspace knows of a milestone is what came back: a department is done with its milestones once its form has
been returned without anything left to correct or confirm, and with those of the special plans' evaluation once its
plans say so. Milestones of the bureau itself are not about returns and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.plan import split_names
from schemas.workdays import CalendarUnknown, WorkCalendar
from validators.check import Checked
from validators.frames import DEPARTMENT
from validators.problems import CannotWork

RETURN_FORM = "报送填报表"
_EVERY_DEPARTMENT = ("县级各部门", "县直各部门", "各部门", "各单位")
_PLAN_LEADS = "专项规划牵头部门"


@dataclass(frozen=True)
class Late:
    """One milestone that has passed: what was due, when, and how many working days ago."""

    item: str
    due: date
    working_days: int


def calendar_of(catalogue: Catalogue) -> WorkCalendar:
    """The working days of a catalogue; raises CannotWork where its 节假日 contradicts itself."""
    frame = catalogue.frames["节假日"]
    days = {kind: [day.date() for day in frame.loc[frame["类型"] == kind, "日期"]] for kind in ("放假", "上班")}
    try:
        return WorkCalendar(days["放假"], days["上班"])
    except CalendarUnknown as error:
        raise CannotWork(f"{error}。") from error


def late_by(checked: Checked, department: str, returned: bool, day: date) -> list[Late]:
    """The milestones that the department is late for on a day, longest first.

    Args:
        returned: whether its form has come back with nothing left to correct or confirm.

    Raises CannotWork where the calendar does not know the years in between.
    """
    calendar, catalogue = calendar_of(checked.catalogue), checked.catalogue
    plans_done = _plans_are_done(checked, department)
    late = []
    for item, due, is_of_plans in _due(catalogue, department):
        if due < day and not (plans_done if is_of_plans else returned):
            try:
                late.append(Late(item, due, calendar.workdays_between(due, day)))
            except CalendarUnknown as error:
                raise CannotWork(f"{error}。") from error
    return sorted((each for each in late if each.working_days > 0), key=lambda each: each.due)


def _due(catalogue: Catalogue, department: str) -> Iterator[tuple[str, date, bool]]:
    """(item, due, whether it is about special plans) of every milestone that concerns the department."""
    yield RETURN_FORM, catalogue.parameters["报送截止日"], False
    frame = catalogue.frames["时间节点"]
    leads_plans = department in set(catalogue.frames["专项规划"]["牵头部门"])
    for item, due, owner in zip(frame["事项"], frame["截止日期"], frame["责任单位"], strict=True):
        if pd.isna(due) or not isinstance(owner, str):
            continue
        names = split_names(owner)
        is_of_plans = any(name.endswith(_PLAN_LEADS) for name in names)
        if is_of_plans and leads_plans:
            yield item, due.date(), True
        elif _is_meant(catalogue, department, names):
            yield item, due.date(), False


def _is_meant(catalogue: Catalogue, department: str, names: list[str]) -> bool:
    if department in names:
        return department != catalogue.parameters["牵头单位"]
    everybody = (v.ALL_TOWNSHIPS,) if department in catalogue.townships else _EVERY_DEPARTMENT
    return any(name in everybody for name in names)


def _plans_are_done(checked: Checked, department: str) -> bool:
    """Whether every special plan that the department leads says that its evaluation is done or was handed in."""
    asked = checked.catalogue.frames["专项规划"]
    mine = set(asked.loc[asked["牵头部门"] == department, "编号"])
    data = checked.frames["专项规划"].data
    told = data[data[DEPARTMENT] == department]
    done = told[(told["评估状态"] == v.PLAN_STATES[0]) | told["报告报送日期"].notna()]
    return mine <= set(done["编号"])
