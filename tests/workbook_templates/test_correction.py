"""The correction form: every problem listed, linked and marked; all that was written put back; nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from samples.regenerate import python_with_uno, type_all
from samples.typing_plan import RETURNED
from samples.workspace import KEY, RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.tables import PROJECTS, TABLES
from tests.conftest import MakeForm
from tests.corrections import correction_of, differences, left_over, problems
from tests.office import needs_soffice
from tests.returns import cell_of, check_files, codes, edit, sample_answers, set_cell
from validators.rearranged import PROBLEM_LIST
from workbook_templates.form import write_form
from workbook_templates.form_page import FIRST_ROW
from workbook_templates.form_table import letters_of

TO_CORRECT = ("县农业农村局", "县交通局", "县住建局")
WHO = "县交通局"


@pytest.fixture(scope="module")
def sample(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Department → (returned file, its correction form)."""
    folder = tmp_path_factory.mktemp("退回修改")
    files = {who: RETURNED_FOLDER / RETURNED[who] for who in TO_CORRECT}
    return {who: (path, correction_of(catalogue, path, folder)) for who, path in files.items()}


# ---------------------------------------------------------------- the list


@pytest.mark.parametrize("who", TO_CORRECT)
def test_every_finding_is_listed_and_its_link_leads_to_the_marked_cell(
    catalogue: Catalogue, sample: dict[str, tuple[Path, Path]], who: str
) -> None:
    returned, form = sample[who]
    findings = check_files(catalogue, {"a.xlsx": returned}).findings
    listed = problems(form)
    assert sorted((line["规则"], line["行码"] or "", line["列名"] or "") for line in listed) == sorted(
        (f.code, f.row, f.column) for f in findings
    )
    book = openpyxl.load_workbook(form)
    for line in listed:
        table = TABLES[line["表名"]]
        sheet, cell = line["链接"].replace("'", "").split("!")
        code, title = line["行码"] or "", line["列名"] or table.answers[0].title
        assert (sheet, cell) == (table.sheet, cell_of(catalogue, who, table, code, title))
        assert (line["工作表"], line["单元格"]) == (sheet, cell)
        note = book[sheet][cell].comment
        assert line["问题"] in note.text and line["处理建议"] in note.text
        ranges = [str(area.sqref) for area in book[sheet].conditional_formatting]
        assert cell in ranges


def test_the_gravest_come_first_and_the_title_counts_them(sample: dict[str, tuple[Path, Path]]) -> None:
    form = sample["县交通局"][1]
    assert [line["严重程度"] for line in problems(form)] == ["错误"] * 4 + ["提醒"]
    book = openpyxl.load_workbook(form)
    assert book.sheetnames[0] == PROBLEM_LIST
    assert book[PROBLEM_LIST]["A1"].value == "问题清单　县交通局　错误4个，提醒1个"
    assert book.active.title == PROBLEM_LIST
    assert [s.title for s in book.worksheets if s.sheet_view.tabSelected] == [PROBLEM_LIST]


def test_a_proposal_can_be_accepted_only_where_there_is_one(sample: dict[str, tuple[Path, Path]]) -> None:
    form = sample["县农业农村局"][1]
    sheet = openpyxl.load_workbook(form)[PROBLEM_LIST]
    options = {str(v.sqref): v.formula1.strip('"').split(",") for v in sheet.data_validations.dataValidation}
    for number, line in enumerate(problems(form), start=FIRST_ROW + 1):
        assert ("采纳建议" in options[f"H{number}"]) is bool(line["建议值"])
        assert {"已改正", "情况属实，说明如下"} < {*options[f"H{number}"], "采纳建议"}
        assert not sheet[f"H{number}"].protection.locked and not sheet[f"I{number}"].protection.locked


