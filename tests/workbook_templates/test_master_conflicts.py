"""部门不一致: both sides of a difference with file, cell and whom to ask."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from schemas.catalogue import Catalogue
from schemas.tables import CHAPTER, MAIN
from tests.masters import differences, lines
from tests.office import needs_soffice, recalculate
from tests.returns import check_files
from validators.conflicts import Conflict, Reported
from validators.contacts import Contact
from workbook_templates import master_conflicts
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats


def _reported(department: str, value: float, clerk: str = "张三") -> Reported:
    return Reported(department, value, f"{department}.xlsx", "表1 主要指标", "K5", Contact(clerk, "0772-5120000"))


CONFLICTS = [
    Conflict(
        "ZB05", "一般公共预算收入", "亿元", "2022年完成值", _reported("县财政局", 5.93), _reported("县税务局", 5.8)
    ),
    Conflict(
        "ZB05", "一般公共预算收入", "亿元", "2021年完成值", _reported("县财政局", 0.0), _reported("县税务局", 0.004)
    ),
    Conflict("ZB05", "=1+1", "亿元", "2021年完成值", _reported("县财政局", -2.0, "=cmd"), _reported("县税务局", 1.0)),
]


@pytest.fixture
def path(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(master_conflicts, "conflicts", lambda checked: CONFLICTS)
    rows = {MAIN.name: pd.DataFrame({"编号": ["ZB05"], "小数位": [2.0]})}
    rows[CHAPTER.name] = rows[MAIN.name].iloc[:0]
    path = tmp_path / "m.xlsx"
    with Book(str(path)) as workbook:
        master_conflicts.write_conflicts(workbook, Formats(workbook), check_files(catalogue, {}), rows)
    return path


def test_both_sides_and_the_difference(path: Path) -> None:
    first, zero, text = lines(openpyxl.load_workbook(path, data_only=True), "部门不一致")
    assert (first["牵头部门数值"], first["配合部门数值"]) == (5.93, 5.8)
    assert first["差值"] == pytest.approx(0.13) and first["相差"] == pytest.approx(0.13 / 5.93)
    assert first["牵头部门出处"] == "《县财政局.xlsx》表1 主要指标 K5"
    assert first["配合部门联系人"] == "张三\n0772-5120000"
    assert zero["差值"] == pytest.approx(-0.004) and not zero["相差"]
    assert text["指标名称"] == "=1+1" and text["相差"] == pytest.approx(-1.5)


def test_a_small_difference_does_not_show_as_nothing(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["部门不一致"]
    assert [sheet[f"M{row}"].number_format for row in (4, 5)] == ["#,##0.00", "General"]


@needs_soffice
@pytest.mark.office
def test_libreoffice_calculates_what_we_cached(path: Path, tmp_path: Path) -> None:
    count, wrong = differences(path, recalculate(path, tmp_path / "out"))
    assert count == 2 * len(CONFLICTS) and not wrong
