"""Departments that help with an indicator may report it too; where they differ from the lead both are named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.parameters import HELPERS_REPORT
from schemas.plan import given_rows, reporters, rows_for
from schemas.tables import CATALOGUE_TABLES, CHAPTER, HELPING, INDICATOR_TABLES, MAIN
from tests.returns import check_files, codes, sample_answers
from tests.tables import rows
from validators.catalogue_content import content_mistakes
from validators.check import MISSING, Checked
from validators.conflicts import Reported, conflicts
from validators.contacts import NOBODY
from validators.rounding import is_same
from workbook_templates.form import write_form
from workbook_templates.master_rows import master_rows

LEAD, HELPER = "县财政局", "县税务局"  # of ZB05 一般公共预算收入
Told = dict[str, object]


@pytest.fixture(scope="module")
def helping(catalogue: Catalogue) -> Catalogue:
    """The sample catalogue with helpers asked to report."""
    return replace(catalogue, parameters={**catalogue.parameters, HELPERS_REPORT: "是"}, given={})


@pytest.fixture
def received(helping: Catalogue, tmp_path: Path) -> Callable[..., Checked]:
    """`received(told)` checks the lead's form and that of a helper who says `told` of ZB05."""

    def receive(told: Told, *departments: str) -> Checked:
        files = {}
        for department in departments or (LEAD, HELPER):
            answers = sample_answers(helping, department)
            if department == HELPER:
                answers[HELPING.name] = pd.DataFrame(told, index=["ZB05"])
            files[f"{department}.xlsx"] = tmp_path / f"{department}.xlsx"
            write_form(files[f"{department}.xlsx"], helping, department, KEY, answers)
        return check_files(helping, files)

    return receive


def test_helpers_get_their_indicators_and_townships_none(helping: Catalogue) -> None:
    mine = rows_for(helping, HELPING, HELPER)
    assert {"ZB05", "ZB17", "ZJ01"} <= set(mine["编号"])
    assert set(mine["配合部门"]) == {HELPER} and HELPER not in set(mine["牵头部门"])
    assert not given_rows(helping, HELPING).duplicated(["编号", "配合部门"]).any()
    assert not set(given_rows(helping, HELPING)["配合部门"]) & set(helping.townships)
    assert "县供销合作社" in reporters(helping)  # which only helps


@pytest.mark.parametrize("value", ["否", None])
def test_unless_the_catalogue_says_so_nobody_is_asked(catalogue: Catalogue, value: str | None) -> None:
    asks = replace(catalogue, parameters={**catalogue.parameters, HELPERS_REPORT: value}, given={})
    assert not len(given_rows(asks, HELPING))


def test_a_catalogue_of_an_earlier_version_lacks_the_parameter(catalogue: Catalogue) -> None:
    older = {name: value for name, value in catalogue.parameters.items() if name != HELPERS_REPORT}
    assert not len(given_rows(replace(catalogue, parameters=older, given={}), HELPING))


def test_the_catalogue_is_told_what_it_may_say(catalogue: Catalogue) -> None:
    wrong = replace(catalogue, parameters={**catalogue.parameters, HELPERS_REPORT: "要"}, given={})
    names = catalogue.frames["参数"]["参数"].tolist()
    wanted = ("参数", names.index(HELPERS_REPORT), "取值", f"“{HELPERS_REPORT}”应填“是”或“否”。")
    assert wanted in list(content_mistakes(wrong))


def test_a_blank_sheet_is_no_finding_and_nothing_is_missing(received: Callable[..., Checked]) -> None:
    checked = received({"2021年完成值": None})
    assert codes(checked) == []
    assert not len(checked.frames[HELPING.name].data)


