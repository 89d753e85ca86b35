"""A correction form that comes back: accepted proposals, explanations, and answers that mean nothing."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from samples.typing_plan import RETURNED
from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.findings import Finding
from schemas.vocabulary import ERROR, NOTICE, WARNING
from tests.corrections import correction_of, differences, problems, respond
from tests.returns import check_files, edit, set_age, set_cell
from validators.answered import ACCEPT, AS_IT_IS, CONFIRMED, CORRECTED
from validators.check import Checked
from validators.rearranged import PROBLEM_LIST
from workbook_templates.problem_list import FIRST_ROW, HEADER_ROW

FARMING, TRAFFIC = "县农业农村局", "县交通局"


@pytest.fixture(scope="module")
def forms(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("退回")
    return {who: correction_of(catalogue, RETURNED_FOLDER / RETURNED[who], folder) for who in (FARMING, TRAFFIC)}


@pytest.fixture
def form(forms: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a department's correction form to answer."""
    return lambda who: Path(shutil.copy(forms[who], tmp_path))


def read(catalogue: Catalogue, path: Path) -> Checked:
    return check_files(catalogue, {path.name: path})


def of(checked: Checked, code: str) -> list[Finding]:
    return [finding for finding in checked.findings if finding.code == code]


# ---------------------------------------------------------------- 采纳建议


def test_accepted_proposals_are_applied_and_recorded(catalogue: Catalogue, form: Callable[[str], Path]) -> None:
    returned = read(catalogue, RETURNED_FOLDER / RETURNED[FARMING])
    path = form(FARMING)
    for code in ("C102", "R301"):
        respond(path, code, ACCEPT)
    checked = read(catalogue, path)
    assert differences(returned, checked) == {
        ("主要指标", "ZB09", "2022年完成值"): (None, 11.8),
        ("重大项目", "XM15", "累计完成投资(万元)"): (81200000.0, 8120.0),
    }
    assert not of(checked, "C102") and not of(checked, "R301")
    assert [(f.severity, f.cell, f.value, f.message) for f in of(checked, "C109")] == [
        (NOTICE, "L4", "约11.8", "“2022年完成值”已按采纳的建议由“约11.8”改为“11.8”。"),
        (NOTICE, "M5", "81200000", "“累计完成投资(万元)”已按采纳的建议由“81200000”改为“8120”。"),
    ]


def test_what_stands_in_the_cell_now_counts_more_than_an_accepted_proposal(
    catalogue: Catalogue, form: Callable[[str], Path]
) -> None:
    path = respond(form(FARMING), "R301", ACCEPT)
    set_cell(path, "表4 重大项目", "M5", 9000)
    checked = read(catalogue, path)
    assert not of(checked, "C109") and not of(checked, "R301")
    rows = checked.frames["重大项目"].data.set_index("编号")
    assert rows.at["XM15", "累计完成投资(万元)"] == 9000


def test_a_proposal_that_is_not_there_cannot_be_accepted(catalogue: Catalogue, form: Callable[[str], Path]) -> None:
    checked = read(catalogue, respond(form(FARMING), "R303", ACCEPT))
    assert of(checked, "R303")
    (finding,) = of(checked, "C110")
    assert (finding.severity, finding.row) == (WARNING, "XM16")
    assert "没有建议值" in finding.message


# ---------------------------------------------------------------- 情况属实


def test_an_explained_warning_becomes_a_confirmed_notice(catalogue: Catalogue, form: Callable[[str], Path]) -> None:
    checked = read(catalogue, respond(form(TRAFFIC), "R501", AS_IT_IS, "内部短号，可以打通。"))
    (finding,) = of(checked, "R501")
    assert finding.severity == NOTICE
    assert finding.message == f"{CONFIRMED}联系电话“5120”不像完整的电话号码。说明：内部短号，可以打通。"


def test_an_explained_error_stays_an_error_and_shows_the_explanation(
    catalogue: Catalogue, form: Callable[[str], Path]
) -> None:
    checked = read(catalogue, respond(form(TRAFFIC), "R302", AS_IT_IS, "提前开工"))
    (finding,) = of(checked, "R302")
    assert finding.severity == ERROR
    assert "填报单位已作说明：提前开工。" in finding.message


@pytest.mark.parametrize("explanation", [None, "  ", "\n"])
def test_without_an_explanation_nothing_is_confirmed(
    catalogue: Catalogue, form: Callable[[str], Path], explanation: str | None, tmp_path: Path
) -> None:
    path = respond(form(TRAFFIC), "R501", AS_IT_IS, explanation)
    checked = read(catalogue, path)
    assert [f.severity for f in of(checked, "R501")] == [WARNING]
    assert [f.severity for f in of(checked, "C110")] == [WARNING]
    (tmp_path / "next").mkdir()
    listed = [
        line for line in problems(correction_of(catalogue, path, tmp_path / "next")) if line["严重程度"] == WARNING
    ]
    assert [line["规则"] for line in listed] == ["R501"]  # one line, which says what was wrong with the answer
    assert "没有写说明" in listed[0]["处理建议"]


