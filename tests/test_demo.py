"""The whole way through on the sample workspace, as `make demo` runs it."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from consolidate import Consolidated, consolidate
from samples.typing_plan import NO_FORM, RETURNED, mistakes
from tests.office import needs_soffice, recalculate
from validators.workspace import Workspace
from workbook_templates.workspace_template import create

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]

HEADER = 3  # Excel row of the header on the master's table sheets


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Consolidated:
    root = tmp_path_factory.mktemp("demo")
    create(root / "demo", sample=True)
    return consolidate(Workspace.open(root / "demo"))


@pytest.fixture(scope="module")
def master(done: Consolidated) -> openpyxl.Workbook:
    return openpyxl.load_workbook(done.master, data_only=True)


def table(sheet: Worksheet) -> list[dict[str, object]]:
    titles = [cell.value for cell in sheet[HEADER]]
    rows = []
    for line in sheet.iter_rows(min_row=HEADER + 1, values_only=True):
        if line[0] is None:
            break
        rows.append(dict(zip(titles, line, strict=True)))
    return rows


def test_at_least_fifteen_departments_returned_forms_that_a_spreadsheet_program_saved() -> None:
    assert len(RETURNED) >= 15
    assert {m.department for m in mistakes()} == {"县农业农村局", "县交通局", "县住建局"}


def test_sheets_of_the_master(master: openpyxl.Workbook) -> None:
    order = master.sheetnames
    assert order[0] == "总览"
    assert order[-2:] == ["数据来源", "图表数据"]
    tables = ["主要指标", "章节指标", "重大任务", "重大项目", "专项规划", "评估报告", "报送情况", "问题清单"]
    assert [name for name in order if name in tables] == tables


def test_27_main_indicators_17_binding_13_special_plans(master: openpyxl.Workbook) -> None:
    main = table(master["主要指标"])
    assert len(main) == 27
    assert sum(row["属性"] == "约束性" for row in main) == 17
    assert len(table(master["专项规划"])) == 13
    assert len({row["专栏"] for row in table(master["重大项目"])}) == 5


def test_overview_has_at_least_four_native_charts(master: openpyxl.Workbook) -> None:
    assert len(master["总览"]._charts) >= 4  # openpyxl offers no public way to count charts


def test_planted_mistakes_stand_in_the_list_at_the_right_cells(done: Consolidated, master: openpyxl.Workbook) -> None:
    listed = {(row["部门"], row["编号"] or "", row["列"] or "", row["规则"]): row for row in table(master["问题清单"])}
    for mistake in mistakes():
        row = listed[mistake.department, mistake.row, mistake.column, mistake.code]
        sheet = openpyxl.load_workbook(done.master.parents[1] / "2_回收填报表" / str(row["文件"]))[str(row["工作表"])]
        cell = sheet[str(row["单元格"])]
        if mistake.column:  # what was typed really stands in the cell that the list names
            typed = mistake.text.lstrip("'") if not mistake.text.startswith("=") else mistake.text
            assert _same_as_typed(cell.value, typed), (mistake, cell.value)
        else:
            assert sheet[f"A{cell.row}"].value == mistake.row
    assert any(row["文件"] == NO_FORM for row in table(master["问题清单"]))


def _same_as_typed(value: object, typed: str) -> bool:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" == typed
    if isinstance(value, int | float):
        return float(typed) == value
    return (value or "") == typed


def test_only_the_three_departments_have_errors(done: Consolidated) -> None:
    wrong = {f.department for f in done.checked.findings if f.severity == "错误"}
    assert wrong == {"", "县农业农村局", "县交通局", "县住建局"}  # "": the file that is no form


def test_accepted_rejected_and_missing_make_the_catalogue(master: openpyxl.Workbook) -> None:
    lines = list(master["报送情况"].iter_rows(values_only=True))
    below = next(at for at, line in enumerate(lines) if line[0] == "各表核对")
    rows = [dict(zip(lines[below], line, strict=True)) for line in lines[below + 1 : below + 6]]
    assert [row["目录数"] for row in rows] == [27, 32, 36, 31, 13]
    for row in rows:
        assert row["已接收"] + row["需修改"] + row["未报送"] == row["目录数"]  # type: ignore[operator]
        assert row["核对"] == "相符"


def test_every_value_leads_to_the_cell_that_it_came_from(done: Consolidated, master: openpyxl.Workbook) -> None:
    """Follow every link of 数据来源 into the returned file and compare what stands there with the master's own cell."""
    books: dict[Path, openpyxl.Workbook] = {}
    tables = ("主要指标", "章节指标", "重大任务", "重大项目", "专项规划")
    rows = {name: {row["编号"]: row for row in table(master[name])} for name in tables}
    sheet, followed = master["数据来源"], 0
    at = [cell.value for cell in sheet[HEADER]].index("打开原表")
    for number, place in enumerate(table(sheet), start=HEADER + 1):
        link = sheet.cell(number, at + 1).hyperlink
        path = (done.master.parent / unquote(link.target).replace("\\", "/")).resolve()
        assert path == (done.master.parents[1] / "2_回收填报表" / str(place["文件"])).resolve()
        assert link.location == f"'{place['工作表']}'!{place['打开原表']}"
        target = rows.get(str(place["表"]), {}).get(place["编号"])
        if target is None or target["来源文件"] != place["文件"]:
            continue  # cover, report texts and townships are not on these sheets
        if path not in books:
            books[path] = openpyxl.load_workbook(path, data_only=True)
        for title, address in _addresses(place):
            value = target[title]
            if value is not None:
                source = books[path][place["工作表"]][address].value
                assert _close(source, value) or f"{value:g}%" == source, (place, title, address)
                followed += 1
    assert followed > 1000


