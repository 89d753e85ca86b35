"""Reading a returned form: clerks move, insert, sort and rename, and every value keeps its meaning and its cell."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.plan import rows_for
from schemas.tables import COVER, FORM_TABLES, MAIN, PROJECTS, TASKS
from tests.returns import cell_of, check_files, codes, data_rows, edit, put_rows, sample_answers, set_cell
from validators.check import Checked, layouts
from validators.reader import ROW_CODE, read_return
from workbook_templates.form import write_form
from workbook_templates.form_table import FIRST_ROW, HEADER_ROW

WHO = "县发展和改革局"  # main indicators, tasks, projects
NAME = "改过名字 的表.xlsx"
HEADER = HEADER_ROW + 1


@pytest.fixture(scope="module")
def filled_in(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form of a department, filled in well."""
    path = tmp_path_factory.mktemp("填报表") / "表.xlsx"
    write_form(path, catalogue, WHO, KEY, sample_answers(catalogue, WHO))
    return path


@pytest.fixture(scope="module")
def plain(filled_in: Path) -> Path:
    """The same without what a reader never looks at (dropdowns, colours), to be quick to edit."""

    def strip(book: Workbook) -> None:
        for sheet in book:
            sheet.conditional_formatting = type(sheet.conditional_formatting)()
            sheet.data_validations.dataValidation = []

    return edit(Path(shutil.copy(filled_in, filled_in.with_name("素.xlsx"))), strip)


@pytest.fixture
def form(plain: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copy(plain, tmp_path))


@pytest.fixture(scope="module")
def expected(catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    """Table name → the answers that were typed into it; a table left blank has none."""
    return {name: rows for name, rows in sample_answers(catalogue, WHO).items() if rows.notna().any(axis=None)}


def read_back(checked: Checked) -> dict[str, pd.DataFrame]:
    """Table name → the answers by row code, sorted."""
    answers = {}
    for table in FORM_TABLES:
        data = checked.frames[table.name].data
        if len(data):
            index = ["封面"] if table is COVER else data["编号"].tolist()
            answers[table.name] = data[[c.title for c in table.answers]].set_axis(index).sort_index()
    return answers


def expect_same(checked: Checked, expected: dict[str, pd.DataFrame]) -> None:
    found = read_back(checked)
    assert set(found) == set(expected)
    for name, answers in expected.items():
        pd.testing.assert_frame_equal(found[name], answers.sort_index(), check_dtype=False)


# ---------------------------------------------------------------- what changes nothing


def a_title_row_on_top(book: Workbook) -> None:
    for name in (MAIN.sheet, TASKS.sheet):
        rows = [[cell.value for cell in line] for line in book[name].iter_rows()]
        book[name].delete_rows(1, book[name].max_row)
        put_rows(book[name], [["附件2：县发展和改革局填报"], *rows], first=1)


def blank_rows_between(book: Workbook) -> None:
    sheet = book[TASKS.sheet]
    blank = [None] * sheet.max_column
    put_rows(sheet, [line for row in data_rows(sheet) for line in (blank, row, blank)])


def rows_re_sorted(book: Workbook) -> None:
    for name in (MAIN.sheet, TASKS.sheet, PROJECTS.sheet):
        put_rows(book[name], data_rows(book[name])[::-1])


def a_column_moved(book: Workbook) -> None:
    """取得成效 is cut and put in front of everything else but the row code."""
    sheet = book[TASKS.sheet]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=HEADER)]
    at = lines[0].index("取得成效")
    put_rows(sheet, [[line[0], line[at], *line[1:at], *line[at + 1 :]] for line in lines], first=HEADER)


def a_column_of_their_own(book: Workbook) -> None:
    sheet = book[PROJECTS.sheet]
    sheet.cell(HEADER, sheet.max_column + 1).value = "我局备注"
    sheet.cell(FIRST_ROW + 1, sheet.max_column).value = "已与财政局核对"


def sheets_re_ordered(book: Workbook) -> None:
    book._sheets.reverse()


def headers_broken_over_lines(book: Workbook) -> None:
    for name in (MAIN.sheet, PROJECTS.sheet):
        for cell in book[name][HEADER]:
            if isinstance(cell.value, str):
                cell.value = cell.value[:2] + "\n" + cell.value[2:].replace("(", "（").replace(")", "）") + " "


def the_code_column_deleted(book: Workbook) -> None:
    """Column A (行码) is hidden; 编号 beside it says the same."""
    sheet = book[TASKS.sheet]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=HEADER)]
    put_rows(sheet, [[*line[1:], None] for line in lines], first=HEADER)