def test_an_explanation_need_not_be_given_twice(
    catalogue: Catalogue, form: Callable[[str], Path], tmp_path: Path
) -> None:
    path = respond(form(TRAFFIC), "R501", AS_IT_IS, "内部短号")
    (tmp_path / "next").mkdir()
    second = correction_of(catalogue, path, tmp_path / "next")
    (line,) = [line for line in problems(second) if line["规则"] == "R501"]
    assert (line["严重程度"], line["答复"], line["说明"]) == (NOTICE, AS_IT_IS, "内部短号")
    assert [f.severity for f in of(read(catalogue, second), "R501")] == [NOTICE]


def test_saying_corrected_is_not_enough(catalogue: Catalogue, form: Callable[[str], Path]) -> None:
    checked = read(catalogue, respond(form(TRAFFIC), "R302", CORRECTED, "已改"))
    assert [f.severity for f in of(checked, "R302")] == [ERROR]
    assert not of(checked, "C110")


# ---------------------------------------------------------------- the correction and what it corrects


def test_a_correction_is_newer_than_the_file_it_corrects_whatever_the_cover_says(
    catalogue: Catalogue, form: Callable[[str], Path]
) -> None:
    path = set_age(respond(form(FARMING), "C102", ACCEPT), 9_000_000)
    returned = RETURNED_FOLDER / RETURNED[FARMING]
    for files in ({"a.xlsx": returned, "b.xlsx": path}, {"a.xlsx": path, "b.xlsx": returned}):
        checked = check_files(catalogue, files)
        assert [files[source.raw.file] for source in checked.sources] == [path]
        assert len(of(checked, "C109")) == 1


# ---------------------------------------------------------------- a list that was tampered with


def moved_columns(book: Workbook) -> None:
    sheet = book[PROBLEM_LIST]
    sheet.insert_cols(1, 2)
    sheet.insert_rows(1, 3)


def renamed(book: Workbook) -> None:
    book[PROBLEM_LIST].title = "问题清单 (2)"


def moved_to_the_end(book: Workbook) -> None:
    book.move_sheet(PROBLEM_LIST, len(book.sheetnames))


@pytest.mark.parametrize("change", [moved_columns, renamed, moved_to_the_end], ids=lambda f: f.__name__)
def test_the_list_is_found_by_its_titles(
    catalogue: Catalogue, form: Callable[[str], Path], change: Callable[[Workbook], None]
) -> None:
    checked = read(catalogue, edit(respond(form(FARMING), "C102", ACCEPT), change))
    assert len(of(checked, "C109")) == 1


HOSTILE: list[Any] = [
    0,
    -1.5e300,
    True,
    dt.datetime(1900, 1, 1),
    dt.time(1, 2),
    dt.date(9999, 12, 31),
    "=1/0",
    "采纳建议" * 5000,
    "\u202e\ufeff",
    "'; DROP TABLE",
    None,
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda v: str(v)[:12])
def test_anything_at_all_in_the_list_is_survived(
    catalogue: Catalogue, form: Callable[[str], Path], value: Any, tmp_path: Path
) -> None:
    """Every cell of the list in turn holds the value, 答复 and 说明 among them."""

    def change(book: Workbook) -> None:
        sheet = book[PROBLEM_LIST]
        width = sheet.max_column
        for offset in range(width):
            row = FIRST_ROW + 1 + offset % 4
            sheet.cell(row, offset + 1).value = value
        for row in range(FIRST_ROW + 5, FIRST_ROW + 5 + width):
            for column in range(1, width + 1):
                sheet.cell(row, column).value = value

    path = edit(respond(form(FARMING), "R301", ACCEPT), change)
    checked = read(catalogue, path)
    assert len(checked.sources) == 1
    (tmp_path / "next").mkdir()
    assert problems(correction_of(catalogue, path, tmp_path / "next"))


@pytest.mark.parametrize("title", ["表名", "行码", "列名", "建议值", "答复"])
def test_a_list_without_one_of_its_titles_is_no_list(
    catalogue: Catalogue, form: Callable[[str], Path], title: str
) -> None:
    path = respond(form(FARMING), "C102", ACCEPT)

    def change(book: Workbook) -> None:
        for cell in book[PROBLEM_LIST][HEADER_ROW + 1]:
            if cell.value == title:
                cell.value = None

    checked = read(catalogue, edit(path, change))
    assert of(checked, "C102") and not of(checked, "C109")


@pytest.mark.parametrize(
    ("column", "value"), [("列名", "指标名称"), ("列名", "实现进度"), ("表名", "_meta"), ("行码", "ZB11")]
)
def test_a_proposal_is_only_ever_applied_to_the_answer_it_was_made_for(
    catalogue: Catalogue, form: Callable[[str], Path], column: str, value: str
) -> None:
    path = respond(form(FARMING), "C102", ACCEPT)

    def change(book: Workbook) -> None:
        sheet = book[PROBLEM_LIST]
        titles = [cell.value for cell in sheet[HEADER_ROW + 1]]
        sheet.cell(FIRST_ROW + 1, titles.index(column) + 1).value = value

    assert openpyxl.load_workbook(path)[PROBLEM_LIST].cell(FIRST_ROW + 1, 1).value
    checked = read(catalogue, edit(path, change))
    assert of(checked, "C102") and not of(checked, "C109")