def _addresses(place: dict[str, object]) -> list[tuple[str, str]]:
    if place["列"] != "（整行）":
        return [(str(place["列"]), str(place["所在单元格"]))]
    parts = str(place["所在单元格"] or "").split("；")
    return [(title, address) for title, _, address in (part.rpartition(" ") for part in parts if part)]


def test_numbers_of_indicators_lead_to_their_line(master: openpyxl.Workbook) -> None:
    origins, followed = master["数据来源"], 0
    for name in ("主要指标", "章节指标"):
        sheet = master[name]
        titles = [cell.value for cell in sheet[HEADER]]
        for line in sheet.iter_rows(min_row=HEADER + 1):
            for title, cell in zip(titles, line, strict=True):
                if (
                    title in ("2021年完成值", "2022年完成值", "2023年6月完成值", "2025年预期值")
                    and cell.value is not None
                ):
                    target, _, address = cell.hyperlink.location.rpartition("!")
                    assert target == "'数据来源'"
                    found = [c.value for c in origins[int(address[1:])]]
                    assert found[:2] == [name, line[0].value]
                    assert found[3:5] == [title, cell.value]
                    followed += 1
    assert followed > 150


@needs_soffice
@pytest.mark.office
def test_libreoffice_recalculates_the_master_to_the_values_we_cached(
    done: Consolidated, master: openpyxl.Workbook, tmp_path: Path
) -> None:
    again = openpyxl.load_workbook(recalculate(done.master, tmp_path), data_only=True)
    formulas = openpyxl.load_workbook(done.master)
    compared = 0
    for sheet in formulas.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    ours = master[sheet.title][cell.coordinate].value
                    theirs = again[sheet.title][cell.coordinate].value
                    assert _close(ours, theirs), (sheet.title, cell.coordinate, cell.value, ours, theirs)
                    compared += 1
    assert compared > 600


@needs_soffice
@pytest.mark.office
def test_counts_follow_when_the_bureau_overrides_a_verdict(done: Consolidated, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(done.master)
    sheet = book["主要指标"]
    titles = {cell.value: cell.column for cell in sheet[HEADER]}
    lagging = [
        row
        for row in range(HEADER + 1, HEADER + 28)
        if _cached(done.master, "主要指标", row, titles["最终判断"]) == "滞后"
    ]
    sheet.cell(lagging[0], titles["改判"]).value = "基本符合预期"
    book.save(tmp_path / "改判.xlsx")
    again = openpyxl.load_workbook(recalculate(tmp_path / "改判.xlsx", tmp_path / "out"), data_only=True)
    assert again["主要指标"].cell(lagging[0], titles["最终判断"]).value == "基本符合预期"
    total = next(row for row in again["图表数据"].iter_rows(values_only=True) if row[0] == "主要指标合计")
    assert total[5] == len(lagging) - 1


def _cached(path: Path, sheet: str, row: int, column: int) -> object:
    return openpyxl.load_workbook(path, data_only=True)[sheet].cell(row, column).value


def _close(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return (ours or "") == (theirs or "")


def test_same_inputs_give_the_same_bytes(done: Consolidated, tmp_path: Path) -> None:
    before = done.master.read_bytes()
    again = consolidate(Workspace.open(done.master.parents[1]))
    assert again.master.read_bytes() == before


def test_sample_is_labelled(master: openpyxl.Workbook) -> None:
    assert "示例数据" in str(master["总览"]["A1"].value)


def test_sample_files_are_the_ones_the_script_names() -> None:
    folder = Path("samples/returned")
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*.xlsx")}
    assert present == {*RETURNED.values(), NO_FORM}
    for path in folder.rglob("*.xlsx"):
        assert _saved_by_libreoffice(path)


def _saved_by_libreoffice(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return bool(re.search(rb"<Application>LibreOffice", archive.read("docProps/app.xml")))


def test_catalogue_counts_of_the_sample() -> None:
    counts = {}
    for name in ("主要指标", "章节指标", "重大任务", "重大项目", "部门"):
        with Path(f"samples/content/{name}.csv").open(encoding="utf-8", newline="") as file:
            counts[name] = len(list(csv.DictReader(file)))
    assert counts["主要指标"] == 27
    assert counts["章节指标"] >= 20
    assert counts["重大任务"] >= 24
    assert counts["重大项目"] >= 20
    assert counts["部门"] >= 45