def test_both_cells_and_both_contacts_are_named(received: Callable[..., Checked]) -> None:
    checked = received({"2021年完成值": 5.58, "2022年完成值": 6.93})
    (conflict,) = conflicts(checked)
    assert (conflict.code, conflict.name, conflict.unit, conflict.column) == (
        "ZB05",
        "一般公共预算收入",
        "亿元",
        "2022年完成值",
    )
    assert (conflict.lead.department, conflict.lead.value) == (LEAD, 5.93)
    assert (conflict.helper.department, conflict.helper.value) == (HELPER, 6.93)
    assert (conflict.helper.file, conflict.helper.sheet, conflict.helper.cell) == (
        "县税务局.xlsx",
        "表6 配合指标",
        "I4",
    )
    found = [f for f in checked.findings if f.code == "R708"]
    assert [(f.department, f.sheet, f.cell) for f in found] == [
        (LEAD, conflict.lead.sheet, conflict.lead.cell),
        (HELPER, conflict.helper.sheet, conflict.helper.cell),
    ]
    assert len(found) == len(checked.findings)
    for finding, other in zip(found, (conflict.helper, conflict.lead), strict=True):
        assert other.place in finding.message and other.contact.sentence in finding.message
        assert all(
            side.contact and side.contact.sentence in finding.message for side in (conflict.lead, conflict.helper)
        )


def test_the_lead_counts_and_the_sums_are_exact(received: Callable[..., Checked]) -> None:
    checked = received({"2021年完成值": 1.0, "2022年完成值": 2.0, "2023年6月完成值": 1.5})
    row = master_rows(checked, {})[MAIN.name].set_index("编号").loc["ZB05"]
    assert (row["2021年完成值"], row["2022年完成值"], row["2023年6月完成值"]) == (5.58, 5.93, 3.02)
    assert len(conflicts(checked)) == 3
    for table in CATALOGUE_TABLES:
        states = checked.states[table.name]
        assert len(states) == len(given_rows(checked.catalogue, table))


def test_a_helper_alone_makes_nothing_received(received: Callable[..., Checked]) -> None:
    checked = received({"2021年完成值": 1.0}, HELPER)
    assert conflicts(checked) == [] and codes(checked) == []
    states = checked.states[MAIN.name].set_index("编号")["状态"]
    assert states["ZB05"] == MISSING


def test_a_running_total_is_not_held_against_yearly_values(received: Callable[..., Checked]) -> None:
    told = {"数值口径": "累计值", "2021年完成值": 5.58, "2022年完成值": 11.51, "2023年6月完成值": 14.53}
    assert conflicts(received(told)) == []


def test_a_value_that_is_no_number_is_said_as_everywhere(received: Callable[..., Checked]) -> None:
    checked = received({"2022年完成值": "约6亿多"})
    assert [(f.code, f.sheet, f.row) for f in checked.findings] == [("C102", "表6 配合指标", "ZB05")]


SAME = """
一方   | 另一方  | 相同
5.93  | 5.93   | 是
5.9   | 5.93   | 是
5.93  | 5.9    | 是
5.95  | 6      | 是
5.93  | 5.92   | 否
1204  | 1203.6 | 是
12    | 12.4   | 否
0     | 0.4    | 否
-1.5  | 1.5    | 否
100   | 10000  | 否
"""


@pytest.mark.parametrize("case", rows(SAME), ids=str)
def test_rounding_is_no_difference(case: dict[str, str]) -> None:
    one, other = float(case["一方"]), float(case["另一方"])
    assert is_same(one, other) is (case["相同"] == "是") is is_same(other, one)


def test_a_contact_that_is_not_known_is_left_out() -> None:
    side = Reported("县税务局", 1.0, "a.xlsx", "表6 配合指标", "I4", NOBODY)
    assert not side.contact and side.place == "《a.xlsx》表6 配合指标 I4"


def test_chapter_indicators_too(helping: Catalogue) -> None:
    codes_of = {code for table in INDICATOR_TABLES for code in given_rows(helping, table)["编号"]}
    assert set(given_rows(helping, HELPING)["编号"]) <= codes_of
    assert set(given_rows(helping, HELPING)["编号"]) & set(given_rows(helping, CHAPTER)["编号"])
