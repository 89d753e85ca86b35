"""Answers held against an earlier round's master: found where they contradict it, silent where they do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import MAIN, PROJECTS, REPORT, TASKS
from tests.returns import Answers, sample_answers
from validators.check import Checked, check
from validators.master_reader import EarlierMaster, read_master
from validators.reader import read_return
from validators.rounds import aligned, earlier_rows
from workbook_templates.form import write_form
from workbook_templates.master import write_master

WHO = "县自然资源和规划局"


def received(catalogue: Catalogue, answers: Answers, folder: Path, earlier: EarlierMaster | None = None) -> Checked:
    path = folder / "填报表.xlsx"
    write_form(path, catalogue, WHO, KEY, answers)
    read = lambda jobs, layouts, done: [read_return(path, name, layouts) for path, name in jobs]  # noqa: E731
    return check(catalogue, [(path, path.name)], KEY, read=read, earlier=earlier)


@pytest.fixture(scope="module")
def answers(catalogue: Catalogue) -> Answers:
    return sample_answers(catalogue, WHO)


@pytest.fixture(scope="module")
def earlier(catalogue: Catalogue, answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> EarlierMaster:
    """Last round's master: the very same answers under another round's name."""
    folder = tmp_path_factory.mktemp("上轮")
    checked = received(catalogue, answers, folder)
    last = replace(catalogue, parameters={**catalogue.parameters, "评估轮次": "2021年度评估"})
    write_master(folder / "总进度表.xlsx", replace(checked, catalogue=last))
    return read_master(folder / "总进度表.xlsx")


def changed(answers: Answers, table: str, row: str, **values: Any) -> Answers:
    frame = answers[table].copy()
    for title, value in values.items():
        frame[title] = frame[title].astype("object")
        frame.at[row, title] = value
    return {**answers, table: frame}


def last_round(checked: Checked) -> set[tuple[str, str, str]]:
    return {(f.code, f.row, f.column) for f in checked.findings if f.code.startswith("R8")}


@pytest.fixture(scope="module")
def repeated(
    catalogue: Catalogue, answers: Answers, earlier: EarlierMaster, tmp_path_factory: pytest.TempPathFactory
) -> set[tuple[str, str, str]]:
    """What the same answers again give: texts that say nothing new."""
    return last_round(received(catalogue, answers, tmp_path_factory.mktemp("再报"), earlier))


def test_the_same_answers_again_only_repeat_texts(repeated: set[tuple[str, str, str]]) -> None:
    assert {code for code, _, _ in repeated} <= {"R805", "R806", "R811", "R812"}
    assert ("R812", "PG1", "内容") in repeated and any(code == "R805" for code, _, _ in repeated)


CHANGES = [
    ("R801", MAIN, "ZB10", "2021年完成值", 60.0),
    ("R802", PROJECTS, "", "累计完成投资(万元)", 1.0),
    ("R808", MAIN, "ZB10", "2025年预期值", 40.0),
]


@pytest.mark.parametrize(("code", "table", "row", "title", "value"), CHANGES, ids=[c[0] for c in CHANGES])
def test_one_change_is_one_finding_that_names_the_earlier_value(
    catalogue: Catalogue,
    answers: Answers,
    earlier: EarlierMaster,
    repeated: set[tuple[str, str, str]],
    tmp_path: Path,
    code: str,
    table: Any,
    row: str,
    title: str,
    value: float,
) -> None:
    if table.name not in answers:
        pytest.skip(f"{WHO} has no {table.name}")
    row = row or str(answers[table.name][title].idxmax())
    checked = received(catalogue, changed(answers, table.name, row, **{title: value}), tmp_path, earlier)
    assert last_round(checked) - repeated == {(code, row, title)}
    (finding,) = [f for f in checked.findings if f.code == code]
    before = f"{float(earlier.rows[table.name].at[row, title]):g}"
    assert before in finding.message and finding.file == "填报表.xlsx" and finding.cell
    explained = changed(answers, table.name, row, **{title: value, "相关说明": "按第五次经济普查结果修订"})
    assert last_round(received(catalogue, explained, tmp_path, earlier)) == repeated


def test_without_an_earlier_round_or_with_this_one_the_rules_are_silent(
    catalogue: Catalogue, answers: Answers, earlier: EarlierMaster, tmp_path: Path
) -> None:
    parameters = catalogue.parameters
    own = replace(earlier, title=f"{parameters['地区名称']}{parameters['评估轮次']}总进度表　【示例数据】")
    for which in (None, own):
        checked = received(catalogue, changed(answers, MAIN.name, "ZB10", **{"2021年完成值": 60.0}), tmp_path, which)
        assert not last_round(checked)
        assert checked.earlier is which and checked.of_last_round is None


def frame(code: str, name: str, unit: str = "%", department: str = "县教育局", lead: str = "县教育局") -> pd.DataFrame:
    cells = {"部门": department, "编号": code, "指标名称": name, "单位": unit, "牵头部门": lead, "2021年完成值": 5.0}
    return pd.DataFrame([cells])


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        (frame("ZB01", "入学率"), frame("ZB01", "入学率"), True),
        (frame("ZB01", "入学率"), frame("ZB07", "入学率"), True),  # codes given anew
        (frame("ZB01", "入学率"), frame("ZB01", "毕业率"), False),  # the code is another indicator's now
        (frame("ZB01", "入学率"), frame("ZB01", "入学率", "人"), False),
        (frame("ZB01", "入学率", department="和睦镇"), frame("ZB01", "入学率"), False),  # a township helps only
    ],
)
def test_a_row_is_known_by_its_code_and_name(now: pd.DataFrame, before: pd.DataFrame, found: bool) -> None:
    beside = aligned(MAIN, now, before)
    assert beside is not None
    assert beside.index.equals(now.index)
    assert beside["2021年完成值"].notna().tolist() == [found]


def test_nothing_to_align_with() -> None:
    now = frame("ZB01", "入学率")
    assert earlier_rows(None) == {}
    assert aligned(MAIN, now, None) is None and aligned(MAIN, now, now.iloc[:0]) is None


def test_reports_are_known_by_department_and_heading() -> None:
    now = pd.DataFrame({"部门": ["县教育局", "县卫健局"], "编号": ["PG1", "PG1"], "内容": ["新", "新"]})
    rows = earlier_rows(EarlierMaster(report={("县卫健局", "PG1"): "旧"}))[REPORT.name]
    beside = aligned(REPORT, now, rows)
    assert beside is not None
    assert beside["内容"].fillna("").tolist() == ["", "旧"]
    assert TASKS.name not in earlier_rows(EarlierMaster())
