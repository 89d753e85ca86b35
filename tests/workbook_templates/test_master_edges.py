"""Masters of unusual rounds: nobody returned, everything lags, thousands of projects, texts that look like formulas."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange

from schemas import vocabulary as v
from schemas.catalogue import Catalogue
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, REPORT, TASKS
from tests.generated_plans import LEAD, Plan, generated, typed, with_frames
from tests.master_cells import rows_of
from tests.office import needs_soffice, to_pdf
from tests.returns import check_files, sample_answers
from validators.check import Checked
from workbook_templates import master_totals
from workbook_templates.master import write_master

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

Overrides = dict[str, tuple[str, str]]


def sides(area: CellRange) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last row, first and last column."""
    return (area.min_row, area.max_row), (area.min_col, area.max_col)


def written(path: Path, checked: Checked, overrides: Overrides | None = None) -> Workbook:
    """The master, read back; every part well formed, and no cell that shows how the program thinks."""
    write_master(path, checked, overrides)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            ET.fromstring(archive.read(name))
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        taken: set[tuple[int, int]] = set()  # XlsxWriter itself no longer looks: see QuickWorksheet
        ranges = [table.ref for table in sheet.tables.values()] + [str(merged) for merged in sheet.merged_cells.ranges]
        for area in map(CellRange, ranges):
            cells = {(row, at) for row, at in product(*(range(a, b + 1) for a, b in sides(area)))}
            assert not cells & taken, (sheet.title, area)
            taken |= cells
        for line in sheet.iter_rows(values_only=True):
            for value in line:
                assert value not in ("nan", "None", "NaT", "<NA>"), (sheet.title, line)
                if isinstance(value, str) and value.startswith("#") and sheet.title == "图表数据":
                    assert value == "#N/A", line  # a gap in a sparkline
                else:
                    assert not str(value).startswith(("#N", "#D", "#V", "#R")), (sheet.title, line)
    return book


def figures(book: Workbook, name: str) -> list[object]:
    """The line of 图表数据 that begins with a name."""
    return next(list(line) for line in book["图表数据"].iter_rows(values_only=True) if line[0] == name)


def texts(book: Workbook) -> set[str]:
    return {value for line in book["总览"].iter_rows(values_only=True) for value in line if isinstance(value, str)}