def test_several_findings_at_one_cell_share_the_gravest_mark(catalogue: Catalogue, tmp_path: Path) -> None:
    answers = sample_answers(catalogue, WHO)
    dates = {"开工日期": pd.Timestamp("2017-03-01"), "预计竣工日期": pd.Timestamp("2018-03-01")}
    for title, date in dates.items():
        answers[PROJECTS.name].loc["XM08", title] = date
    answers[PROJECTS.name].loc["XM08", "项目阶段"] = "在建"  # to be finished long ago, and before it was planned
    write_form(tmp_path / "a.xlsx", catalogue, WHO, KEY, answers)
    form = correction_of(catalogue, tmp_path / "a.xlsx", tmp_path)
    cell = cell_of(catalogue, WHO, PROJECTS, "XM08", "预计竣工日期")
    at_cell = [line for line in problems(form) if line["链接"].endswith(f"!{cell}")]
    assert len(at_cell) >= 2
    note = openpyxl.load_workbook(form)[PROJECTS.sheet][cell].comment.text
    assert all(line["问题"] in note for line in at_cell)


# ---------------------------------------------------------------- what was written


@pytest.mark.parametrize("who", TO_CORRECT)
def test_all_that_was_written_reads_back_the_same(
    catalogue: Catalogue, sample: dict[str, tuple[Path, Path]], who: str
) -> None:
    returned, form = (check_files(catalogue, {"a.xlsx": path}) for path in sample[who])
    assert differences(returned, form) == {}
    assert not left_over(sample[who][1])
    # An error value (#DIV/0!) is the one thing that no cell can be given: it comes back blank, and listed.
    expected = ["C101" if code == "C107" else code for code in codes(returned)]
    assert sorted(codes(form)) == sorted(expected)


def test_corrections_and_nothing_else_are_what_is_read(
    catalogue: Catalogue, sample: dict[str, tuple[Path, Path]], tmp_path: Path
) -> None:
    returned, form = sample["县农业农村局"]
    before = check_files(catalogue, {"a.xlsx": returned})
    corrected = Path(shutil.copy(form, tmp_path / "改好.xlsx"))
    places = {line["行码"]: line["链接"].replace("'", "").split("!") for line in problems(form)}
    for row, value in {"ZB09": 11.8, "XM15": 8120, "XM16": pd.Timestamp("2024-12-31"), "ZX02": 19}.items():
        set_cell(corrected, *places[row], value)
    after = check_files(catalogue, {"a.xlsx": corrected})
    assert codes(after) == []
    assert differences(before, after) == {
        ("主要指标", "ZB09", "2022年完成值"): (None, 11.8),
        ("重大项目", "XM15", "累计完成投资(万元)"): (81200000.0, 8120.0),
        ("重大项目", "XM16", "预计竣工日期"): (pd.Timestamp("2021-12-31"), pd.Timestamp("2024-12-31")),
        ("专项规划", "ZX02", "已达进度目标数"): (99.0, 19.0),
    }


@needs_soffice
@pytest.mark.office
def test_corrected_in_a_real_spreadsheet_program_it_reads_the_same(
    catalogue: Catalogue, sample: dict[str, tuple[Path, Path]], tmp_path: Path
) -> None:
    """LibreOffice opens the form, a clerk corrects two cells, accepts one proposal, explains a warning, saves."""
    if python_with_uno() is None:
        pytest.skip("no Python that can drive LibreOffice")
    returned, form = sample["县交通局"]
    number = {line["规则"]: at for at, line in enumerate(problems(form), start=FIRST_ROW + 1)}
    typed = [
        ["表3 重大任务", "J4", "通车12公里。"],
        ["表4 重大项目", "L6", "2022-03-15"],
        [PROBLEM_LIST, f"H{number['R501']}", "情况属实，说明如下"],
        [PROBLEM_LIST, f"I{number['R501']}", "内部短号"],
    ]
    saved = tmp_path / "out" / "改.xlsx"
    type_all([{"form": str(form), "save": str(saved), "typed": typed}], tmp_path)
    before, after = (check_files(catalogue, {"a.xlsx": path}) for path in (returned, saved))
    assert differences(before, after) == {
        ("重大任务", "RW19", "取得成效"): (None, "通车12公里。"),
        ("重大项目", "XM10", "开工日期"): (None, pd.Timestamp("2022-03-15")),
    }
    assert [(f.code, f.severity) for f in after.findings if f.code == "R501"] == [("R501", "提示")]
    (tmp_path / "next").mkdir()
    assert left_over(correction_of(catalogue, saved, tmp_path / "next")) == []