def a_sheet_of_notes(book: Workbook) -> None:
    book.create_sheet("说明", 0)["A1"] = "请领导审阅"


def locked_cells_overwritten(book: Workbook) -> None:
    """Only the answers are taken from a return, so that nobody can change a target."""
    sheet = book[MAIN.sheet]
    titles = [cell.value for cell in sheet[HEADER]]
    for title in ("指标名称", "单位", "2025年目标值", "目标数", "指标类型", "系统判断", "实现进度"):
        sheet.cell(FIRST_ROW + 1, titles.index(title) + 1).value = "1"


@pytest.mark.parametrize(
    "change",
    [
        a_title_row_on_top,
        blank_rows_between,
        rows_re_sorted,
        a_column_moved,
        a_column_of_their_own,
        sheets_re_ordered,
        headers_broken_over_lines,
        the_code_column_deleted,
        a_sheet_of_notes,
    ],
)
def test_changes_nothing(
    catalogue: Catalogue, form: Path, expected: dict[str, pd.DataFrame], change: Callable[[Workbook], None]
) -> None:
    checked = check_files(catalogue, {NAME: edit(form, change)})
    assert codes(checked) == []
    expect_same(checked, expected)


def test_a_form_straight_from_the_writer(
    catalogue: Catalogue, filled_in: Path, expected: dict[str, pd.DataFrame]
) -> None:
    checked = check_files(catalogue, {NAME: filled_in})
    assert codes(checked) == []
    expect_same(checked, expected)


def test_overwritten_locked_cells_do_not_reach_the_result(catalogue: Catalogue, form: Path) -> None:
    before = check_files(catalogue, {NAME: form}).frames[MAIN.name].data
    after = check_files(catalogue, {NAME: edit(form, locked_cells_overwritten)}).frames[MAIN.name].data
    pd.testing.assert_frame_equal(before, after)


def test_changed_locked_cells_are_named_with_old_and_new(catalogue: Catalogue, form: Path) -> None:
    found = check_files(catalogue, {NAME: edit(form, locked_cells_overwritten)}).findings
    assert {(f.code, f.column, f.cell[1:]) for f in found} == {
        ("S106", title, "4") for title in ("指标名称", "单位", "2025年目标值")
    }
    assert all("改成了“1”，未采用" in f.message for f in found)


@pytest.mark.parametrize(
    ("change", "sheet", "cell"),
    [
        (a_title_row_on_top, TASKS.sheet, "J5"),
        (blank_rows_between, TASKS.sheet, "J5"),
        (a_column_moved, TASKS.sheet, "B4"),
        (the_code_column_deleted, TASKS.sheet, "I4"),
    ],
)
def test_a_finding_names_the_cell_where_it_is_now(
    catalogue: Catalogue, form: Path, change: Callable[[Workbook], None], sheet: str, cell: str
) -> None:
    first = rows_for(catalogue, TASKS, WHO)["编号"].iloc[0]
    assert cell_of(catalogue, WHO, TASKS, first, "取得成效") == "J4"
    edit(form, change)
    set_cell(form, sheet, cell, None)
    (finding,) = check_files(catalogue, {NAME: form}).findings
    assert (finding.code, finding.row, finding.sheet, finding.cell) == ("C101", first, sheet, cell)


# ---------------------------------------------------------------- rows, columns and sheets that went wrong


def expect_finding(checked: Checked, code: str, sheet: str, cell: str, row: str, column: str = "") -> None:
    found = [(f.sheet, f.cell, f.row, f.column, f.severity) for f in checked.findings if f.code == code]
    assert found == [(sheet, cell, row, column, "错误")]


def below(path: Path, sheet: str) -> int:
    """The first Excel row below everything that the form's sheet holds."""
    return int(openpyxl.load_workbook(path)[sheet].max_row) + 1


def test_an_unknown_row(catalogue: Catalogue, form: Path) -> None:
    row = below(form, TASKS.sheet)

    def add(book: Workbook) -> None:
        line = [*data_rows(book[TASKS.sheet])[0]]
        line[0] = line[1] = "RW99"
        put_rows(book[TASKS.sheet], [line], first=row)

    checked = check_files(catalogue, {NAME: edit(form, add)})
    expect_finding(checked, "S103", TASKS.sheet, f"A{row}", "RW99")
    assert len(checked.frames[TASKS.name].data) == len(rows_for(catalogue, TASKS, WHO))


