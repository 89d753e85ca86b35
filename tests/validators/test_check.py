"""The whole check, on the sample's returned workbooks and on small sets of forms."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from samples.typing_plan import NO_FORM, RETURNED, Mistake, mistakes
from samples.workspace import KEY, RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.findings import FIELDS, TITLES, Finding, grouped, has_errors, to_frame
from schemas.plan import rows_for
from schemas.tables import CATALOGUE_TABLES, HELPING, MAIN, PROJECTS, REPORT, TABLES, TASKS, Table
from schemas.vocabulary import ERROR, NOTICE, SEVERITIES, WARNING
from tests.conftest import MakeForm
from tests.returns import cell_of, check_files, codes, sample_answers, set_age, set_cell
from tests.tables import rows
from validators.check import ACCEPTED, MISSING, REJECTED, Checked, check
from validators.conflicts import conflicts


@pytest.fixture(scope="module")
def sample(catalogue: Catalogue) -> Checked:
    """The sample's returned workbooks, checked."""
    files = sorted(path for path in RETURNED_FOLDER.rglob("*.xlsx"))
    return check(catalogue, [(path, path.relative_to(RETURNED_FOLDER).as_posix()) for path in files], KEY)


# ---------------------------------------------------------------- the sample


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda m: f"{m.code}-{m.row}-{m.column}")
def test_every_planted_mistake_is_found_at_its_cell(sample: Checked, mistake: Mistake) -> None:
    table = TABLES[mistake.table]
    (found,) = [
        finding
        for finding in sample.findings
        if (finding.department, finding.sheet, finding.row, finding.column)
        == (mistake.department, table.sheet, mistake.row, mistake.column)
    ]
    assert found.code == mistake.code
    assert found.file == RETURNED[mistake.department]
    assert found.cell == cell_of(sample.catalogue, mistake.department, table, mistake.row, mistake.column)


def test_nobody_else_has_an_error(sample: Checked) -> None:
    planted = {(m.department, m.row, m.column, m.code) for m in mistakes()}
    others = [
        finding
        for finding in sample.findings
        if finding.severity == ERROR and (finding.department, finding.row, finding.column, finding.code) not in planted
    ]
    assert [(finding.code, finding.file) for finding in others] == [("F113", NO_FORM)]


def test_every_returned_form_counts_whatever_its_name(sample: Checked) -> None:
    assert {source.department: source.raw.file for source in sample.sources} == RETURNED


@pytest.mark.parametrize("table", CATALOGUE_TABLES, ids=lambda table: table.name)
def test_every_catalogue_row_is_accepted_rejected_or_missing(sample: Checked, table: Table) -> None:
    found = sample.states[table.name]
    catalogue = sample.catalogue.frames[table.name]
    assert found["编号"].tolist() == catalogue["编号"].tolist()
    assert found["部门"].tolist() == catalogue[table.lead].tolist()
    counts = found["状态"].value_counts()
    assert counts.reindex([ACCEPTED, REJECTED, MISSING]).sum() == len(catalogue)

    blank = {m.row for m in mistakes() if m.code == "C100"}
    silent = set(found.loc[~found["部门"].isin(RETURNED) | found["编号"].isin(blank), "编号"])
    wrong = {f.row for f in sample.findings if f.severity == ERROR and f.sheet == table.sheet} - blank
    by_code = dict(zip(found["编号"], found["状态"], strict=True))
    assert {code for code, state in by_code.items() if state == MISSING} == silent
    assert {code for code, state in by_code.items() if state == REJECTED} == wrong


def test_townships_answer_only_tasks_and_need_not(sample: Checked) -> None:
    rows = sample.frames[TASKS.name].data
    asked = rows_for(sample.catalogue, TASKS, "融水镇")["编号"].tolist()
    assert rows.loc[rows["部门"] == "融水镇", "编号"].tolist() == asked
    assert not [finding for finding in sample.findings if finding.department in ("融水镇", "三防镇")]


def test_given_columns_come_from_the_catalogue_and_computed_ones_are_computed(sample: Checked) -> None:
    data = sample.frames[MAIN.name].data.set_index("编号")
    assert data.loc["ZB01", "指标名称"] == "地区生产总值年均增速"
    assert data.loc["ZB01", "实现进度"] == pytest.approx(((1.072 * 1.041) ** 0.5 * 100 - 100) / 7.5)
    assert data.loc["ZB01", "系统判断"] == "滞后"
    projects = sample.frames[PROJECTS.name].data.set_index("编号")
    share = projects["累计完成投资(万元)"] / projects["总投资(万元)"]
    pd.testing.assert_series_equal(projects["投资完成率"], share, check_names=False)


