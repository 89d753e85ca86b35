"""What stands otherwise than in the form and is read all the same is said, and changes no finding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import TASKS
from tests.returns import check_files, edit, sample_answers
from validators.report import department_states, remarked, summary_lines
from workbook_templates.form import write_form

WHO, NAME = "县发展和改革局", "填报表.xlsx"
SHEET = TASKS.sheet


@pytest.fixture
def form(catalogue: Catalogue, tmp_path: Path) -> Path:
    """A filled form."""
    path = tmp_path / NAME
    write_form(path, catalogue, WHO, KEY, sample_answers(catalogue, WHO))
    return path


def swap_columns(book: Workbook) -> None:
    """The two last answers of the tasks change places, title and all."""
    sheet = book[SHEET]
    places = [cell.column for cell in sheet[3] if cell.value in ("存在问题", "下一步对策")]
    for row in range(3, sheet.max_row + 1):
        one, other = (sheet.cell(row, at) for at in places)
        one.value, other.value = other.value, one.value


def own_column(book: Workbook) -> None:
    sheet = book[SHEET]
    sheet.cell(3, sheet.max_column + 3).value = "内部备注"


def resort(book: Workbook) -> None:
    sheet = book[SHEET]
    for cell in sheet[4]:
        other = sheet.cell(5, cell.column)
        cell.value, other.value = other.value, cell.value


CASES: dict[str, tuple[Callable[[Workbook], object], str]] = {
    "a sheet added": (lambda book: book.create_sheet("备用"), "多出工作表“备用”，没有读取"),
    "sheets in another order": (
        lambda book: book.move_sheet(SHEET, offset=-2),
        "工作表的次序与下发的不同，已按名称读取",
    ),
    "columns swapped": (swap_columns, f"“{SHEET}”列的次序与下发的不同（如“下一步对策”在"),
    "a column added": (own_column, f"“{SHEET}”多出列“内部备注（"),
    "rows above the header": (lambda book: book[SHEET].insert_rows(2), f"“{SHEET}”表头在第4行，已按该行读取"),
    "rows in another order": (resort, f"“{SHEET}”行的次序与下发的不同，已按行码读取"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_said(catalogue: Catalogue, form: Path, name: str) -> None:
    before = check_files(catalogue, {NAME: form})
    assert not remarked(before)
    change, told = CASES[name]
    checked = check_files(catalogue, {NAME: edit(form, change)})
    assert told in remarked(checked)[NAME]
    assert remarked(checked)[NAME].endswith("。")
    assert {(f.code, f.row, f.column) for f in checked.findings} == {(f.code, f.row, f.column) for f in before.findings}


def test_the_bureau_sees_it(catalogue: Catalogue, form: Path) -> None:
    checked = check_files(catalogue, {NAME: edit(form, lambda book: book.create_sheet("备用"))})
    assert f"《{NAME}》：多出工作表“备用”，没有读取。" in summary_lines(checked)
    told = {record["部门"]: record["读取说明"] for record in department_states(checked)}
    assert told[WHO] == "多出工作表“备用”，没有读取。"
    assert not any(text for department, text in told.items() if department != WHO)
