"""The form as a clerk gets it: the sheets needed, locks, dropdowns, live progress, identity."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from schemas.catalogue import Catalogue
from schemas.plan import reporters
from schemas.tables import FORM_TABLES, INDICATOR_TABLES, MAIN, PROJECTS, TABLES
from tests.office import needs_soffice, recalculate
from validators.check import check, layouts
from validators.reader import read_return
from validators.signature import META_SHEET, is_genuine
from workbook_templates.form import form_name, write_form
from workbook_templates.form_table import FIRST_ROW, letters_of

KEY = b"a key for tests"
SAMPLES = Path(__file__).parents[2] / "samples" / "returned"


@pytest.fixture
def statistics_form(catalogue: Catalogue, tmp_path: Path) -> Path:
    path = tmp_path / form_name("县统计局")
    write_form(path, catalogue, "县统计局", KEY)
    return path


# Among them the indicators that it only helps with.
OF_STATISTICS = ("表1 主要指标", "表2 章节指标", "表3 重大任务", "表6 配合指标")


@pytest.mark.parametrize(
    ("department", "sheets"),
    [
        (
            "县统计局",
            ["封面", "填报说明", *OF_STATISTICS, "评估报告", "自查", META_SHEET],
        ),
        ("县司法局", ["封面", "填报说明", "表3 重大任务", "评估报告", "自查", META_SHEET]),
        ("三防镇", ["封面", "填报说明", "表3 重大任务", "自查", META_SHEET]),
    ],
)
def test_a_department_gets_only_the_sheets_it_needs(
    catalogue: Catalogue, tmp_path: Path, department: str, sheets: list[str]
) -> None:
    write_form(tmp_path / "f.xlsx", catalogue, department, KEY)
    assert openpyxl.load_workbook(tmp_path / "f.xlsx").sheetnames == sheets


def test_every_catalogue_row_is_in_exactly_one_departments_form(catalogue: Catalogue, tmp_path: Path) -> None:
    found: list[str] = []
    townships = set(catalogue.townships)
    for department in reporters(catalogue):
        if department in townships:
            continue
        path = tmp_path / form_name(department)
        write_form(path, catalogue, department, KEY)
        raw = read_return(path, path.name, layouts())
        found += [code for name, t in raw.tables.items() if name in catalogue.frames for _, code, _ in t.rows]
        found = [code for code in found if not code.startswith("补充")]
    expected = [code for name in catalogue.frames if name in TABLES for code in catalogue.frames[name]["编号"]]
    assert sorted(found) == sorted(expected)


def test_answers_are_open_everything_else_is_locked(statistics_form: Path) -> None:
    sheet = openpyxl.load_workbook(statistics_form)[MAIN.sheet]
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns  # False: a clerk may resize columns
    assert not sheet.protection.autoFilter
    letters = letters_of(MAIN)
    for column in MAIN.columns:
        cell = sheet[f"{letters[column.title]}{FIRST_ROW + 1}"]
        assert cell.protection.locked is (column.role != "answer"), column.title


def test_identity_is_very_hidden_and_signed(statistics_form: Path) -> None:
    sheet = openpyxl.load_workbook(statistics_form)[META_SHEET]
    meta = {str(name): str(value) for name, value in sheet.iter_rows(values_only=True)}
    assert sheet.sheet_state == "veryHidden"
    assert meta["部门"] == "县统计局"
    assert set(meta) == {"规划", "轮次", "部门", "表样版本", "签名"}
    assert is_genuine(meta, KEY)
    assert not is_genuine({**meta, "部门": "县财政局"}, KEY)
    assert not is_genuine(meta, b"another key")


def test_dropdowns_and_limits_come_from_the_schema(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    write_form(path, catalogue, "县交通局", KEY)
    sheet = openpyxl.load_workbook(path)[PROJECTS.sheet]
    found = {}
    for validation in sheet.data_validations.dataValidation:
        letter = str(validation.sqref).split(":")[0].rstrip("0123456789")
        found[letter] = validation
    for column in PROJECTS.answers:
        validation = found[letters_of(PROJECTS)[column.title]] if column.choices or column.kind != "text" else None
        if column.choices:
            assert validation.formula1 == f'"{",".join(column.choices)}"'
        elif column.kind == "number":
            assert (validation.type, float(validation.formula1)) == ("decimal", 0)
        elif column.kind == "date":
            assert validation.type == "date"
        if validation:
            assert validation.error
            assert validation.prompt


def test_headers_are_frozen_and_repeated_in_print(statistics_form: Path) -> None:
    for name in (MAIN.sheet, "表3 重大任务"):
        sheet = openpyxl.load_workbook(statistics_form)[name]
        assert sheet.freeze_panes.endswith(str(FIRST_ROW + 1))
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert "第 &P 页 共 &N 页" in sheet.oddFooter.center.text


def test_the_same_inputs_give_the_same_bytes(catalogue: Catalogue, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_form(tmp_path / name, catalogue, "县统计局", KEY)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_text_that_looks_like_a_formula_stays_text(catalogue: Catalogue, tmp_path: Path) -> None:
    known = pd.DataFrame({"政策措施": ["=CELL(1)"], "取得成效": ["@SUM"]}, index=["RW26"])
    code = catalogue.frames["重大任务"].set_index("牵头部门").at["县司法局", "编号"]
    known.index = pd.Index([code])
    write_form(tmp_path / "f.xlsx", catalogue, "县司法局", KEY, {"重大任务": known})
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        assert not any(b"CELL" in archive.read(n) for n in archive.namelist() if "worksheets/" in n)


@needs_soffice
@pytest.mark.office
def test_cached_values_of_a_filled_form_are_what_libreoffice_calculates(catalogue: Catalogue, tmp_path: Path) -> None:
    """Every indicator of the catalogue in turn has answers; one form holds them all."""
    one = _given_to_one_department(catalogue, "县统计局")
    known = {
        table.name: pd.DataFrame(
            {"数值口径": "当年值", "2021年完成值": 7.2, "2022年完成值": 4.1, "2023年6月完成值": 5.0},
            index=one.frames[table.name]["编号"],
        )
        for table in INDICATOR_TABLES
    }
    path = tmp_path / "全部指标.xlsx"
    write_form(path, one, "县统计局", KEY, known)
    ours, theirs = (openpyxl.load_workbook(p, data_only=True) for p in (path, recalculate(path, tmp_path / "out")))
    formulas, compared = openpyxl.load_workbook(path), 0
    for sheet in formulas.worksheets:
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
            a, b = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
            assert _close(a, b), (sheet.title, cell.coordinate, cell.value, a, b)
            compared += 1
    assert compared > 250


def _given_to_one_department(catalogue: Catalogue, department: str) -> Catalogue:
    frames = dict(catalogue.frames)
    for table in INDICATOR_TABLES:
        frames[table.name] = frames[table.name].assign(牵头部门=department)
    return Catalogue(catalogue.parameters, frames)


def test_what_libreoffice_calculated_in_the_returned_forms_is_what_the_bureau_computes(catalogue: Catalogue) -> None:
    """The formulas that ran while the clerks typed and the bureau's pandas agree, indicator by indicator."""
    from samples.workspace import KEY as SAMPLE_KEY

    jobs = [(path, path.relative_to(SAMPLES).as_posix()) for path in sorted(SAMPLES.rglob("*.xlsx"))]
    checked = check(catalogue, jobs, SAMPLE_KEY)
    books = {name: openpyxl.load_workbook(path, data_only=True) for path, name in jobs}
    compared = 0
    for table in INDICATOR_TABLES:
        frame = checked.frames[table.name]
        letters = letters_of(table)
        for index in frame.data.index:
            record = frame.row(index)
            if record["指标类型"] == "相对型" or (index, "2022年完成值") in frame.blamed:
                continue  # a form may lack the reference; text in a number cell is the bureau's finding
            sheet = books[frame.files[record["_file"]]][table.sheet]
            for title in ("实现进度", "时序进度", "系统判断"):
                assert _close(record[title], sheet[f"{letters[title]}{record['_row']}"].value), (record["编号"], title)
                compared += 1
    assert compared > 120


def _close(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ("" if ours is None or ours != ours else ours) == (theirs or "")


def test_every_table_has_a_note_and_a_sheet_name_excel_accepts() -> None:
    for table in FORM_TABLES:
        assert len(table.sheet) <= 31
        assert not set("[]:*?/\\") & set(table.sheet)
