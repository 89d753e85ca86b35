"""The correction form of a mangled file: whatever a department wrote, wherever, is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from schemas.catalogue import Catalogue
from schemas.tables import COVER, REPORT, TASKS
from tests.conftest import MakeForm
from tests.corrections import correction_of, differences, left_over, problems
from tests.returns import cell_of, check_files, edit, sample_answers, set_cell
from validators.fresh import LEFT_OVER_SHEET
from validators.rearranged import PROBLEM_LIST
from validators.signature import META_SHEET
from workbook_templates.form_page import FIRST_ROW, HEADER_ROW
from workbook_templates.form_table import letters_of

WHO = "县交通局"


def an_unknown_sheet(book: Workbook) -> dict[str, str]:
    book.create_sheet("领导批示").append(["请抓紧", None, 3.5])
    return {"请抓紧；3.5": "该工作表不是下发的表样。"}


def an_unknown_row(book: Workbook) -> dict[str, str]:
    sheet = book[TASKS.sheet]
    row = sheet.max_row + 1
    sheet.cell(row, 1).value = "RW99"
    sheet.cell(row, letters_to_number("取得成效")).value = "多出来的任务"
    return {"多出来的任务": "该行不是下发给本部门的内容。"}


def a_repeated_row(book: Workbook) -> dict[str, str]:
    sheet = book[TASKS.sheet]
    row = sheet.max_row + 1
    for cell in sheet[FIRST_ROW + 1]:
        sheet.cell(row, cell.column).value = cell.value
    sheet.cell(row, letters_to_number("取得成效")).value = "另一种写法"
    return {"另一种写法": "该行重复出现，已放回前面一行。"}


def an_unknown_column(book: Workbook) -> dict[str, str]:
    sheet = book[TASKS.sheet]
    column = sheet.max_column + 1
    sheet.cell(HEADER_ROW + 1, column).value = "备注二"
    sheet.cell(FIRST_ROW + 1, column).value = "列外的话"
    return {"备注二": "表样中没有该列。", "备注二：列外的话": "表样中没有该列。"}


def a_repeated_column(book: Workbook) -> dict[str, str]:
    sheet = book[TASKS.sheet]
    column = sheet.max_column + 1
    sheet.cell(HEADER_ROW + 1, column).value = "取得成效"
    sheet.cell(FIRST_ROW + 1, column).value = "第二列里的成效"
    return {"第二列里的成效": "表样中没有该列。"}


def words_outside(book: Workbook) -> dict[str, str]:
    book[TASKS.sheet].cell(book[TASKS.sheet].max_row + 4, 3).value = "表下面的一句话"
    book[COVER.sheet]["F20"] = "封面旁边的话"
    book["填报说明"]["H3"] = "说明页上的话"
    return dict.fromkeys(("表下面的一句话", "封面旁边的话", "说明页上的话"), "写在填报区域以外。")


def a_changed_given_cell(book: Workbook) -> dict[str, str]:
    sheet = book[TASKS.sheet]
    sheet.cell(FIRST_ROW + 1, letters_to_number("任务内容")).value = "改过的任务" * 20
    return {"任务内容：" + "改过的任务" * 20: "锁定内容被改动，已恢复为下发的内容。"}


def an_overwritten_formula(book: Workbook) -> dict[str, str]:
    book["评估报告"].cell(FIRST_ROW + 1, report_column("字数")).value = 77
    return {"字数：77": "锁定内容被改动，已恢复为下发的内容。"}


def a_sheet_that_only_has_the_name_of_the_list(book: Workbook) -> dict[str, str]:
    book.create_sheet(PROBLEM_LIST).append(["我们自己的问题"])
    book.create_sheet(LEFT_OVER_SHEET).append(["我们自己的内容"])
    return dict.fromkeys(("我们自己的问题", "我们自己的内容"), "该工作表不是下发的表样。")


def a_lost_header(book: Workbook) -> dict[str, str]:
    sheet = book[TASKS.sheet]
    sheet.cell(FIRST_ROW + 1, letters_to_number("取得成效")).value = "没有表头的成效"
    sheet.delete_rows(HEADER_ROW + 1)
    return {"没有表头的成效": "该工作表不是下发的表样。"}


def report_column(title: str) -> int:
    return openpyxl.utils.column_index_from_string(letters_of(REPORT)[title])


def letters_to_number(title: str) -> int:
    return openpyxl.utils.column_index_from_string(letters_of(TASKS)[title])


MANGLED = (
    an_unknown_sheet,
    an_unknown_row,
    a_repeated_row,
    an_unknown_column,
    a_repeated_column,
    words_outside,
    a_changed_given_cell,
    an_overwritten_formula,
    a_sheet_that_only_has_the_name_of_the_list,
    a_lost_header,
)


@pytest.mark.parametrize("mangle", MANGLED, ids=lambda f: f.__name__)
def test_nothing_is_lost_from_a_mangled_file(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path, mangle: Any
) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    expected: dict[str, str] = {}
    edit(form, lambda book: expected.update(mangle(book)))
    (tmp_path / "out").mkdir()
    correction = correction_of(catalogue, form, tmp_path / "out")
    found = left_over(correction)
    for content, reason in expected.items():
        assert [line for line in found if content in line[2] and line[3] == reason], (content, found)
    if mangle is not a_lost_header:
        assert len(found) == len(expected)
        before, after = (check_files(catalogue, {"a.xlsx": path}) for path in (form, correction))
        assert differences(before, after) == {}
    again = tmp_path / "again"
    again.mkdir()
    assert left_over(correction_of(catalogue, correction, again)) == found  # and is carried on


def test_a_changed_given_cell_that_the_list_quotes_in_full_is_not_listed_twice(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path
) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    cell = cell_of(catalogue, "县民政局", TASKS, "RW31", "任务内容")
    set_cell(form, TASKS.sheet, cell, "改过的任务")
    (tmp_path / "out").mkdir()
    correction = correction_of(catalogue, form, tmp_path / "out")
    (line,) = problems(correction)
    assert (line["规则"], line["填写内容"], line["单元格"]) == ("S106", "改过的任务", cell)
    assert left_over(correction) == []
    sheet = openpyxl.load_workbook(correction)[TASKS.sheet]
    assert sheet[cell].value != "改过的任务" and sheet[cell].protection.locked


def test_an_unknown_row_links_to_the_sheet_that_keeps_it(
    catalogue: Catalogue, make_form: MakeForm, tmp_path: Path
) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    edit(form, an_unknown_row)
    (tmp_path / "out").mkdir()
    correction = correction_of(catalogue, form, tmp_path / "out")
    (line,) = problems(correction)
    sheet, cell = line["链接"].replace("'", "").split("!")
    assert (line["规则"], sheet) == ("S103", LEFT_OVER_SHEET)
    assert "多出来的任务" in openpyxl.load_workbook(correction)[sheet][cell].value
    assert "请删除该行" not in line["处理建议"]  # it is no longer there


@pytest.mark.parametrize("sheet", [TASKS.sheet, COVER.sheet])
def test_a_missing_sheet_is_there_again(catalogue: Catalogue, make_form: MakeForm, tmp_path: Path, sheet: str) -> None:
    form = make_form("县民政局", sample_answers(catalogue, "县民政局"))
    edit(form, lambda book: book.remove(book[sheet]))
    (tmp_path / "out").mkdir()
    correction = correction_of(catalogue, form, tmp_path / "out")
    book = openpyxl.load_workbook(correction)
    assert sheet in book.sheetnames and META_SHEET in book.sheetnames
    for line in problems(correction):
        if line["链接"]:
            target, cell = line["链接"].replace("'", "").split("!")
            assert book[target][cell] is not None
