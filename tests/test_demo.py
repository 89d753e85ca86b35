"""The whole way through on the sample workspace, as `make demo` runs it."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
import zipfile
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from consolidate import Consolidated, consolidate
from samples.typing_plan import NO_FORM, RETURNED, mistakes
from schemas.tables import CHAPTER, MAIN, PLANS, PROJECTS, TASKS
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


TABLE_SHEETS = {"主要指标": MAIN, "章节指标": CHAPTER, "重大任务": TASKS, "重大项目": PROJECTS, "专项规划": PLANS}


def test_every_line_of_the_origins_opens_the_cell_that_it_quotes(done: Consolidated, master: openpyxl.Workbook) -> None:
    books: dict[Path, openpyxl.Workbook] = {}
    sheet, unread = master["数据来源"], 0
    at = [cell.value for cell in sheet[HEADER]].index("打开原表")
    lines = table(sheet)
    for number, line in enumerate(lines, start=HEADER + 1):
        link = sheet.cell(number, at + 1).hyperlink
        path = (done.master.parent / unquote(link.target).replace("\\", "/")).resolve()
        assert path == (done.master.parents[1] / "2_回收填报表" / str(line["文件"])).resolve()
        assert link.location == f"'{line['工作表']}'!{line['打开原表']}"
        if path not in books:
            books[path] = openpyxl.load_workbook(path, data_only=True)
        wrote = books[path][line["工作表"]][line["打开原表"]].value
        assert _same(wrote, line["值"]), (line, wrote)
        unread += str(line["备注"] or "").startswith("未采用")
    assert {line["表"] for line in lines} == {"封面", *TABLE_SHEETS, "配合指标", "评估报告"}
    assert len(lines) > 1300
    assert unread == 8


def test_every_answered_cell_has_its_line_two_clicks_away(done: Consolidated, master: openpyxl.Workbook) -> None:
    """From a row's code to its lines; numbers, dates and short texts straight to theirs; red cells say where."""
    origins = table(master["数据来源"])
    walked = dict.fromkeys(("text", "number", "date", "red", "linked", "linked text"), 0)
    for name, kind in TABLE_SHEETS.items():
        sheet = master[name]
        titles = [str(cell.value) for cell in sheet[HEADER]]
        for cells in sheet.iter_rows(min_row=HEADER + 1, max_row=HEADER + len(table(sheet))):
            row = dict(zip(titles, cells, strict=True))
            code, lead = row["编号"].value, row[kind.lead].value
            answered = [c for c in kind.answers if row[c.title].value is not None or row[c.title].comment]
            if not answered:
                continue
            first = _line_of(row["编号"])
            mine = _of_row(origins[first:], code)
            for column in answered:
                cell = row[column.title]
                [own] = [line for line in mine if line["列"] == column.title and line["部门"] == lead]
                assert (own["表"], own["文件"]) == (name, row["来源文件"].value)
                if cell.comment:
                    assert str(own["备注"]).startswith("未采用")
                    assert str(own["值"]) in cell.comment.text
                    assert f"《{own['文件']}》{own['工作表']} {own['打开原表']}" in cell.comment.text
                    assert cell.value is None
                else:
                    assert _same(cell.value, own["值"]), (code, column.title)
                if cell.hyperlink:
                    assert origins[_line_of(cell)] == own
                    walked["linked text" if column.kind == "text" else "linked"] += 1
                else:  # a text of several lines would not be wrapped, and nothing leads away from an empty cell
                    assert cell.comment or (column.kind == "text" and len(str(cell.value)) > 4), (code, column.title)
                walked["red" if cell.comment else column.kind] += 1
    assert walked["red"] == 8
    assert walked["linked"] == walked["number"] + walked["date"]
    assert walked["linked text"] > 100
    assert walked["text"] > 600
    assert walked["number"] > 200
    assert walked["date"] > 30


def _of_row(lines: list[dict[str, object]], code: object) -> list[dict[str, object]]:
    return list(takewhile(lambda line: line["编号"] == code, lines))


def _line_of(cell: Any) -> int:
    """Which line of 数据来源, from 0, a cell leads to."""
    target, _, address = cell.hyperlink.location.rpartition("!")
    assert target == "'数据来源'"
    return int(address[1:]) - HEADER - 1


def _same(one: object, other: object) -> bool:
    """Whether two cells hold the same; the origins write days out, and numbers as the master takes them."""
    if isinstance(one, dt.datetime):
        one = f"{one:%Y-%m-%d}"
    if isinstance(other, dt.datetime):
        other = f"{other:%Y-%m-%d}"
    if isinstance(one, int | float) and isinstance(other, int | float):
        return _close(one, other)
    return str(one).strip() in (str(other), f"{other}%")


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