# ---------------------------------------------------------------- findings as people and programs see them


def test_groups_put_the_gravest_first_and_count_every_finding(sample: Checked) -> None:
    groups = grouped(sample.findings)
    order = [SEVERITIES.index(group.first.severity) for group in groups]
    assert order == sorted(order)
    assert sum(group.count for group in groups) == len(sample.findings)
    assert len({(g.first.department, g.first.sheet, g.first.column, g.first.code) for g in groups}) == len(groups)


def test_the_same_cause_in_forty_rows_is_one_group() -> None:
    one = Finding("C101", ERROR, "县教育局", "a.xlsx", "表3 重大任务", "", "", "取得成效", "", "", "")
    findings = [replace(one, cell=f"J{row}", row=f"RW{row}") for row in range(4, 44)]
    findings += [replace(one, code="R203", severity=WARNING), replace(one, column="政策措施", cell="I4")]
    counts = [(group.first.code, group.first.column, group.count) for group in grouped(findings)]
    assert counts == [("C101", "取得成效", 40), ("C101", "政策措施", 1), ("R203", "取得成效", 1)]
    assert grouped(findings)[0].cells[:2] == ("J4", "J5")


def test_findings_are_plain_text_for_json(sample: Checked) -> None:
    for finding in sample.findings:
        flat = finding.as_dict()
        assert tuple(flat) == FIELDS and set(flat) == {*TITLES, "proposed"}
        assert all(type(value) is str for value in flat.values())
        assert json.loads(json.dumps(flat, ensure_ascii=False)) == flat
        assert flat["message"] and flat["suggestion"]
    assert to_frame(sample.findings).shape == (len(sample.findings), len(FIELDS))
    assert to_frame([]).columns.tolist() == list(FIELDS)
    assert has_errors(sample.findings) and not has_errors([])


# ---------------------------------------------------------------- several files of one department


def light_form(make_form: MakeForm, **cover: str) -> Path:
    """A township's form, which is quick to write, with a cover that is right but for what the case says."""
    told = {"填报人": "张三", "联系电话": "0772-5120000", "审核人": "李四", "填报日期": "2023-07-20", "版次": "第1版"}
    page = pd.DataFrame([told | cover]).replace("", None).astype({"填报日期": "datetime64[ns]"})
    return make_form("四荣乡", {"封面": page})


# Two files of one department: 版次, 填报日期, and how many seconds ago the file was changed.
TWO_RETURNS = """
情形           | 旧的版次 | 旧的日期    | 旧的秒数 | 新的版次 | 新的日期    | 新的秒数
版次           | 第1版   | 2023-07-20 | 0      | 第2版   | 2023-07-18 | 60
第10版在第2版之后 | 第2版   | 2023-07-20 | 0      | 第10版  | 2023-07-18 | 60
填报日期        | 第1版   | 2023-07-18 | 0      | 第1版   | 2023-07-20 | 60
修改时间        | 第1版   | 2023-07-20 | 60     | 第1版   | 2023-07-20 | 0
没有版次        |        | 2023-07-20 | 0      | 第1版   | 2023-07-18 | 60
没有日期        | 第1版   |            | 0      | 第1版   | 2023-07-18 | 60
"""


@pytest.mark.parametrize("case", rows(TWO_RETURNS), ids=lambda case: case["情形"])
def test_the_newest_of_two_returns_counts_and_the_older_one_is_listed(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path, case: dict[str, str]
) -> None:
    files = {}
    for which in ("旧", "新"):
        # Another clerk, so that the two files are not the same bytes.
        form = light_form(make_form, 填报人=f"{which}张", 版次=case[f"{which}的版次"], 填报日期=case[f"{which}的日期"])
        path = form.rename(tmp_path / f"{which}.xlsx")
        files[path.name] = set_age(path, int(case[f"{which}的秒数"]))
    for order in (files, dict(reversed(files.items()))):
        checked = check_files(catalogue, order)
        assert [source.raw.file for source in checked.sources] == ["新.xlsx"]
        (listed,) = [finding for finding in checked.findings if finding.code == "F205"]
        assert (listed.file, listed.severity, listed.department) == ("旧.xlsx", WARNING, "四荣乡")
        assert "《新.xlsx》" in listed.message