def test_a_row_of_another_department(catalogue: Catalogue, form: Path) -> None:
    other = rows_for(catalogue, TASKS, "县教育局").iloc[0]

    def swap(book: Workbook) -> None:
        sheet = book[TASKS.sheet]
        sheet.cell(FIRST_ROW + 1, 1).value = other["编号"]
        for cell in sheet[FIRST_ROW + 1]:
            if sheet.cell(FIRST_ROW, cell.column).value == TASKS.label:
                cell.value = other[TASKS.label]

    checked = check_files(catalogue, {NAME: edit(form, swap)})
    expect_finding(checked, "S103", TASKS.sheet, f"A{FIRST_ROW + 1}", other["编号"])
    expect_finding(checked, "S105", TASKS.sheet, "", rows_for(catalogue, TASKS, WHO)["编号"].iloc[0])


@pytest.mark.parametrize("code", ["RW999", "RW28"])
def test_a_row_whose_hidden_code_was_changed_is_known_by_its_name(
    catalogue: Catalogue, form: Path, expected: dict[str, pd.DataFrame], code: str
) -> None:
    def change(book: Workbook) -> None:
        book[TASKS.sheet].cell(FIRST_ROW + 1, 1).value = code

    checked = check_files(catalogue, {NAME: edit(form, change)})
    first = rows_for(catalogue, TASKS, WHO)["编号"].iloc[0]
    assert [(f.code, f.cell, f.row, f.severity) for f in checked.findings] == [
        ("S111", f"A{FIRST_ROW + 1}", first, "提示")
    ]
    expect_same(checked, expected)


def test_a_row_without_a_code(catalogue: Catalogue, form: Path) -> None:
    """Somebody typed below the table: it belongs to nothing, so it is said rather than dropped."""
    row = below(form, TASKS.sheet)
    set_cell(form, TASKS.sheet, f"J{row}", "补充一项成效")
    expect_finding(check_files(catalogue, {NAME: form}), "S103", TASKS.sheet, f"A{row}", "")


def test_a_duplicate_row(catalogue: Catalogue, form: Path, expected: dict[str, pd.DataFrame]) -> None:
    row = below(form, TASKS.sheet)

    def copy(book: Workbook) -> None:
        line = [*data_rows(book[TASKS.sheet])[0]]
        line[9] = "另一种写法"
        put_rows(book[TASKS.sheet], [line], first=row)

    checked = check_files(catalogue, {NAME: edit(form, copy)})
    first = rows_for(catalogue, TASKS, WHO)["编号"].iloc[0]
    expect_finding(checked, "S104", TASKS.sheet, f"A{row}", first)
    expect_same(checked, expected)


def test_a_missing_row(catalogue: Catalogue, form: Path) -> None:
    second = rows_for(catalogue, TASKS, WHO)["编号"].iloc[1]

    def delete(book: Workbook) -> None:
        book[TASKS.sheet].delete_rows(FIRST_ROW + 2)

    checked = check_files(catalogue, {NAME: edit(form, delete)})
    expect_finding(checked, "S105", TASKS.sheet, "", second)
    assert codes(checked) == ["S105"]


def test_a_blank_row(catalogue: Catalogue, form: Path) -> None:
    second = rows_for(catalogue, TASKS, WHO)["编号"].iloc[1]

    def clear(book: Workbook) -> None:
        for column in range(8, 13):
            book[TASKS.sheet].cell(FIRST_ROW + 2, column).value = " " if column == 9 else None

    checked = check_files(catalogue, {NAME: edit(form, clear)})
    expect_finding(checked, "C100", TASKS.sheet, f"A{FIRST_ROW + 2}", second)
    assert codes(checked) == ["C100"]


def without_results(book: Workbook) -> None:
    sheet = book[TASKS.sheet]
    sheet.delete_cols([cell.value for cell in sheet[HEADER]].index("取得成效") + 1)


def test_a_missing_column(catalogue: Catalogue, form: Path) -> None:
    checked = check_files(catalogue, {NAME: edit(form, without_results)})
    expect_finding(checked, "S102", TASKS.sheet, "", "", "取得成效")
    assert {finding.column for finding in checked.findings} == {"取得成效"}


def test_a_missing_column_is_not_forty_missing_values(catalogue: Catalogue, form: Path) -> None:
    assert codes(check_files(catalogue, {NAME: edit(form, without_results)})) == ["S102"]


def test_a_missing_sheet(catalogue: Catalogue, form: Path) -> None:
    checked = check_files(catalogue, {NAME: edit(form, lambda book: book.remove(book[TASKS.sheet]))})
    expect_finding(checked, "S101", TASKS.sheet, "", "")
    assert codes(checked) == ["S101"]


