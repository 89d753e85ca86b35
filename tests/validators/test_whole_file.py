"""Reading a whole file once more: in a process of its own that may die or hang."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from samples.workspace import RETURNED_FOLDER
from tests.validators.odd_files import DeadlyPath, SlowPath
from validators.rearranged import PROBLEM_LIST
from validators.whole_file import ApartReader, read_whole
from validators.written import sheets_of

FORM = RETURNED_FOLDER / "填报表-县公安局.xlsx"
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", [DeadlyPath, SlowPath])
def test_a_file_that_ends_or_stalls_its_reader_costs_only_itself(kind: type[Path], tmp_path: Path) -> None:
    bad = kind(shutil.copy(FORM, tmp_path / "坏.xlsx"))
    with ApartReader(seconds=6) as read:
        assert read(bad) is None
        good = read(FORM)
    assert good is not None and good == read_whole(FORM)


def test_what_is_no_workbook_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    assert read_whole(tmp_path / "a.xlsx") is None
    assert read_whole(tmp_path / "没有.xlsx") is None


def test_formulas_are_told_from_typed_values_and_a_sheet_that_is_too_large_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheets = sheets_of(FORM.read_bytes())
    assert PROBLEM_LIST not in sheets
    assert sheets["自查"].formulas and "B1" not in sheets["封面"].formulas
    monkeypatch.setattr("validators.written.MOST_CELLS", 10)
    assert all(cells.too_large and not cells.grid for cells in sheets_of(FORM.read_bytes()).values())
