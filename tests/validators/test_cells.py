"""Cells that other programs and hasty people make: each has a defined outcome."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import MAIN, PROJECTS, TASKS
from tests.returns import check_files, edit, sample_answers
from tests.tables import rows
from tests.validators.odd_files import in_part, repacked
from validators.check import layouts
from validators.extent import address_of
from validators.reader import RawReturn, read_return
from workbook_templates.form import write_form

WHO = "县交通局"
INVESTED, STARTED, RESULTS = "累计完成投资(万元)", "开工日期", "取得成效"


@pytest.fixture(scope="module")
def good(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good form, without what makes it slow to edit."""
    path = tmp_path_factory.mktemp("填报表") / "好.xlsx"
    write_form(path, catalogue, WHO, KEY, sample_answers(catalogue, WHO))

    def strip(book: Workbook) -> None:
        for sheet in book:
            sheet.conditional_formatting = type(sheet.conditional_formatting)()
            sheet.data_validations.dataValidation = []

    return edit(path, strip)


@pytest.fixture
def form(good: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copy(good, tmp_path))


def read(path: Path) -> RawReturn:
    return read_return(path, path.name, layouts())


def cell_in(path: Path, table: str, title: str, row: int = 0) -> str:
    raw = read(path).tables[table]
    return f"{raw.letters[title]}{raw.rows[row][0]}"


def found(catalogue: Catalogue, path: Path) -> list[tuple[str, str, str]]:
    """(code, severity, cell) of every finding."""
    return [(f.code, f.severity, f.cell) for f in check_files(catalogue, {path.name: path}).findings]


# ---------------------------------------------------------------- formulas


def with_formula(path: Path, cell: str, formula: str) -> Path:
    def change(book: Workbook) -> None:
        book[PROJECTS.sheet][cell] = formula

    return edit(path, change)


def test_a_formula_that_was_never_calculated(catalogue: Catalogue, form: Path) -> None:
    """The reader gives 0 or a blank for it: neither may be taken for an answer."""
    cell = cell_in(form, PROJECTS.name, INVESTED)
    with_formula(form, cell, "=1000+2000")
    assert found(catalogue, form) == [("C111", "错误", cell)]
    _, column = address_of(cell)
    assert read(form).tables[PROJECTS.name].rows[0][2][column - 2] == ""


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ('<c r="B90"><f>1+1</f></c>', True),
        ('<c r="B90" s="3"><f>1+1</f><v></v></c>', True),
        ('<c r="B90" s="3"><f>1+1</f><v/></c>', True),
        ('<c r="B90" s="3"><f>1+1</f><v /></c>', True),
        ('<c r="B90"><f t="shared" si="0"/></c>', True),
        ('<c r="B90"><f t="shared" si="0"/><v>3</v></c>', False),
        ('<c r="B90" t="str"><f>IF(1,"","")</f><v></v></c>', False),
        ('<c r="B90"><f>1+1</f><v>2</v></c>', False),
        ('<c r="B90" t="inlineStr"><is><t/></is></c>', False),
        ('<c r="B90"><v/></c>', False),
        ('<c r="B90"/>', False),
    ],
    ids=str,
)
def test_formulas_without_a_value_are_seen_in_any_spelling(form: Path, written: str, missing: bool) -> None:
    sheet = re.sub(rb"</sheetData>", f'<row r="90">{written}</row></sheetData>'.encode(), b"</sheetData>")
    part = "xl/worksheets/sheet1.xml"
    form.write_bytes(repacked(form, in_part(part, b"</sheetData>", sheet)))
    assert ("B90" in {cell for cells in read(form).uncached.values() for cell in cells}) is missing


def test_a_formula_with_its_value_is_read(catalogue: Catalogue, form: Path) -> None:
    cell = cell_in(form, PROJECTS.name, INVESTED)
    with_formula(form, cell, "=1000+2000")
    data = repacked(
        form,
        lambda name, xml: re.sub(rb"(<f>1000\+2000</f>)<v ?/>", rb"\1<v>3000</v>", xml) if "sheet" in name else xml,
    )
    form.write_bytes(data)
    checked = check_files(catalogue, {"a.xlsx": form})
    assert checked.frames[PROJECTS.name].data[INVESTED].tolist()[0] == 3000.0
    assert "C111" not in [f.code for f in checked.findings]


