"""What changed since the last check, finding by finding and answer by answer."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from samples.typing_plan import RETURNED
from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue
from tests.corrections import correction_of, respond
from tests.returns import check_files, set_cell
from validators.answered import ACCEPT, AS_IT_IS
from validators.check import Checked
from validators.history import FILE_NAME, Snapshot, compare, load, save, snapshot, unchanged
from validators.problems import CannotWork
from workbook_templates.form_page import FIRST_ROW

WHO = "县交通局"


@pytest.fixture(scope="module")
def first(catalogue: Catalogue) -> Checked:
    return check_files(catalogue, {"第一次.xlsx": RETURNED_FOLDER / RETURNED[WHO]})


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return correction_of(catalogue, RETURNED_FOLDER / RETURNED[WHO], tmp_path_factory.mktemp("退回"))


@pytest.fixture
def again(form: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(form, tmp_path / "第二次.xlsx"))


def states(before: Snapshot, checked: Checked) -> list[tuple[str, str, str, str]]:
    return [(c.state, c.code, c.row, c.column) for c in compare(before, checked)]


def test_the_same_file_has_nothing_corrected(first: Checked) -> None:
    before = snapshot(first)
    assert {state for state, *_ in states(before, first)} == {"仍未改正"}
    assert unchanged(before, first) == {WHO}


def test_corrected_still_wrong_new_confirmed_and_unasked(catalogue: Catalogue, first: Checked, again: Path) -> None:
    set_cell(again, "表3 重大任务", "J4", "完成投资3亿元，通车12公里。")  # C101: filled in
    set_cell(again, "表4 重大项目", "K5", "在建")  # C104: corrected
    set_cell(again, "表4 重大项目", "L4", pd.Timestamp("2023-09-01").to_pydatetime())  # R302: another wrong day
    set_cell(again, "表4 重大项目", "M6", 99_999_999)  # R301: nobody had asked
    set_cell(again, "表4 重大项目", "O5", "路基完成")  # nobody had asked
    set_cell(again, "封面", "C11", "第2版")  # asked of everybody
    respond(again, "R501", AS_IT_IS, "内部短号")
    checked = check_files(catalogue, {"第二次.xlsx": again})
    assert sorted(states(snapshot(first), checked)) == sorted(
        [
            ("已改正", "C101", "RW19", "取得成效"),
            ("已改正", "C104", "XM09", "项目阶段"),
            ("仍未改正", "R302", "XM08", "开工日期"),
            ("仍未改正", "C101", "XM10", "开工日期"),
            ("新出现", "C101", "XM09", "开工日期"),  # which 在建 requires
            ("新出现", "R301", "XM10", "累计完成投资(万元)"),
            ("未要求却改动", "", "XM10", "累计完成投资(万元)"),
            ("未要求却改动", "", "XM09", "形象进度"),
            ("已确认", "R501", "", "联系电话"),
        ]
    )
    told = {(c.state, c.row): (c.old, c.new) for c in compare(snapshot(first), checked)}
    assert told["已改正", "XM09"] == ("已开工", "在建")
    assert told["仍未改正", "XM08"] == ("2023-08-15", "2023-09-01")
    assert told["未要求却改动", "XM09"][1] == "路基完成"


def test_what_a_rule_no_longer_asks_was_not_corrected(catalogue: Catalogue, first: Checked, again: Path) -> None:
    """R501 is switched off or put on trial; whether the department sent another file makes no difference."""
    for severity in ("关闭", "试行", "提示"):
        rules = pd.DataFrame([{"规则编号": "R501", "严重程度": severity}], dtype="object")
        eased = replace(catalogue, frames={**catalogue.frames, "校验规则": rules})
        for path in (RETURNED_FOLDER / RETURNED[WHO], again):
            changes = states(snapshot(first), check_files(eased, {"又一次.xlsx": path}))
            assert [state for state in changes if state[1] == "R501"] == [("不再要求", "R501", "", "联系电话")]
            assert not [state for state in changes if state[0] == "已改正"]


def test_a_cell_that_is_no_answer_still_was_not_corrected(catalogue: Catalogue, first: Checked, again: Path) -> None:
    """Blank before, no date now: one problem, still there."""
    set_cell(again, "表4 重大项目", "L6", "去年底")
    changes = states(snapshot(first), check_files(catalogue, {"第二次.xlsx": again}))
    assert [c for c in changes if c[2:] == ("XM10", "开工日期")][:1] == [("仍未改正", "C103", "XM10", "开工日期")]
    assert not [c for c in changes if c[0] in ("已改正", "新出现")]


def test_a_finding_asks_for_every_column_that_it_names(catalogue: Catalogue, first: Checked, again: Path) -> None:
    """R302 blames 开工日期 and tells the department to change 项目阶段: doing so is not unasked."""
    set_cell(again, "表4 重大项目", "K4", "前期工作")
    set_cell(again, "表4 重大项目", "L4", None)
    checked = check_files(catalogue, {"第二次.xlsx": again})
    assert not [s for s in states(snapshot(first), checked) if s[0] == "未要求却改动"]


def test_an_accepted_proposal_is_a_correction(catalogue: Catalogue, tmp_path: Path) -> None:
    returned = RETURNED_FOLDER / RETURNED["县农业农村局"]
    before = snapshot(check_files(catalogue, {"a.xlsx": returned}))
    path = respond(correction_of(catalogue, returned, tmp_path), "R301", ACCEPT)
    changes = [c for c in compare(before, check_files(catalogue, {"b.xlsx": path})) if c.row == "XM15"]
    assert [(c.state, c.old, c.new) for c in changes] == [("已改正", "81200000", "8120")]


def test_a_row_that_a_department_adds_is_not_unasked(catalogue: Catalogue, first: Checked, again: Path) -> None:
    sheet = openpyxl.load_workbook(again)["表3 重大任务"]
    titles = {cell.value: cell.column_letter for cell in sheet[FIRST_ROW]}
    number = next(line[0].row for line in sheet.iter_rows() if line[0].value == "补充1")
    told = {
        "任务内容": "建设城乡公交一体化",
        "进展状态": "按进度推进",
        "政策措施": "印发城乡公交一体化实施方案，明确部门分工和资金安排。",
        "取得成效": "截至2023年6月底开通城乡公交线路3条，覆盖7个乡镇。",
    }
    for title, text in told.items():
        set_cell(again, "表3 重大任务", f"{titles[title]}{number}", text)
    second = check_files(catalogue, {"第二次.xlsx": again})
    assert "补充1" in snapshot(second)[WHO]["values"]["重大任务"]
    assert not [s for s in states(snapshot(first), second) if s[0] == "未要求却改动"]
    # Once it is there, a change of it is one that nobody asked for.
    set_cell(
        again, "表3 重大任务", f"{titles['取得成效']}{number}", "截至2023年6月底开通城乡公交线路5条，覆盖9个乡镇。"
    )
    third = check_files(catalogue, {"第三次.xlsx": again})
    assert [s[2:] for s in states(snapshot(second), third) if s[0] == "未要求却改动"] == [("补充1", "取得成效")]


def test_a_department_without_an_earlier_file_has_only_new_findings(first: Checked) -> None:
    assert {state for state, *_ in states({}, first)} == {"新出现"}


def test_long_answers_are_kept_short_and_still_compared(catalogue: Catalogue, first: Checked, again: Path) -> None:
    record = snapshot(first)[WHO]
    texts = [text for rows in record["values"].values() for row in rows.values() for text in row.values()]
    assert max(map(len, texts)) < 80
    set_cell(again, "表3 重大任务", "I5", "很长的政策措施" * 30)
    changes = compare(snapshot(first), check_files(catalogue, {"b.xlsx": again}))
    assert [c.column for c in changes if c.state == "未要求却改动"] == ["政策措施"]


# ---------------------------------------------------------------- the file it is kept in


def test_a_snapshot_reads_back_and_keeps_departments_that_are_not_in_the_next(tmp_path: Path, first: Checked) -> None:
    save(tmp_path, {"县教育局": {"file": "", "sha256": "", "findings": [], "values": {}}})
    save(tmp_path, snapshot(first), keep=True)
    assert set(load(tmp_path)) == {"县教育局", WHO}
    assert load(tmp_path)[WHO] == json.loads(json.dumps(snapshot(first)[WHO]))
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"县教育局": 3}', '{"县教育局": {"findings": 1}}', "\ufeff{}"])
def test_a_damaged_snapshot_is_one_sentence(tmp_path: Path, content: str, first: Checked) -> None:
    (tmp_path / FILE_NAME).write_text(content, "utf-8")
    with pytest.raises(CannotWork, match="已损坏"):
        load(tmp_path)
    save(tmp_path, snapshot(first), keep=True)  # and is replaced by the next
    assert set(load(tmp_path)) == {WHO}


def test_without_a_snapshot_the_user_is_told_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CannotWork, match="midterm corrections"):
        load(tmp_path)