def test_a_sheet_without_its_header(catalogue: Catalogue, form: Path) -> None:
    checked = check_files(catalogue, {NAME: edit(form, lambda book: book[TASKS.sheet].delete_rows(HEADER))})
    expect_finding(checked, "S101", TASKS.sheet, "", "")


def test_a_missing_cover(catalogue: Catalogue, form: Path) -> None:
    checked = check_files(catalogue, {NAME: edit(form, lambda book: book.remove(book[COVER.sheet]))})
    expect_finding(checked, "S101", COVER.sheet, "", "")


def test_error_values_are_findings_and_not_blanks(catalogue: Catalogue, form: Path) -> None:
    first = rows_for(catalogue, PROJECTS, WHO)["编号"].iloc[0]
    cell = cell_of(catalogue, WHO, PROJECTS, first, "累计完成投资(万元)")
    book = openpyxl.load_workbook(form)
    book[PROJECTS.sheet][cell].value = "#REF!"
    book[PROJECTS.sheet][cell].data_type = "e"
    book[PROJECTS.sheet].title = "表4 重大项目 (2)"
    book.save(form)
    said, finding = check_files(catalogue, {NAME: form}).findings
    assert (said.code, finding.code, finding.cell, finding.value) == ("S108", "C107", cell, "#REF!")


# ---------------------------------------------------------------- small things


def test_a_form_read_alone_keeps_addresses(form: Path) -> None:
    raw = read_return(form, NAME, layouts())
    assert (raw.file, raw.refusal, len(raw.sha256)) == (NAME, None, 64)
    assert raw.meta["部门"] == WHO
    assert raw.tables[COVER.name].letters["联系电话"] == "C8"
    assert ROW_CODE not in raw.tables[TASKS.name].titles
    assert raw.tables[TASKS.name].rows[0][0] == FIRST_ROW + 1


def test_a_file_that_went_away(tmp_path: Path) -> None:
    raw = read_return(tmp_path / "没有.xlsx", "没有.xlsx", layouts())
    assert raw.refusal is not None and raw.refusal[0] == "F112"


# ---------------------------------------------------------------- rows that a department adds itself


def added_rows(path: Path) -> list[int]:
    """The Excel rows of 表3 that are kept for what the catalogue does not name."""
    sheet = openpyxl.load_workbook(path)[TASKS.sheet]
    return [cell.row for (cell,) in sheet.iter_rows(max_col=1) if str(cell.value).startswith("补充")]


def add_task(book: Workbook, row: int, task: str, **cells: str) -> None:
    """Describe a task of the department's own."""
    sheet = book[TASKS.sheet]
    at = {cell.value: cell.column for cell in sheet[HEADER]}
    told = {"任务内容": task, "进展状态": "按进度推进", "政策措施": "印发全县实施方案", "取得成效": "已经开工建设两处"}
    for title, value in (told | cells).items():
        sheet.cell(row, at[title]).value = value


def test_an_added_row_reaches_the_result(catalogue: Catalogue, form: Path) -> None:
    first, *_ = added_rows(form)
    checked = check_files(catalogue, {NAME: edit(form, lambda book: add_task(book, first, "建设游步道"))})
    data = checked.frames[TASKS.name].data.set_index("任务内容")
    assert codes(checked) == []
    assert (data.loc["建设游步道", "牵头部门"], data.loc["建设游步道", "取得成效"]) == (WHO, "已经开工建设两处")


def test_an_added_row_is_checked_like_any_other(catalogue: Catalogue, form: Path) -> None:
    first, *_ = added_rows(form)
    checked = check_files(
        catalogue, {NAME: edit(form, lambda book: add_task(book, first, "建设游步道", 进展状态="快了"))}
    )
    assert [(finding.code, finding.cell) for finding in checked.findings] == [("C104", f"H{first}")]


def test_an_added_row_that_was_copied_is_not_lost(catalogue: Catalogue, form: Path) -> None:
    """Somebody copies the whole row, the hidden code with it, to add one more."""
    first, second, *_ = added_rows(form)

    def copy(book: Workbook) -> None:
        add_task(book, first, "建设游步道")
        add_task(book, second, "修缮码头")
        book[TASKS.sheet].cell(second, 1).value = book[TASKS.sheet].cell(first, 1).value

    checked = check_files(catalogue, {NAME: edit(form, copy)})
    assert "修缮码头" in checked.frames[TASKS.name].data["任务内容"].tolist() or codes(checked)