ODD_VALUES: list[tuple[str, Any]] = [
    ("累计完成投资(万元)", "约五千"),
    ("累计完成投资(万元)", pd.Timestamp("2023-06-07")),
    ("累计完成投资(万元)", True),
    ("开工日期", "2022.6"),
    ("开工日期", 20220315),
    ("开工日期", 44635),
    ("项目阶段", 12),
    ("形象进度", "=SUM(1,2)写在文字里"),
    ("形象进度", "第一行\n第二行"),
    ("存在问题", pd.Timestamp("2023-06-30")),
    ("相关说明", 13800000000),
]


@pytest.mark.parametrize(("title", "value"), ODD_VALUES, ids=lambda v: str(v)[:20])
def test_odd_values_come_back_meaning_the_same(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path, title: str, value: Any
) -> None:
    form = make_form(WHO, sample_answers(catalogue, WHO))
    cell = cell_of(catalogue, WHO, PROJECTS, "XM08", title)

    def change(book: Workbook) -> None:
        target = book[PROJECTS.sheet][cell]
        target.value = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
        target.data_type = "s" if isinstance(value, str) else target.data_type
        if not isinstance(value, pd.Timestamp):
            target.number_format = "General"

    edit(form, change)
    before = check_files(catalogue, {"a.xlsx": form})
    (tmp_path / "out").mkdir()
    after = check_files(catalogue, {"a.xlsx": correction_of(catalogue, form, tmp_path / "out")})
    assert differences(before, after) == {}
    quiet = ("C108",)  # what was converted on the first reading may be written plainly on the second
    assert [c for c in codes(after) if c not in quiet] == [c for c in codes(before) if c not in quiet]


def test_rows_that_a_department_added_come_back_and_are_marked_open(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path
) -> None:
    form = make_form(WHO, sample_answers(catalogue, WHO))
    row = openpyxl.load_workbook(form)[PROJECTS.sheet]
    (number,) = [cell.row for cell in row["A"] if cell.value == "补充1"]
    letters = letters_of(PROJECTS)
    typed = {"项目名称": "新增的停车场", "总投资(万元)": "约500", "项目阶段": "在建", "形象进度": "打桩"}

    def change(book: Workbook) -> None:
        for title, value in typed.items():
            book[PROJECTS.sheet][f"{letters[title]}{number}"] = value

    edit(form, change)
    (tmp_path / "out").mkdir()
    correction = correction_of(catalogue, form, tmp_path / "out")
    sheet = openpyxl.load_workbook(correction)[PROJECTS.sheet]
    assert {title: sheet[f"{letters[title]}{number}"].value for title in typed} == typed
    total = sheet[f"{letters['总投资(万元)']}{number}"]
    assert "约500" in total.comment.text and not total.protection.locked
    assert left_over(correction) == []


def test_what_is_written_around_the_list_of_a_correction_form_is_kept(
    catalogue: Catalogue, sample: dict[str, tuple[Path, Path]], tmp_path: Path
) -> None:
    form = Path(shutil.copy(sample["县交通局"][1], tmp_path))
    count = len(problems(form))

    def change(book: Workbook) -> None:
        sheet = book[PROBLEM_LIST]
        sheet.cell(FIRST_ROW + 1, 8).value = "这个项目已调整"  # 答复 in words of one's own
        sheet.cell(FIRST_ROW + 2, 9).value = "这条写了说明"  # kept in 说明
        sheet.cell(FIRST_ROW + 1, 25).value = "列外的批注"
        sheet.cell(FIRST_ROW + count + 3, 2).value = "清单下面的话"

    edit(form, change)
    (tmp_path / "next").mkdir()
    again = correction_of(catalogue, form, tmp_path / "next")
    contents = "\n".join(line[2] for line in left_over(again))
    for text in ("这个项目已调整", "列外的批注", "清单下面的话"):
        assert contents.count(text) == 1
    assert [line["说明"] for line in problems(again) if line["说明"]] == ["这条写了说明"]


# ---------------------------------------------------------------- the same again


def test_the_same_return_gives_the_same_bytes(
    catalogue: Catalogue, sample: dict[str, tuple[Path, Path]], tmp_path: Path
) -> None:
    returned, form = sample["县交通局"]
    copy = tmp_path / returned.name
    shutil.copy2(returned, copy)
    assert correction_of(catalogue, copy, tmp_path).read_bytes() == form.read_bytes()