# ---------------------------------------------------------------- merged cells


def merged(path: Path, sheet: str, cells: str) -> Path:
    def change(book: Workbook) -> None:
        book[sheet].merge_cells(cells)

    return edit(path, change)


def test_cells_merged_over_several_rows(catalogue: Catalogue, form: Path) -> None:
    """The value belongs to the first row; the others are blank for that one cause, which is named once."""
    first, second = cell_in(form, TASKS.name, RESULTS), cell_in(form, TASKS.name, RESULTS, 1)
    merged(form, TASKS.sheet, f"{first}:{second}")
    assert found(catalogue, form) == [("C112", "错误", first)]


def test_merged_cells_that_may_be_blank_are_a_warning(catalogue: Catalogue, form: Path) -> None:
    first, second = cell_in(form, TASKS.name, "下一步对策"), cell_in(form, TASKS.name, "下一步对策", 1)
    merged(form, TASKS.sheet, f"{first}:{second}")
    assert ("C112", "提醒", first) in found(catalogue, form)


def test_cells_merged_in_one_row_or_beside_the_answers(catalogue: Catalogue, form: Path) -> None:
    sheet = openpyxl.load_workbook(form)[TASKS.sheet]
    first = read(form).tables[TASKS.name].rows[0][0]
    assert sheet.max_column
    merged(form, TASKS.sheet, f"C{first}:C{first + 1}")  # a locked column
    assert [code for code, *_ in found(catalogue, form) if code.startswith("C")] == []


# ---------------------------------------------------------------- dates

SINCE_1904: list[tuple[object, str | None]] = [
    (datetime(2022, 3, 15), "yyyy-mm-dd"),
    (43173 + 0.0, None),
    (20220315, None),
    ("2022-03-15", None),
    ("2022年3月15日", None),
]


