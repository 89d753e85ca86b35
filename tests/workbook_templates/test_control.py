"""评估控制台.xlsx as it is made: settings by name, a tracker that counts, the same bytes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.office import needs_soffice, recalculate
from workbook_templates.control import (
    CONTROL_NAME,
    DESK_SHEET,
    GUIDE,
    GUIDE_SHEET,
    LEFT,
    LOG,
    LOG_HEADER_ROW,
    LOG_SHEET,
    REFRESHED,
    SETTINGS,
    TRACKER,
    TRACKER_HEADER_ROW,
    write_control,
)
from workbook_templates.workspace_template import create


@pytest.fixture
def control(tmp_path: Path) -> Path:
    path = tmp_path / CONTROL_NAME
    write_control(path)
    return path


def test_two_are_the_same_bytes(control: Path, tmp_path: Path) -> None:
    write_control(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == control.read_bytes()


def test_every_setting_is_a_named_cell_with_its_default(control: Path) -> None:
    book = openpyxl.load_workbook(control)
    assert set(book.defined_names) >= {setting.name for setting in SETTINGS} | {REFRESHED}
    for setting in SETTINGS:
        ((sheet, cell),) = book.defined_names[setting.name].destinations
        place = book[sheet][cell.replace("$", "")]
        assert (place.value or "") == setting.default
        assert book[sheet].cell(place.row, LEFT + 1).value == setting.label
        offered = [each for each in book[sheet].data_validations.dataValidation if place.coordinate in each.sqref]
        assert [each.formula1 for each in offered] == ([f'"{",".join(setting.choices)}"'] if setting.choices else [])


def test_tracker_and_log_have_their_headers_and_text_stays_text(control: Path) -> None:
    book = openpyxl.load_workbook(control)
    for sheet, columns, header in ((DESK_SHEET, TRACKER, TRACKER_HEADER_ROW), (LOG_SHEET, LOG, LOG_HEADER_ROW)):
        for at, (title, _, kind) in enumerate(columns, start=LEFT + 1):
            assert book[sheet].cell(header + 1, at).value == title
            assert (book[sheet].cell(header + 2, at).number_format == "@") == (kind in ("text", "word"))


def test_the_guide_names_every_button(control: Path) -> None:
    sheet = openpyxl.load_workbook(control)[GUIDE_SHEET]
    told = [(row[1].value, row[2].value) for row in sheet.iter_rows()]
    assert set(GUIDE) <= set(told)


def test_a_new_workspace_has_one_and_keeps_one_that_is_there(tmp_path: Path) -> None:
    root = tmp_path / "工作区"
    root.mkdir()
    (root / CONTROL_NAME).write_bytes(b"the bureau's own")
    create(root)
    assert (root / CONTROL_NAME).read_bytes() == b"the bureau's own"
    create(tmp_path / "另一个")
    assert (tmp_path / "另一个" / CONTROL_NAME).stat().st_size > 1000


@pytest.mark.office
@needs_soffice
def test_the_counts_follow_the_tracker(control: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(control)
    sheet = book[DESK_SHEET]
    states = ["已通过", "有错误", "已通过", "未报送"]
    for row, state in enumerate(states, start=TRACKER_HEADER_ROW + 2):
        sheet.cell(row, LEFT + 1).value, sheet.cell(row, LEFT + 2).value = f"部门{row}", state
    book.save(control)
    done = openpyxl.load_workbook(recalculate(control, tmp_path / "out"), data_only=True)[DESK_SHEET]
    (counted,) = [cell.value for row in done.iter_rows() for cell in row if str(cell.value).startswith("共")]
    assert counted == "共4个部门：　已通过2个　有错误1个　未报送1个"
