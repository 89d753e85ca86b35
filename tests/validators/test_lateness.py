"""Who is late by which milestone, counted in Chinese working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from tests.conftest import MakeForm
from tests.returns import check_files, sample_answers
from validators.check import Checked, check
from validators.lateness import late_by
from validators.problems import CannotWork

# 2023-06-22 to 24 are the Dragon Boat holidays, 2023-06-25 (a Sunday) is worked; 07-31 is a Monday.
MILESTONES = """
编号  截止日期    事项          责任单位              完成日期
J1    2023-06-20  部门报告      县级各部门            -
J2    2023-06-21  自评          县财政局、县统计局    -
J3    2023-07-31  专项规划初稿  县级专项规划牵头部门  -
J4    2023-06-20  乡镇台账      各乡镇                -
J5    2023-06-20  部署会        县发展和改革局        -
J6    2023-06-20  已办的事      县级各部门            2023-06-19
"""


@pytest.fixture
def checked(catalogue: Catalogue) -> Checked:
    lines = [line.split() for line in MILESTONES.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0]).replace("-", None)
    for title in ("截止日期", "完成日期"):
        frame[title] = pd.to_datetime(frame[title])
    frame = frame.reindex(columns=catalogue.frames["时间节点"].columns)
    changed = replace(catalogue, frames={**catalogue.frames, "时间节点": frame})
    return check(changed, [], KEY)


def late(checked: Checked, department: str, day: date, returned: bool = False) -> list[tuple[str, int]]:
    return [(each.item, each.working_days) for each in late_by(checked, department, returned, day)]


def test_working_days_leave_out_the_holidays_and_count_the_worked_sunday(checked: Checked) -> None:
    # 06-21 Wed, 06-25 Sun (worked), 06-26 Mon
    assert late(checked, "县统计局", date(2023, 6, 26)) == [("部门报告", 3), ("自评", 2)]


@pytest.mark.parametrize(
    ("department", "items"),
    [
        ("县统计局", ["部门报告", "自评", "报送填报表"]),
        ("县水利局", ["部门报告", "报送填报表", "专项规划初稿"]),
        ("融水镇", ["乡镇台账", "报送填报表"]),
        ("县发展和改革局", ["部门报告", "报送填报表"]),
    ],
)
def test_each_has_milestones_of_its_own(checked: Checked, department: str, items: list[str]) -> None:
    assert [item for item, _ in late(checked, department, date(2023, 8, 1))] == items


def test_nobody_is_late_on_the_day_itself_nor_over_a_weekend(checked: Checked) -> None:
    assert late(checked, "县税务局", date(2023, 6, 20)) == []
    assert ("报送填报表", 1) not in late(checked, "县税务局", date(2023, 7, 31))


def test_a_form_in_order_settles_all_but_the_special_plans(checked: Checked) -> None:
    assert late(checked, "县统计局", date(2023, 8, 1), returned=True) == []
    assert late(checked, "县水利局", date(2023, 8, 1), returned=True) == [("专项规划初稿", 1)]


def test_special_plans_are_done_when_all_of_them_say_so(
    checked: Checked, catalogue: Catalogue, make_form: MakeForm
) -> None:
    answers = sample_answers(catalogue, "县水利局")
    for state, items in (("正在评估", [("专项规划初稿", 1)]), ("已完成评估", [])):
        answers["专项规划"]["评估状态"] = state
        answers["专项规划"]["报告报送日期"] = pd.NaT
        path = make_form("县水利局", answers)
        told = check_files(checked.catalogue, {path.name: path})
        assert late(told, "县水利局", date(2023, 8, 1), returned=True) == items


def test_years_that_nobody_has_arranged_are_one_sentence(checked: Checked) -> None:
    with pytest.raises(CannotWork, match="没有 2027 年的安排"):
        late(checked, "县统计局", date(2031, 3, 1))
