"""Who is late by which milestone, in Chinese working days.

What the workspace knows of a milestone is what came back: a department is done with its milestones once its form has
been returned without anything left to correct or confirm, and with those of the special plans' evaluation once its
plans say so. Milestones of the bureau itself are not about returns and are left out, and so are those that the
catalogue calls done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.milestones import calendar_of, milestones
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


def late_by(checked: Checked, department: str, returned: bool, day: date) -> list[Late]:
    """The milestones that the department is late for on a day, longest first.

    Args:
        returned: whether its form has come back with nothing left to correct or confirm.

    Raises CannotWork where the calendar contradicts itself or does not know the years in between.
    """
    catalogue, plans_done = checked.catalogue, _plans_are_done(checked, department)
    late = []
    try:
        calendar = calendar_of(catalogue.frames["节假日"])
        for item, due, is_of_plans in _due(catalogue, calendar, department):
            if due < day and not (plans_done if is_of_plans else returned):
                late.append(Late(item, due, calendar.workdays_between(due, day)))
    except CalendarUnknown as unknown:
        raise CannotWork(f"{unknown}。") from unknown
    return sorted((each for each in late if each.working_days > 0), key=lambda each: each.due)


def _due(catalogue: Catalogue, calendar: WorkCalendar, department: str) -> Iterator[tuple[str, date, bool]]:
    """(item, due, whether it is about special plans) of every open milestone that concerns the department."""
    yield RETURN_FORM, catalogue.parameters["报送截止日"], False
    leads_plans = department in set(catalogue.frames["专项规划"]["牵头部门"])
    for milestone in milestones(catalogue.frames["时间节点"], calendar):
        if milestone.due is None or milestone.done is not None:
            continue
        names = split_names(milestone.owner)
        is_of_plans = any(name.endswith(_PLAN_LEADS) for name in names)
        if is_of_plans and leads_plans:
            yield milestone.item, milestone.due, True
        elif _is_meant(catalogue, department, names):
            yield milestone.item, milestone.due, False


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