def test_of_three_returns_two_are_listed(catalogue: Catalogue, make_form: MakeForm, tmp_path: Path) -> None:
    files = {}
    for number in (2, 3, 1):
        form = light_form(make_form, 版次=f"第{number}版")
        files[f"{number}.xlsx"] = form.rename(tmp_path / f"{number}.xlsx")
    checked = check_files(catalogue, files)
    assert [source.raw.file for source in checked.sources] == ["3.xlsx"]
    assert {finding.file for finding in checked.findings if finding.code == "F205"} == {"1.xlsx", "2.xlsx"}


def test_a_file_returned_twice_counts_once(catalogue: Catalogue, make_form: MakeForm, tmp_path: Path) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    copy = Path(shutil.copy(form, tmp_path / "副本.xlsx"))
    checked = check_files(catalogue, {"a.xlsx": form, "b.xlsx": copy})
    assert codes(checked) == ["F206"]
    assert checked.frames[TASKS.name].data["编号"].tolist() == rows_for(catalogue, TASKS, "县民政局")["编号"].tolist()


# ---------------------------------------------------------------- the catalogue's say


def with_rules(catalogue: Catalogue, settings: dict[str, str]) -> Catalogue:
    """The catalogue with rows in its 校验规则 sheet."""
    rules = pd.DataFrame({"规则编号": list(settings), "严重程度": list(settings.values()), "说明": None}, dtype="str")
    return replace(catalogue, frames={**catalogue.frames, "校验规则": rules})


@pytest.mark.parametrize(("setting", "severities"), [("关闭", []), ("提示", [NOTICE]), ("错误", [ERROR])])
def test_the_catalogue_switches_a_rule(
    catalogue: Catalogue, make_form: MakeForm, setting: str, severities: list[str]
) -> None:
    form = light_form(make_form, 联系电话="5120")
    checked = check_files(with_rules(catalogue, {"R501": setting}), {"a.xlsx": form})
    assert [finding.severity for finding in checked.findings if finding.code == "R501"] == severities
    assert [finding.severity for finding in check_files(catalogue, {"a.xlsx": form}).findings] == [WARNING]


def test_a_form_filled_in_well_has_no_finding(catalogue: Catalogue, make_form: MakeForm) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    assert codes(check_files(catalogue, {"任意文件名.xlsx": form})) == []


def test_a_blank_form_names_each_row_once(catalogue: Catalogue, make_form: MakeForm) -> None:
    checked = check_files(catalogue, {"a.xlsx": make_form("县民政局")})
    blank = [finding for finding in checked.findings if finding.code == "C100"]
    asked = [rows_for(catalogue, table, "县民政局") for table in (*CATALOGUE_TABLES, REPORT)]
    assert len(blank) == sum(map(len, asked))
    rest = {finding.column for finding in checked.findings if finding.code != "C100"}
    assert rest == {"填报人", "联系电话", "审核人", "填报日期", "版次"}
    assert all(f.code == "C101" and f.sheet == "封面" for f in checked.findings if f.code != "C100")


def test_a_blank_form_of_a_township_is_fine(catalogue: Catalogue, make_form: MakeForm) -> None:
    checked = check_files(catalogue, {"a.xlsx": make_form("四荣乡")})
    assert not [finding for finding in checked.findings if finding.severity == ERROR]


def test_a_missing_value_is_one_finding_and_silences_the_rest(catalogue: Catalogue, make_form: MakeForm) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    set_cell(form, TASKS.sheet, cell_of(catalogue, "县民政局", TASKS, "RW31", "取得成效"), None)
    checked = check_files(catalogue, {"a.xlsx": form})
    assert [(f.code, f.row, f.column) for f in checked.findings] == [("C101", "RW31", "取得成效")]


def test_nothing_returned_is_no_finding(catalogue: Catalogue) -> None:
    checked = check_files(catalogue, {})
    assert checked.findings == []
    assert set(checked.states[MAIN.name]["状态"]) == {MISSING}


def test_a_value_that_is_wrong_in_itself_contradicts_nobody(sample: Checked) -> None:
    """县住建局 wrote 4021 for 40.21 (R108); 县统计局, which helps with ZB06, has nothing to answer for."""
    assert ("县住建局", "ZB06", "R108") in {(f.department, f.row, f.code) for f in sample.findings}
    assert sample.frames[HELPING.name].data.loc[lambda rows: rows["部门"] == "县统计局", "编号"].tolist() == ["ZB06"]
    assert not [finding for finding in sample.findings if finding.department == "县统计局"]
    assert [(c.code, c.lead.department, c.helper.department) for c in conflicts(sample)] == [
        ("ZJ15", "县住建局", "县农业农村局")
    ]
