"""时间节点: the state of a milestone follows one day on the sheet, by Chinese working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from schemas.catalogue import Catalogue
from schemas.milestones import Milestone
from schemas.workdays import WorkCalendar
from tests.masters import lines, same
from tests.office import needs_soffice, recalculate_all
from tests.tables import rows
from workbook_templates.master_milestones import state_words, write_milestones
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats

CASES = rows("""
截止       | 完成       | 基准日     | 状态
2023-06-30 |            | 2023-06-30 | 当日到期
2023-07-31 |            | 2023-06-30 | 还有21个工作日
2023-10-08 |            | 2023-09-28 | 还有2个工作日
2023-05-31 |            | 2023-06-30 | 逾期21个工作日
2023-09-28 |            | 2023-10-08 | 逾期2个工作日
2023-10-31 | 2023-10-31 | 2023-06-30 | 已完成
2023-10-31 | 2023-11-02 | 2023-06-30 | 已完成，逾期2个工作日
2023-10-31 | 2023-10-01 | 2023-12-31 | 已完成
""")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["状态"])
def test_state_in_working_days(case: dict[str, str]) -> None:
    milestone = Milestone("SJ", "", "", "", _day(case["截止"]), _day(case["完成"]))
    assert state_words(milestone, date.fromisoformat(case["基准日"]), WorkCalendar()) == case["状态"]


def _sheet(path: Path, catalogue: Catalogue, cases: list[dict[str, str]], basis: date) -> Path:
    frame = pd.DataFrame(
        {
            "编号": [f"SJ{at:02d}" for at in range(len(cases))],
            "截止日期": pd.to_datetime([case["截止"] or None for case in cases]),
            "完成日期": pd.to_datetime([case["完成"] or None for case in cases]),
            "起算日期": pd.NaT,
            "工作日数": float("nan"),
            "事项": "=1+1",
            "责任单位": None,
            "说明": None,
        }
    )
    changed = replace(
        catalogue,
        frames={**catalogue.frames, "时间节点": frame},
        parameters={**catalogue.parameters, "任务进展截止日": basis},
    )
    with Book(str(path)) as workbook:
        write_milestones(workbook, Formats(workbook), changed)
    return path


@needs_soffice
@pytest.mark.office
def test_libreoffice_counts_the_same_working_days(catalogue: Catalogue, tmp_path: Path) -> None:
    """Every pair of days around the long holidays, cached and typed into 基准日 afterwards."""
    days = [f"2023-{month:02d}-{day:02d}" for month in (1, 5, 9, 10) for day in (1, 7, 8, 20, 28)]
    cases = [{"截止": day, "完成": done} for day in days for done in ("", "2023-10-09")]
    bases = [date(2023, 1, 29), date(2023, 6, 30), date(2023, 10, 7), date(2024, 2, 18)]
    paths = [_sheet(tmp_path / f"{basis}.xlsx", catalogue, cases, basis) for basis in bases]
    typed = tmp_path / "typed.xlsx"
    book = openpyxl.load_workbook(paths[0])
    book["时间节点"]["C3"].value = datetime(2023, 10, 7)
    book.save(typed)
    again = [openpyxl.load_workbook(path, data_only=True) for path in recalculate_all([*paths, typed], tmp_path / "o")]
    for path, theirs in zip([*paths, paths[2]], again, strict=True):
        ours = openpyxl.load_workbook(path, data_only=True)
        states = [[line["状态"] for line in lines(each, "时间节点")] for each in (ours, theirs)]
        assert len(states[0]) == len(cases) and all(states[0])
        assert all(same(one, other) for one, other in zip(*states, strict=True)), (path.name, states)


def test_years_apart_or_unknown_give_a_sheet_all_the_same(catalogue: Catalogue, tmp_path: Path) -> None:
    cases = [{"截止": "2021-01-31", "完成": ""}, {"截止": "2035-12-31", "完成": ""}, {"截止": "", "完成": ""}]
    path = _sheet(tmp_path / "m.xlsx", catalogue, cases, date(2023, 6, 30))
    found = lines(openpyxl.load_workbook(path, data_only=True), "时间节点")
    assert [line["状态"] for line in found] == ["节假日表不全", "节假日表不全", "待定"]
    assert openpyxl.load_workbook(path)["时间节点"]["B6"].data_type == "s"


def test_months_instead_of_half_months_where_those_are_too_many(catalogue: Catalogue, tmp_path: Path) -> None:
    near, far = (
        [{"截止": "2023-05-31", "完成": ""}, {"截止": last, "完成": ""}] for last in ("2023-10-31", "2025-06-30")
    )
    widths = []
    for name, cases in (("near", near), ("far", far)):
        path = _sheet(tmp_path / f"{name}.xlsx", catalogue, cases, date(2023, 6, 30))
        header = [cell.value for cell in openpyxl.load_workbook(path)["时间节点"][5]]
        widths.append(sum(isinstance(value, int) for value in header))
    assert widths == [12, 26]