def test_no_returns_at_all(catalogue: Catalogue, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", check_files(catalogue, {}))
    assert figures(book, "主要指标合计")[1:7] == [27, 0, 0, 0, 0, 27]
    assert {row["接收状态"] for row in rows_of(book["主要指标"])} == {"未报送"}
    assert "0/30" in texts(book)


def test_only_one_department(catalogue: Catalogue, tmp_path: Path) -> None:
    plan = Plan(catalogue, sample_answers(catalogue, LEAD))
    book = written(tmp_path / "m.xlsx", plan.checked(tmp_path))
    states = {row["牵头部门"]: row["接收状态"] for row in rows_of(book["主要指标"])}
    assert states.pop(LEAD) != "未报送"
    assert set(states.values()) == {"未报送"}


def test_every_indicator_lags(catalogue: Catalogue, tmp_path: Path) -> None:
    checked = generated(catalogue, 7).checked(tmp_path)
    overrides = {f"ZB{at:03}": (v.LAGGING, "从严掌握") for at in range(32)}
    book = written(tmp_path / "m.xlsx", checked, overrides)
    assert figures(book, "主要指标合计")[1:7] == [32, 0, 0, 0, 32, 0]
    assert "……共32个" in texts(book)


def test_five_thousand_projects(catalogue: Catalogue, tmp_path: Path) -> None:
    projects = catalogue.frames[PROJECTS.name]
    many = pd.concat([projects] * 162, ignore_index=True).iloc[:5000]
    many["编号"] = [f"XM{at:04}" for at in range(5000)]
    checked = check_files(with_frames(catalogue, {PROJECTS.name: many}), {})
    book = written(tmp_path / "m.xlsx", checked)
    rows = rows_of(book["重大项目"])
    assert len(rows) == 5000
    assert [row["专栏"] for row in rows] == sorted((row["专栏"] for row in rows), key=list(projects["专栏"]).index)
    assert book["重大项目"].tables["重大项目表"].ref.endswith("5003")
    assert sum(line[1] for line in _block(book, "重大项目投资")) == pytest.approx(
        many["规划期计划投资(万元)"].sum() / 1e4
    )


def test_subtotals_of_very_many_groups_say_what_they_leave_out(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = catalogue.frames[PROJECTS.name]["专栏"].nunique()
    monkeypatch.setattr(master_totals, "MOST_GROUPS", groups - 1)
    sheet = written(tmp_path / "m.xlsx", check_files(catalogue, {}))["重大项目"]
    below = sheet.iter_rows(min_row=len(catalogue.frames[PROJECTS.name]) + 4, values_only=True)
    shown = [cell for row in below for cell in row if isinstance(cell, str)]
    assert shown[0] == f"重大项目分组小计（共{groups}组，列出前{groups - 1}组，其余筛选后看表头上方）"
    assert sum(cell.startswith("共") for cell in shown) == groups - 1


def _block(book: Workbook, name: str) -> list[tuple[str, float]]:
    lines = list(book["图表数据"].iter_rows(values_only=True))
    first = next(at for at, line in enumerate(lines) if line[0] == name) + 2
    last = next(at for at in range(first, len(lines)) if lines[at][0] is None)
    return [(str(line[0]), float(str(line[1]))) for line in lines[first:last]]


def test_a_cell_longer_than_excel_allows(catalogue: Catalogue, tmp_path: Path) -> None:
    plan = generated(catalogue, 8)
    plan.answers[REPORT.name] = pd.DataFrame({"内容": ["正文"]}, index=["PG1"])
    checked = plan.checked(tmp_path)
    checked.frames[REPORT.name].data["内容"] = "长" * 40_000
    checked.frames[MAIN.name].data["相关说明"] = "𠮷" * 40_000
    book = written(tmp_path / "m.xlsx", checked)
    assert book["评估报告"]["D4"].value == "长" * 32_767
    assert rows_of(book["主要指标"])[0]["相关说明"] == "𠮷" * 16_383


def test_text_that_begins_like_a_formula_stays_text(catalogue: Catalogue, tmp_path: Path) -> None:
    plan = generated(catalogue, 9)
    tasks = catalogue.frames[TASKS.name]
    told = pd.DataFrame({"取得成效": ['=HYPERLINK("x")'] * len(tasks), "存在问题": "@甲"}, index=tasks["编号"])
    plan.answers[TASKS.name] = typed(TASKS.columns, told)
    plan.answers[REPORT.name] = pd.DataFrame({"内容": ["-正文"]}, index=["PG1"])
    path = tmp_path / "m.xlsx"
    written(path, plan.checked(tmp_path))
    seen = set()
    for sheet in openpyxl.load_workbook(path).worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value in ('=HYPERLINK("x")', "=1+1", "+甲", "-乙", "@丙", "@甲", "-正文", "=安全"):
                    assert cell.data_type == "s", (sheet.title, cell.coordinate)
                    seen.add(cell.value)
    assert seen == {'=HYPERLINK("x")', "=1+1", "+甲", "-乙", "@丙", "@甲", "-正文", "=安全"}


EMPTY = (CHAPTER, TASKS, PROJECTS, PLANS)


def without_the_rest(catalogue: Catalogue) -> Catalogue:
    return with_frames(catalogue, {table.name: catalogue.frames[table.name].iloc[:0] for table in EMPTY})


def test_a_catalogue_of_main_indicators_alone(catalogue: Catalogue, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", check_files(without_the_rest(catalogue), {}))
    assert [len(rows_of(book[table.name])) for table in EMPTY] == [0, 0, 0, 0]
    assert figures(book, "章节指标")[1:7] == [0] * 6


def test_same_inputs_same_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    checked = generated(catalogue, 10).checked(tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        write_master(tmp_path / name, checked, {"ZB003": (v.LAGGING, "")})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@needs_soffice
@pytest.mark.office
@pytest.mark.parametrize("odd", [lambda c: c, without_the_rest], ids=["no returns", "main indicators alone"])
def test_the_overview_prints_on_one_page(
    odd: Callable[[Catalogue], Catalogue], catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "m.xlsx"
    written(path, check_files(odd(catalogue), {}))
    text = subprocess.run(["pdftotext", to_pdf(path, tmp_path / "out"), "-"], capture_output=True, text=True).stdout
    footers = [" ".join(page.split()[-5:]) for page in text.split("\f")]  # 第 1 页 共 9 页 总览
    assert [footer.endswith(" 总览") for footer in footers].count(True) == 1, footers
    assert footers[0].endswith(" 总览")
