"""One wrong value is one finding: what follows from it is not held against the department as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from schemas.catalogue import Catalogue
from schemas.findings import Finding
from schemas.tables import FORM_TABLES
from schemas.vocabulary import ERROR, NOTICE, WARNING
from tests.conftest import MakeForm
from tests.corrections import correction_of, respond
from tests.returns import check_files, sample_answers
from tests.tables import number, rows
from validators.answered import AS_IT_IS

# A value as it stands in the sample form, as a hurried clerk gives it, what is found and what is proposed.
SLIPS = """
部门                | 编号 | 列             | 原值  | 误填      | 规则 | 建议值
县财政局            | ZB05 | 2022年完成值    | 5.93  | 59300     | R119 | 5.93
县财政局            | ZB05 | 2022年完成值    | 5.93  | 59.3      | R119 | 5.93
县财政局            | ZB05 | 2022年完成值    | 5.93  | 593       | R119 | 5.93
县财政局            | ZB05 | 2022年完成值    | 5.93  | 0.593     | R119 | 5.93
县财政局            | ZB05 | 2022年完成值    | 5.93  | 0.0593    | R119 | 5.93
县财政局            | ZB05 | 2025年预期值    | 7.02  | 70200     | R119 | 7.02
县农业农村局        | ZB11 | 2022年完成值    | 15.4  | 154000    | R119 | 15.4
县市场监管局        | ZB27 | 2022年完成值    | 98.5  | 0.985     | R119 | 98.5
县市场监管局        | ZB27 | 2022年完成值    | 98.5  | 985       | R108 | 98.5
县卫健局            | ZJ29 | 2022年完成值    | 1.9   | 19        | R119 | 1.9
县卫健局            | ZJ29 | 2022年完成值    | 1.9   | 0.19      | R119 | 1.9
县科工贸局          | ZB03 | 2022年完成值    | 8.9   | 0.089     | R129 | 8.9
县科工贸局          | ZB03 | 2023年6月完成值 | 8.3   | 0.083     | R129 | 8.3
县统计局            | ZB01 | 2021年完成值    | 7.2   | 0.072     | R129 | 7.2
县统计局            | ZB01 | 2021年完成值    | 7.2   | 107.2     | R117 |
县发展和改革局      | ZB20 | 2021年完成值    | 2.4   | 0.024     | R129 | 2.4
县发展和改革局      | ZB20 | 2025年预期值    | 13    | 0.13      | R131 | 13
县人力资源和社会保障局 | ZB13 | 2022年完成值 | 2050  | 0.205     | R130 | 2050
县人力资源和社会保障局 | ZB13 | 2022年完成值 | 2050  | 205       | R130 | 2050
县人力资源和社会保障局 | ZB13 | 2022年完成值 | 2050  | 20500     | R120 | 2050
县人力资源和社会保障局 | ZB13 | 2025年预期值 | 9600  | 0.96      | R131 | 9600
县人力资源和社会保障局 | ZB13 | 2025年预期值 | 9600  | 96000     | R131 | 9600
"""


@pytest.mark.parametrize("slip", rows(SLIPS), ids=lambda slip: f"{slip['编号']}-{slip['误填']}")
def test_a_slip_of_the_unit_is_one_finding_with_the_value_that_was_meant(
    catalogue: Catalogue, make_form: MakeForm, slip: dict[str, str]
) -> None:
    who, column, right = slip["部门"], slip["列"], number(slip["原值"])
    table = _table_of(catalogue, who, slip["编号"])
    assert sample_answers(catalogue, who)[table].loc[slip["编号"], column] == right
    path = _filled(catalogue, make_form, who, {(table, slip["编号"], column): number(slip["误填"])})
    found = check_files(catalogue, {path.name: path}).findings
    expected = [(slip["规则"], slip["编号"], column, slip["建议值"])]
    assert [(f.code, f.row, f.column, f.proposed) for f in found] == expected, [f.message for f in found]


# Wrong in itself, whatever else it contradicts: (table, row, column) → value, and the one finding.
WRONG: dict[str, tuple[str, dict[tuple[str, str, str], Any], str, str]] = {
    "填报日期早得不可能": ("县科工贸局", {("封面", "封面", "填报日期"): pd.Timestamp(1999, 7, 1)}, "C105", "填报日期"),
    "竣工日期在五十年后": (
        "县科工贸局",
        {("重大项目", "XM01", "预计竣工日期"): pd.Timestamp(2060, 1, 1)},
        "C105",
        "预计竣工日期",
    ),
    "竣工项目的竣工日期在将来": (
        "县科工贸局",
        {("重大项目", "XM02", "预计竣工日期"): pd.Timestamp(2024, 12, 31)},
        "R306",
        "预计竣工日期",
    ),
    "当年数按累计数填": (
        "县人力资源和社会保障局",
        {("主要指标", "ZB13", "数值口径"): "累计值"},
        "R107",
        "2023年6月完成值",
    ),
    "展望与判断相反": (
        "县科工贸局",
        {("主要指标", "ZB03", "预期展望"): "预计难以完成"},
        "R105",
        "预期展望",
    ),
}


@pytest.mark.parametrize(("who", "typed", "code", "column"), WRONG.values(), ids=WRONG)
def test_what_contradicts_many_cells_is_one_finding(
    catalogue: Catalogue,
    make_form: MakeForm,
    who: str,
    typed: dict[tuple[str, str, str], Any],
    code: str,
    column: str,
) -> None:
    path = _filled(catalogue, make_form, who, typed)
    found = check_files(catalogue, {path.name: path}).findings
    assert [(f.code, f.column) for f in found] == [(code, column)], [f.message for f in found]


def test_other_departments_are_not_asked_about_a_value_in_doubt(catalogue: Catalogue, make_form: MakeForm) -> None:
    """ZJ10 is held against the growth of GDP, which 县统计局 gives as an index, 107.2 for 7.2."""
    villages = "县实施乡村振兴战略指挥部办公室"
    paths = [
        make_form(villages, sample_answers(catalogue, villages)),
        _filled(catalogue, make_form, "县统计局", {("主要指标", "ZB01", "2021年完成值"): 107.2}),
    ]
    found = check_files(catalogue, {path.name: path for path in paths}).findings
    assert [(f.department, f.code) for f in found] == [("县统计局", "R117")]


def test_a_value_that_the_department_confirms_is_held_against_it_again(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path
) -> None:
    """1.54万亩 after 12.4万亩: either the point is wrong, or the lag wants a reason."""
    path = _filled(catalogue, make_form, "县农业农村局", {("主要指标", "ZB11", "2022年完成值"): 1.54})
    assert _said(check_files(catalogue, {path.name: path}).findings) == {(WARNING, "R119")}
    (tmp_path / "退回").mkdir()
    answered = respond(correction_of(catalogue, path, tmp_path / "退回"), "R119", AS_IT_IS, "水毁后重新核定")
    again = check_files(catalogue, {answered.name: answered}).findings
    assert _said(again) >= {(NOTICE, "R119"), (ERROR, "R101")}


def _said(found: list[Finding]) -> set[tuple[str, str]]:
    return {(f.severity, f.code) for f in found}


def _table_of(catalogue: Catalogue, who: str, code: str) -> str:
    answers = sample_answers(catalogue, who)
    return next(table.name for table in FORM_TABLES if table.name in answers and code in answers[table.name].index)


def _filled(catalogue: Catalogue, make_form: MakeForm, who: str, typed: dict[tuple[str, str, str], Any]) -> Path:
    answers = sample_answers(catalogue, who)
    for (table, code, column), value in typed.items():
        answers[table].loc[code, column] = value
    return make_form(who, answers)


# What an honest clerk has to report, with the explanation that the rule asks for.
UNUSUAL = """
部门          | 编号 | 列            | 填写  | 规则 | 相关说明
县教育局       | ZB15 | 2022年完成值   | 102.1 | R112 | 外县学生转入
县文体广旅局   | ZJ19 | 2022年完成值   | 210   | R118 | 2022年景区因疫情多次关停
"""


@pytest.mark.parametrize("case", rows(UNUSUAL), ids=lambda case: case["编号"])
def test_what_is_explained_where_the_rule_asks_for_it_is_not_asked_again(
    catalogue: Catalogue, make_form: MakeForm, case: dict[str, str]
) -> None:
    who, code = case["部门"], case["编号"]
    table = _table_of(catalogue, who, code)
    cells: dict[tuple[str, str, str], Any] = {(table, code, case["列"]): number(case["填写"])}
    without, explained = (
        [f.code for f in check_files(catalogue, {path.name: path}).findings if (f.row, f.column) == (code, case["列"])]
        for path in (
            _filled(catalogue, make_form, who, cells | {(table, code, "相关说明"): text})
            for text in (None, case["相关说明"])
        )
    )
    assert (without, explained) == ([case["规则"]], [])
