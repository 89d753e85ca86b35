"""What must never change the findings: how a form was rearranged, and which program saved it last.

The forms are the three real ones with planted mistakes; a change is right when the
findings are the same, row by row and column by column, wherever their cells are now.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from samples.typing_plan import RETURNED
from schemas.catalogue import Catalogue
from schemas.columns import Column
from schemas.tables import CATALOGUE_TABLES, REPORT, TABLES, Table
from tests.office import needs_soffice, recalculate
from tests.returns import check_files, edit
from tests.validators.test_reader import (
    a_column_of_their_own,
    a_sheet_of_notes,
    blank_rows_between,
    headers_broken_over_lines,
    rows_re_sorted,
    sheets_re_ordered,
)
from workbook_templates.form_page import FIRST_ROW
from workbook_templates.form_table import letters_of

FOLDER = Path(__file__).parents[1] / "samples" / "returned"
DEPARTMENTS = ("县农业农村局", "县交通局", "县住建局")
Same = set[tuple[str, str, str, str]]


def findings(catalogue: Catalogue, path: Path) -> Same:
    found = set()
    for f in check_files(catalogue, {path.name: path}).findings:
        # openpyxl drops what a formula gave: =1/0 is then a formula without a result, not #DIV/0!.
        code, value = ("C107", "") if f.code in ("C107", "C111") else (f.code, f.value)
        found.add((code, f.row, f.column, value))
    return found


@pytest.fixture(params=DEPARTMENTS)
def returned(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(FOLDER / RETURNED[request.param], tmp_path / "表.xlsx"))


def stray_spaces(book: Workbook) -> None:
    """Spaces of three kinds before and behind every text that somebody typed."""
    for table in (*CATALOGUE_TABLES, REPORT):
        if table.sheet in book.sheetnames:
            for column in (c for c in table.answers if c.kind == "text"):
                for cell in book[table.sheet][letters_of(table)[column.title]][FIRST_ROW:]:
                    if isinstance(cell.value, str) and cell.value.strip():
                        cell.value = f" \u3000{cell.value}\xa0 "


def columns_swapped(book: Workbook) -> None:
    """Two answer columns of every table change places, header and all."""
    for table in CATALOGUE_TABLES:
        if table.sheet in book.sheetnames:
            sheet = book[table.sheet]
            one, other = (letters_of(table)[column.title] for column in table.answers[:2])
            for a, b in zip(sheet[one][FIRST_ROW - 1 :], sheet[other][FIRST_ROW - 1 :], strict=True):
                a.value, b.value = b.value, a.value


CHANGES = [
    stray_spaces,
    columns_swapped,
    blank_rows_between,
    rows_re_sorted,
    a_column_of_their_own,
    sheets_re_ordered,
    headers_broken_over_lines,
    a_sheet_of_notes,
    lambda book: None,  # saved by openpyxl, nothing else
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.slow
def test_rearranging_changes_no_finding(
    catalogue: Catalogue, returned: Path, change: Callable[[Workbook], None]
) -> None:
    before = findings(catalogue, returned)
    assert before
    try:
        edit(returned, change)
    except KeyError:
        pytest.skip("this department's form lacks the sheet that the change is made on")
    assert findings(catalogue, returned) == before


@needs_soffice
@pytest.mark.office
def test_saving_by_libreoffice_changes_no_finding(catalogue: Catalogue, returned: Path, tmp_path: Path) -> None:
    assert findings(catalogue, recalculate(returned, tmp_path / "out")) == findings(catalogue, returned)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("ssconvert") is None, reason="Gnumeric is not installed")
def test_saving_by_gnumeric_changes_no_finding(catalogue: Catalogue, returned: Path, tmp_path: Path) -> None:
    again = tmp_path / "gnumeric.xlsx"
    command = ["ssconvert", "--export-type=Gnumeric_Excel:xlsx2", str(returned), str(again)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert findings(catalogue, again) == findings(catalogue, returned)


def bad_value(column: Column) -> Any:
    if column.choices:
        return "看情况再说"
    if column.kind == "number":
        return "不好统计"
    if column.kind == "date":
        return "去年年底"
    return "字" * ((column.max_length or 0) + 1)


def _columns(table: Table) -> list[str]:
    return [column.title for column in table.answers if column.choices or column.kind != "text" or column.max_length]


CASES = [(table.name, title) for table in (*CATALOGUE_TABLES, REPORT) for title in _columns(table)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "title"), CASES)
def test_one_more_bad_cell_is_one_more_finding_and_hides_none(
    catalogue: Catalogue, tmp_path: Path, name: str, title: str
) -> None:
    table = TABLES[name]
    returned = Path(shutil.copy(FOLDER / RETURNED["县科工贸局"], tmp_path / "表.xlsx"))
    book = openpyxl.load_workbook(returned)
    clean, cell = findings(catalogue, returned), f"{letters_of(table)[title]}{FIRST_ROW + 1}"
    book[table.sheet][cell].value = bad_value(table.by_title[title])
    book.save(returned)
    checked = check_files(catalogue, {returned.name: returned}).findings
    new = [f for f in checked if (f.code, f.row, f.column, f.value) not in clean]
    assert [(f.sheet, f.cell, f.column) for f in new] == [(table.sheet, cell, title)], [f.message for f in new]
    assert len(checked) == len(clean) + 1
