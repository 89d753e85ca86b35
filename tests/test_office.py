"""The LibreOffice helpers do what the other tests trust them to do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.office import needs_soffice, recalculate, to_pdf, to_png

pytestmark = [pytest.mark.office, needs_soffice]


@pytest.fixture
def stale(tmp_path: Path) -> Path:
    """A workbook whose only formula, =1+1, claims to be 99."""
    path = tmp_path / "旧值 [1].xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_formula("A1", "=1+1", None, 99)
    return path


def first_cell(path: Path) -> object:
    with CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_index(0).to_python()[0][0]


def test_recalculate_does_not_trust_cached_values(stale: Path, tmp_path: Path) -> None:
    assert first_cell(stale) == 99
    assert first_cell(recalculate(stale, tmp_path / "out")) == 2
    assert first_cell(stale) == 99, "the source must stay as it was"


def test_a_sheet_becomes_a_picture(stale: Path, tmp_path: Path) -> None:
    pictures = to_png(to_pdf(stale, tmp_path / "out"), tmp_path / "out")
    assert [picture.read_bytes()[:4] for picture in pictures] == [b"\x89PNG"]


def test_a_time_limit_leaves_no_process(stale: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        recalculate(stale, tmp_path / "out", timeout=0.3)
    assert time.monotonic() - started < 5
    assert not profiles_in_use(tmp_path), "soffice.bin outlived its time limit"


def profiles_in_use(tmp_path: Path) -> list[str]:
    """Command lines of living processes that mention this test's folder."""
    commands = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            commands.append(entry.read_bytes().decode(errors="replace"))
        except OSError:  # the process ended while we looked
            continue
    return [command for command in commands if "soffice" in command and str(tmp_path) in command]
