"""What the bureau writes into the catalogue's 校验规则: limits, trials, rules of its own, and their mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from samples.content import PARAMETERS, catalogue_frames
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import MAIN, PROJECTS
from tests.office import needs_soffice, recalculate
from tests.returns import cell_of, check_files, sample_answers, set_cell
from validators.catalogue import load_catalogue
from validators.problems import CannotWork
from validators.rulebook import active_rules
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.form import write_form
from workbook_templates.live_checks import checks_of

TITLES = ("规则编号", "严重程度", "限值", "说明", "表", "列", "条件", "提示语", "修改建议")
OWN: dict[str, Any] = {
    "规则编号": "自定01",
    "严重程度": "提醒",
    "限值": 0.5,
    "表": "重大项目",
    "列": "累计完成投资(万元)",
    "条件": '若 [项目阶段] = "在建" 则 [本列] >= [限值] * [总投资(万元)]',
    "提示语": "“{项目名称}”的{列名}为{本列}，不到总投资的一半",
}


def catalogue_with(folder: Path, *lines: dict[str, Any]) -> Catalogue:
    """The sample catalogue with lines in 校验规则, written and read back."""
    path = folder / "规划目录.xlsx"
    settings = pd.DataFrame(list(lines), columns=list(TITLES)).astype("object")
    write_catalogue(path, {**catalogue_frames(), "校验规则": settings}, PARAMETERS)
    return load_catalogue(path)


def mistakes(folder: Path, *lines: dict[str, Any]) -> list[str]:
    with pytest.raises(CannotWork) as caught:
        catalogue_with(folder, *lines)
    return list(caught.value.messages[1:])


@needs_soffice
@pytest.mark.office
def test_an_own_rule_is_checked_at_the_bureau_and_live_in_the_form(tmp_path: Path) -> None:
    catalogue = catalogue_with(tmp_path, OWN)
    department = "县民族宗教事务局"  # XM19, 在建
    path = tmp_path / "填报表.xlsx"
    answers = sample_answers(catalogue, department)
    write_form(path, catalogue, department, KEY, answers)
    cell = cell_of(catalogue, department, PROJECTS, "XM19", "累计完成投资(万元)")
    set_cell(path, PROJECTS.sheet, cell, 1000)
    again = recalculate(path, tmp_path / "out")
    (finding,) = [f for f in check_files(catalogue, {path.name: again}).findings if f.code == "自定01"]
    assert (finding.severity, finding.cell) == ("提醒", cell)
    assert finding.message == "“少数民族特色村寨保护与发展项目”的累计完成投资(万元)为1000，不到总投资的一半。"
    assert finding.suggestion == "请核对后改正。"
    sheet = openpyxl.load_workbook(again, data_only=True)["自查"]
    told = [line for line in sheet.iter_rows(values_only=True) if "不到总投资的一半" in str(line[5])]
    assert [(line[3], line[4]) for line in told] == [(1, cell)]


@pytest.mark.parametrize(
    "condition",
    [
        '若 [ 项目阶段 ] = "在建" 则 [ 本列 ] >= [限值 ] * [ 总投资(万元) ]',
        "若［项目阶段］＝“在建”则［本列］≥［限值］×［总投资（万元）］",
        "若【项目阶段】＝“在建”则【本列】＞＝【限值】＊【总投资（万元）】－０．０",
    ],
)
def test_a_condition_typed_with_a_chinese_keyboard(tmp_path: Path, condition: str) -> None:
    """It is checked as the plain one is, and live in the form."""
    catalogue, department, path = (
        catalogue_with(tmp_path, OWN | {"条件": condition}),
        "县民族宗教事务局",
        tmp_path / "表.xlsx",
    )
    write_form(path, catalogue, department, KEY, sample_answers(catalogue, department))
    cell = cell_of(catalogue, department, PROJECTS, "XM19", "累计完成投资(万元)")
    set_cell(path, PROJECTS.sheet, cell, 1000)
    assert [(f.code, f.cell) for f in check_files(catalogue, {path.name: path}).findings] == [("自定01", cell)]


@needs_soffice
@pytest.mark.office
@pytest.mark.parametrize(
    "condition", ["非 为空([形象进度])", "长度([形象进度]) >= 4", "计数([累计完成投资(万元)]) = 1"]
)
def test_rows_that_nobody_began_break_no_rule_in_the_form(tmp_path: Path, condition: str) -> None:
    """A form that is right turns green: neither empty 补充 rows nor a cell reported as missing count twice."""
    own = OWN | {"严重程度": "错误", "列": "形象进度", "限值": None, "提示语": "{列名}不对：{本列}", "条件": condition}
    catalogue, department, path = catalogue_with(tmp_path, own), "县交通局", tmp_path / "填报表.xlsx"
    write_form(path, catalogue, department, KEY, sample_answers(catalogue, department))
    set_cell(path, PROJECTS.sheet, cell_of(catalogue, department, PROJECTS, "XM09", "形象进度"), None)
    again = recalculate(path, tmp_path / "out")
    found = [f for f in check_files(catalogue, {path.name: again}).findings if f.code == "自定01"]
    lines = openpyxl.load_workbook(again, data_only=True)["自查"].iter_rows(values_only=True)
    assert [line[3] for line in lines if line[5] == "形象进度不对：…"] == [len(found)] == [0]


def test_a_limit_a_trial_and_a_switch(tmp_path: Path) -> None:
    plain = {rule.code: rule for rule in active_rules(catalogue_with(tmp_path))}
    lines = [{"规则编号": "R117", "限值": 80}, {"规则编号": "R105", "严重程度": "试行"}]
    lines += [{"规则编号": "R124", "严重程度": "提醒"}, {"规则编号": "R109", "严重程度": "关闭"}]
    rules = {rule.code: rule for rule in active_rules(catalogue_with(tmp_path, *lines))}
    assert set(plain) - set(rules) == {"R109"}
    assert rules["R117"].condition_for("2021年完成值").endswith("<= 80")
    assert (rules["R117"].severity, plain["R117"].limit) == ("提醒", 50)
    assert (rules["R105"].trial, rules["R105"].shown_severity) == (True, "提示")
    assert (rules["R124"].trial, rules["R124"].shown_severity) == (False, "提醒")


def test_a_rule_on_trial_never_blocks_a_form(tmp_path: Path) -> None:
    catalogue = catalogue_with(tmp_path, OWN | {"严重程度": "试行"})
    (check,) = [c for c in checks_of(PROJECTS, active_rules(catalogue), False) if c.code == "自定01"]
    assert check.kind == "提示"
    assert check.text.startswith("（试行）")


def test_a_catalogue_of_an_earlier_version_still_loads(tmp_path: Path) -> None:
    catalogue_with(tmp_path, {"规则编号": "R101", "严重程度": "提醒"})
    path = tmp_path / "规划目录.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["校验规则"]
    sheet.delete_cols(5, 5)
    sheet.delete_cols(3)
    book.save(path)
    rules = {rule.code: rule for rule in active_rules(load_catalogue(path))}
    assert rules["R101"].severity == "提醒"


# What is typed over the right line, the cell it stands in, and what is said.
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"表": "项目"}, "E4", "没有“项目”表，可选：封面、主要指标"),
    ({"列": "投资完成率"}, "F4", "“投资完成率”不是“重大项目”表中由部门填写的列"),
    ({"列": None}, "F4", "自定规则须填写“列”"),
    ({"严重程度": None}, "B4", "自定规则须填写“严重程度”"),
    ({"提示语": None}, "H4", "自定规则须填写“提示语”"),
    ({"条件": None}, "G4", "自定规则须填写“条件”"),
    ({"条件": "[总投资] > 0"}, "G4", "没有“总投资”这一列，是不是“总投资(万元)”？，见：▶[总投资] > 0。"),
    ({"条件": "[本列] >> 0"}, "G4", "条件第 7 个字处看不懂：[本列] >▶> 0。"),
    ({"条件": "[本列] > 0 且"}, "G4", "条件没有写完"),
    ({"条件": "[本列] + 1"}, "G4", "这是一个算式，不是条件"),
    ({"条件": '[本列] = "多"'}, "G4", "是文字，不能与数字比较"),
    ({"限值": None}, "G4", "条件中用到[限值]，但没有填写“限值”。"),
    ({"提示语": "{投资}不对"}, "H4", "花括号里的“投资”不是“重大项目”表的列。"),
    ({"提示语": "{项目名称不对"}, "H4", "花括号没有成对"),
    ({"提示语": "｛项目名称｝不对"}, "H4", "花括号没有成对"),
    ({"修改建议": "改{}"}, "I4", "花括号没有成对"),
    ({"条件": "1 = 1"}, "G4", "条件里没有用到任何一列"),
    ({"条件": "［总投资(万元) > 0"}, "G4", "方括号没有成对"),
    ({"规则编号": "ZD01"}, "A4", "没有编号为“ZD01”的规则"),
    ({"规则编号": "F104"}, "A4", "“F104”是文件和填写的基本检查，不能关闭或修改"),
    ({"规则编号": "R101"}, "C4", "规则R101没有限值"),
]


@pytest.mark.parametrize(("typed", "cell", "said"), WRONG)
def test_a_wrong_line_is_a_sentence_that_points_at_its_place(
    tmp_path: Path, typed: dict[str, Any], cell: str, said: str
) -> None:
    found = [sentence for sentence in mistakes(tmp_path, OWN | typed) if sentence.startswith(f"“校验规则”表{cell}：")]
    assert len(found) == 1
    assert said in found[0]


def test_codes_are_not_used_twice(tmp_path: Path) -> None:
    (sentence,) = mistakes(tmp_path, OWN, OWN)
    assert "“规则编号”“自定01”重复出现" in sentence


def test_a_cell_that_is_wrong_is_not_also_to_be_confirmed(tmp_path: Path, catalogue: Catalogue) -> None:
    """4021 % is R108; that it also is far from base and target (R119) is the same cause."""
    department, path = "县住建局", tmp_path / "填报表.xlsx"
    write_form(path, catalogue, department, KEY, sample_answers(catalogue, department))
    cell = cell_of(catalogue, department, MAIN, "ZB06", "2021年完成值")
    set_cell(path, MAIN.sheet, cell, 3990)
    assert [f.code for f in check_files(catalogue, {path.name: path}).findings if f.cell == cell] == ["R108"]
