"""Proposed values: offered where only one thing can be meant, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.findings import FIELDS
from schemas.tables import MAIN, PROJECTS
from tests.conftest import MakeForm
from tests.returns import check_files, sample_answers
from tests.tables import rows
from validators.proposals import chinese_number

WHO = "县交通局"

# What is written in a cell of a project (万元; XM08 has a total of 52,000) and what is proposed for it.
WRITTEN = """
列                | 填写         | 建议
累计完成投资(万元)  | 约11.8       | 11.8
累计完成投资(万元)  | 累计约1,200万元 | 1200
累计完成投资(万元)  | 3500万元左右  | 3500
累计完成投资(万元)  | 约0.35亿元   | 3500
累计完成投资(万元)  | 约12000元    | 1.2
累计完成投资(万元)  | 三百         | 300
累计完成投资(万元)  | 三百五       |
累计完成投资(万元)  | 100-200      |
累计完成投资(万元)  | 1到2季度     |
累计完成投资(万元)  | 占40%        |
累计完成投资(万元)  | 截至6月未统计 |
累计完成投资(万元)  | 持平          |
累计完成投资(万元)  | 同上          |
开工日期           | 2022.6       | 2022-06-30
开工日期           | 2022年6月     | 2022-06-30
开工日期           | 2022年6月底   | 2022-06-30
开工日期           | 2022年2月末   | 2022-02-28
开工日期           | 2022年底      | 2022-12-31
开工日期           | 22-6-30      | 2022-06-30
开工日期           | 2022.1       |
开工日期           | 2022.13      |
开工日期           | 22-2-30      |
开工日期           | 6月底        | 2023-06-30
开工日期           | 5月份底      | 2023-05-31
开工日期           | 10月底       |
开工日期           | 13月底       |
预计竣工日期       | 10月底       | 2023-10-31
预计竣工日期       | 5月底        |
开工日期           | 2022年上半年  |
开工日期           | 2022         |
项目阶段           | 已开工        |
项目阶段           | 在建中        | 在建
项目阶段           | 前期          | 前期工作
项目阶段           | 建            | 在建
项目阶段           | 拆除          |
预期展望           | 按期完成       | 预计按期完成
预期展望           | 完成          |
"""


@pytest.mark.parametrize("case", rows(WRITTEN), ids=lambda case: f"{case['列']}-{case['填写']}")
def test_what_is_proposed_for_what_is_written(catalogue: Catalogue, make_form: MakeForm, case: dict[str, str]) -> None:
    answers = {PROJECTS.name: sample_answers(catalogue, WHO)[PROJECTS.name].astype("object")}
    answers[PROJECTS.name].loc["XM08", case["列"]] = case["填写"]
    checked = check_files(catalogue, {"a.xlsx": make_form(WHO, answers)})
    found = [f for f in checked.findings if (f.row, f.column) == ("XM08", case["列"])]
    assert [f.proposed for f in found if f.code in ("C102", "C103", "C104")] == [case["建议"]]


# total, investment as written, proposal
SUMS = """
总投资 | 填写      | 建议
15500  | 81200000 | 8120
15500  | 155000000 | 15500
15500  | 155010000 |
15500  | 20000    |
"""


@pytest.mark.parametrize("case", rows(SUMS), ids=lambda case: case["填写"])
def test_a_sum_in_yuan_is_only_proposed_where_it_is_a_believable_part_of_the_total(
    catalogue: Catalogue, make_form: MakeForm, case: dict[str, str]
) -> None:
    projects = catalogue.frames[PROJECTS.name].set_index("编号")
    assert projects.at["XM15", "总投资(万元)"] == float(case["总投资"])
    answers = {PROJECTS.name: pd.DataFrame({"累计完成投资(万元)": [float(case["填写"])]}, index=["XM15"])}
    checked = check_files(catalogue, {"a.xlsx": make_form(projects.at["XM15", "责任部门"], answers)})
    assert [f.proposed for f in checked.findings if f.code == "R301"] == [case["建议"]]


@pytest.mark.parametrize(
    ("value", "others", "proposed"), [(4021.0, 39.5, "40.21"), (402.1, 39.5, "40.21"), (4021.0, 90.0, "")]
)
def test_a_missing_decimal_point_is_proposed_where_the_other_years_are_near(
    catalogue: Catalogue, make_form: MakeForm, value: float, others: float, proposed: str
) -> None:
    who = catalogue.frames[MAIN.name].set_index("编号").at["ZB06", "牵头部门"]
    cells = {"2021年完成值": [others], "2022年完成值": [value], "2025年预期值": [others * 1.1]}
    checked = check_files(catalogue, {"a.xlsx": make_form(who, {MAIN.name: pd.DataFrame(cells, index=["ZB06"])})})
    found = [f for f in checked.findings if (f.row, f.column) == ("ZB06", "2022年完成值")]
    assert [f.proposed for f in found if f.severity == "错误"] == [proposed]


@pytest.mark.parametrize(
    ("text", "number"),
    [("三百", 300), ("一百二十", 120), ("十二", 12), ("二十五", 25), ("一千零五十", 1050), ("一万二千", 12000)]
    + [("两千", 2000), ("三百零五", 305), ("零", 0)]
    + [(text, None) for text in ("三百五", "一万五", "三五", "二〇二二", "万", "", "百", "一十百")],
)
def test_chinese_numbers_written_out_in_full(text: str, number: float | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("code", "title", "proposed"),
    [
        ("ZB06", "2022年完成值", "39.5"),
        ("ZB06", "2021年完成值", ""),
        ("ZB06", "2023年6月完成值", ""),
        ("ZB01", "2022年完成值", ""),
    ],
)
def test_the_same_as_the_year_before(
    catalogue: Catalogue, make_form: MakeForm, code: str, title: str, proposed: str
) -> None:
    """For a rate of growth (ZB01) nobody knows whether the rate or the thing that grows is the same."""
    row = catalogue.frames[MAIN.name].set_index("编号").loc[code]
    cells: dict[str, list[object]] = {"2021年完成值": [39.5], "2022年完成值": [40.5], title: ["与上年持平"]}
    checked = check_files(
        catalogue, {"a.xlsx": make_form(row["牵头部门"], {MAIN.name: pd.DataFrame(cells, index=[code])})}
    )
    assert [f.proposed for f in checked.findings if f.code == "C102"] == [proposed]


def test_proposals_are_part_of_the_json(catalogue: Catalogue) -> None:
    path = Path(RETURNED_FOLDER) / "填报表-县农业农村局.xlsx"
    checked = check_files(catalogue, {path.name: path})
    assert {f.row: f.proposed for f in checked.findings if f.proposed} == {"ZB09": "11.8", "XM15": "8120"}
    assert {f.as_dict()["proposed"] for f in checked.findings} == {"", "11.8", "8120"}
    assert FIELDS[-1] == "proposed"


# What is written in 2022年完成值 of an indicator, and what is proposed for it.
OF_INDICATORS = """
部门                   | 编号 | 填写             | 建议
县财政局               | ZB05 | 5.93亿           | 5.93
县财政局               | ZB05 | 约59300万        | 5.93
县财政局               | ZB05 | 五点九三          | 5.93
县财政局               | ZB05 | 5.93（快报数）     | 5.93
县财政局               | ZB05 | 5.93*            | 5.93
县财政局               | ZB05 | 5,93             |
县财政局               | ZB05 | 5.93%            |
县财政局               | ZB05 | 增长6.3%          |
县农业农村局           | ZB11 | 15.4万           | 15.4
县人力资源和社会保障局  | ZB13 | 2千              | 2000
县人力资源和社会保障局  | ZB13 | 2050人次          |
县市场监管局           | ZB27 | 百分之九十八点五   | 98.5
县市场监管局           | ZB27 | 98.5万           |
县卫健局               | ZJ29 | 千分之一点九       | 1.9
县科工贸局             | ZB03 | 增长8.9%          | 8.9
县科工贸局             | ZB03 | 同比下降8.9%       | -8.9
县科工贸局             | ZB03 | 环比增长8.9%       |
县科工贸局             | ZB03 | 下降-8.9%         |
县发展和改革局         | ZB20 | 下降1.3%          | 1.3
县发展和改革局         | ZB20 | 上升1.3%          | -1.3
"""


@pytest.mark.parametrize("who", sorted({line["部门"] for line in rows(OF_INDICATORS)}))
def test_an_indicator_in_words_is_proposed_in_its_own_unit(catalogue: Catalogue, make_form: MakeForm, who: str) -> None:
    for line in (line for line in rows(OF_INDICATORS) if line["部门"] == who):
        answers = sample_answers(catalogue, who)
        table = next(
            name for name in ("主要指标", "章节指标") if name in answers and line["编号"] in answers[name].index
        )
        answers[table]["2022年完成值"] = answers[table]["2022年完成值"].astype("object")
        answers[table].loc[line["编号"], "2022年完成值"] = line["填写"]
        path = make_form(who, answers)
        found = check_files(catalogue, {path.name: path}).findings
        assert [(f.code, f.row, f.proposed) for f in found] == [("C102", line["编号"], line["建议"])], line
