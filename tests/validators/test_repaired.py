"""Sheets and columns that were renamed, and answers pasted one column off: read where that is certain, said always."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from schemas.catalogue import Catalogue
from schemas.tables import MAIN, PROJECTS, TASKS
from schemas.vocabulary import NOTICE
from tests.conftest import MakeForm
from tests.corrections import answers_read, correction_of, left_over
from tests.returns import check_files, codes, edit, sample_answers
from tests.tables import rows
from workbook_templates.form_page import FIRST_ROW
from workbook_templates.form_table import letters_of

WHO = "县科工贸局"


@pytest.fixture
def form(catalogue: Catalogue, make_form: MakeForm) -> Path:
    return make_form(WHO, sample_answers(catalogue, WHO))


# What somebody made of a title, and whether it can mean nothing else.
TITLES = """
表       | 列                | 改成                 | 认得
主要指标  | 2022年完成值       | 2022完成值            | 是
主要指标  | 2022年完成值       | 2022年实际完成值       | 是
主要指标  | 2022年完成值       | 2023年完成值          | 否
主要指标  | 2022年完成值       | 完成值                | 否
主要指标  | 未达进度原因       | 未达到进度的原因       | 是
主要指标  | 数据来源           | 数据来源：            | 是
重大任务  | 存在问题           | 存在的问题            | 是
重大任务  | 取得成效           | 主要做法              | 否
重大项目  | 累计完成投资(万元)  | 累计完成投资           | 是
重大项目  | 累计完成投资(万元)  | 累计完成投资（亿元）    | 否
重大项目  | 累计完成投资(万元)  | 累计完成投资额（万元）  | 是
"""


@pytest.mark.parametrize("case", rows(TITLES), ids=lambda case: case["改成"])
def test_a_reworded_title_is_read_where_it_can_mean_one_column(
    catalogue: Catalogue, form: Path, tmp_path: Path, case: dict[str, str]
) -> None:
    before = answers_read(check_files(catalogue, {form.name: form}))
    table = {t.name: t for t in (MAIN, TASKS, PROJECTS)}[case["表"]]
    cell = f"{letters_of(table)[case['列']]}{FIRST_ROW}"

    def retitle(book: Workbook) -> None:
        assert book[table.sheet][cell].value == case["列"]
        book[table.sheet][cell].value = case["改成"]

    checked = check_files(catalogue, {form.name: edit(form, retitle)})
    (finding,) = checked.findings
    assert (finding.code, finding.column) == ("S109" if case["认得"] == "是" else "S102", case["列"])
    if case["认得"] == "是":
        assert finding.severity == NOTICE
        assert case["改成"] in finding.message
        assert answers_read(checked) == before


def test_what_stands_under_a_reworded_title_goes_back_into_its_cells(
    catalogue: Catalogue, form: Path, tmp_path: Path
) -> None:
    def retitle(book: Workbook) -> None:
        sheet = book[TASKS.sheet]
        sheet[f"{letters_of(TASKS)['存在问题']}{FIRST_ROW}"].value = "存在的问题"
        sheet[f"{letters_of(TASKS)['进展状态']}{FIRST_ROW + 1}"].value = "看情况"

    (tmp_path / "退回").mkdir()
    before = check_files(catalogue, {form.name: edit(form, retitle)})
    correction = correction_of(catalogue, form, tmp_path / "退回")
    assert left_over(correction) == []
    assert answers_read(check_files(catalogue, {correction.name: correction})) == answers_read(before)


@pytest.mark.parametrize("name", ["Sheet1", "主要指标（新）", "表1主要指标 (2)"])
def test_a_renamed_sheet_is_known_by_its_titles(catalogue: Catalogue, form: Path, name: str) -> None:
    before = answers_read(check_files(catalogue, {form.name: form}))

    def rename(book: Workbook) -> None:
        book[MAIN.sheet].title = name

    checked = check_files(catalogue, {form.name: edit(form, rename)})
    (finding,) = checked.findings
    assert (finding.code, finding.severity) == ("S108", NOTICE)
    assert finding.message == f"工作表“{name}”已按“表1 主要指标”读取。"
    assert answers_read(checked) == before


def test_two_renamed_sheets_are_known_by_their_order(catalogue: Catalogue, form: Path) -> None:
    before = answers_read(check_files(catalogue, {form.name: form}))

    def rename(book: Workbook) -> None:
        for number, sheet in enumerate(["表1 主要指标", "表2 章节指标", "表3 重大任务"], start=1):
            book[sheet].title = f"Sheet{number}"

    checked = check_files(catalogue, {form.name: edit(form, rename)})
    assert codes(checked) == ["S108"] * 3
    assert answers_read(checked) == before


def move(sheet: Worksheet, letters: tuple[str, str], by: int) -> None:
    """What a clerk does who pastes a block one column off: the whole block, header excepted."""
    first, last = (sheet[f"{letter}1"].column for letter in letters)
    for row in range(FIRST_ROW + 1, sheet.max_row + 1):
        values = [sheet.cell(row, at).value for at in range(first, last + 1)]
        for at in range(first, last + 1):
            sheet.cell(row, at).value = None
        for at, value in enumerate(values, start=first + by):
            sheet.cell(row, at).value = value


@pytest.mark.parametrize(("by", "way"), [(1, "右"), (-1, "左")])
@pytest.mark.parametrize(
    ("sheet", "first", "last"),
    [(MAIN, "填报判断", "调整建议"), (PROJECTS, "项目阶段", "累计完成投资(万元)")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_block_pasted_one_column_off_is_one_finding(
    catalogue: Catalogue, form: Path, by: int, way: str, sheet: object, first: str, last: str
) -> None:
    table = MAIN if sheet is MAIN else PROJECTS
    letters = letters_of(table)[first], letters_of(table)[last]
    edit(form, lambda book: move(book[table.sheet], letters, by))
    found = [f for f in check_files(catalogue, {form.name: form}).findings if f.sheet == table.sheet]
    assert [f.code for f in found] == ["S110"], [f.message for f in found]
    assert f"整体{way}移了一列" in found[0].message


def test_words_in_the_wrong_column_of_one_row_are_findings_of_that_row(catalogue: Catalogue, form: Path) -> None:
    def mistake(book: Workbook) -> None:
        sheet = book[PROJECTS.sheet]
        for title in ("开工日期", "预计竣工日期"):
            sheet[f"{letters_of(PROJECTS)[title]}{FIRST_ROW + 1}"].value = "在建"

    assert codes(check_files(catalogue, {form.name: edit(form, mistake)})) == ["C103", "C103"]