@pytest.mark.parametrize(("value", "shown"), SINCE_1904, ids=lambda value: str(value))
def test_a_workbook_that_counts_days_from_1904(
    catalogue: Catalogue, form: Path, value: object, shown: str | None
) -> None:
    def change(book: Workbook) -> None:
        cell = book[PROJECTS.sheet][cell_in(form, PROJECTS.name, STARTED)]
        cell.number_format = shown or "General"
        if isinstance(value, datetime):  # as Excel keeps it in such a workbook
            cell.value = (value - datetime(1904, 1, 1)).days
            cell.number_format = "yyyy-mm-dd"
        else:
            cell.value = value

    edit(form, change)
    form.write_bytes(repacked(form, in_part("xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"')))
    data = check_files(catalogue, {"a.xlsx": form}).frames[PROJECTS.name].data
    assert data[STARTED].iloc[0].date() == date(2022, 3, 15)


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (datetime(2022, 3, 15), []),
        (44635, ["C108"]),
        (20220315, ["C108"]),
        ("2022-3-15", ["C108"]),
        ("２０２２年３月１５日", ["C108"]),
        ("2022。3。15", ["C108"]),
        ("2022.3", ["C103"]),
        ("22-3-15", ["C103"]),
        ("3月底", ["C103"]),
        (2022.3, ["C103"]),
        ("3022-03-15", ["C103"]),
    ],
    ids=str,
)
def test_dates_in_every_spelling(catalogue: Catalogue, form: Path, value: object, codes: list[str]) -> None:
    cell = cell_in(form, PROJECTS.name, STARTED)

    def change(book: Workbook) -> None:
        book[PROJECTS.sheet][cell].number_format = "yyyy-mm-dd" if isinstance(value, datetime) else "General"
        book[PROJECTS.sheet][cell].value = value

    edit(form, change)
    assert [code for code, _, at in found(catalogue, form) if at == cell] == codes
    if codes != ["C103"]:
        data = check_files(catalogue, {"a.xlsx": form}).frames[PROJECTS.name].data
        assert data[STARTED].iloc[0].date() == date(2022, 3, 15)


# ---------------------------------------------------------------- spaces, and what does not change a value

TEXTS = """
填写                  | 理解为
␠␠开通两条线路␠        | 开通两条线路
\u3000\u3000开通两条线路 | 开通两条线路
开通\u200b两条\ufeff线路 | 开通两条线路
开通两条线路\u00a0      | 开通两条线路
"""


@pytest.mark.parametrize("case", rows(TEXTS), ids=lambda case: repr(case["填写"]))
def test_invisible_characters_in_text(catalogue: Catalogue, form: Path, case: dict[str, str]) -> None:
    typed(form, case["填写"].replace("␠", " "))
    assert read_back(catalogue, form) == case["理解为"]


def test_line_breaks_in_text_are_kept(catalogue: Catalogue, form: Path) -> None:
    typed(form, "一、开通两条线路；\n二、建成一个站场。\n")
    assert read_back(catalogue, form) == "一、开通两条线路；\n二、建成一个站场。"


def typed(path: Path, text: str) -> None:
    cell = cell_in(path, TASKS.name, RESULTS)

    def change(book: Workbook) -> None:
        book[TASKS.sheet][cell].value = text

    edit(path, change)


def read_back(catalogue: Catalogue, path: Path) -> str:
    return str(check_files(catalogue, {"a.xlsx": path}).frames[TASKS.name].data[RESULTS].iloc[0])


def hidden_rows_and_columns(book: Workbook) -> None:
    for sheet in (book[TASKS.sheet], book[PROJECTS.sheet]):
        sheet.row_dimensions[4].hidden = sheet.column_dimensions["J"].hidden = True


def a_filter(book: Workbook) -> None:
    sheet = book[TASKS.sheet]
    sheet.auto_filter.ref = f"A3:{sheet.cell(3, sheet.max_column).coordinate[:-1]}{sheet.max_row}"
    sheet.auto_filter.add_filter_column(7, ["已完成"])
    sheet.row_dimensions[4].hidden = True


def several_windows(book: Workbook) -> None:
    book.views.append(type(book.views[0])())
    for sheet in book:
        sheet.views.sheetView.append(type(sheet.views.sheetView[0])(workbookViewId=1))


def hidden_sheets(book: Workbook) -> None:
    book[TASKS.sheet].sheet_state, book[PROJECTS.sheet].sheet_state = "hidden", "veryHidden"


def comments(book: Workbook) -> None:
    book[TASKS.sheet]["J4"].comment = openpyxl.comments.Comment("请核实", "张三")


@pytest.mark.parametrize("change", [hidden_rows_and_columns, a_filter, several_windows, hidden_sheets, comments])
def test_what_only_changes_the_view_changes_nothing(
    catalogue: Catalogue, form: Path, change: Callable[[Workbook], None]
) -> None:
    before = read(form).tables
    edit(form, change)
    assert read(form).tables == before
    assert found(catalogue, form) == []


# ---------------------------------------------------------------- nothing to say


@pytest.mark.parametrize("written", ["—", "-", "/", "无", "——", "－"])
def test_a_dash_in_a_number_cell_is_a_blank(catalogue: Catalogue, form: Path, written: str) -> None:
    cell = cell_in(form, PROJECTS.name, INVESTED)
    with_formula(form, cell, written)
    assert found(catalogue, form) == [("C101", "错误", cell)]


def test_a_dash_where_nothing_is_required_is_a_note(catalogue: Catalogue, tmp_path: Path) -> None:
    row = catalogue.frames[MAIN.name].query("数据频率 == '年度'").iloc[0]
    path = tmp_path / "a.xlsx"
    answers = sample_answers(catalogue, row["牵头部门"])
    table = answers[MAIN.name].astype({"2023年6月完成值": "object"})
    table.loc[row["编号"], "2023年6月完成值"] = "—"
    write_form(path, catalogue, row["牵头部门"], KEY, answers | {MAIN.name: table})
    findings = check_files(catalogue, {"a.xlsx": path}).findings
    assert [(f.code, f.severity, f.value) for f in findings if f.row == row["编号"]] == [("C108", "提示", "—")]
