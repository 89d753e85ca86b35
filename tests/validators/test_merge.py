"""A department that splits the work returns several partly filled copies; they become one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from schemas.catalogue import Catalogue
from schemas.tables import PROJECTS, TASKS
from tests.conftest import MakeForm
from tests.returns import check_files, set_age
from tests.workbook_templates.test_live_checks import right_answers
from validators.check import Checked

DEPARTMENT = "县农业农村局"


@pytest.fixture
def parts(make_form: MakeForm, tmp_path: Path) -> dict[str, Path]:
    """Two offices of one bureau: the first fills tasks and indicators, the second projects, plans and report."""
    answers = right_answers()
    halves = {
        "产业股.xlsx": {"封面", "主要指标", "章节指标", "重大任务"},
        "项目股.xlsx": {"封面", "重大项目", "专项规划", "评估报告"},
    }
    paths = {}
    for name, tables in halves.items():
        form = make_form(DEPARTMENT, {table: frame for table, frame in answers.items() if table in tables})
        paths[name] = form.rename(tmp_path / name)
    return paths


def answered(checked: Checked) -> dict[str, int]:
    return {name: len(frame.data) for name, frame in checked.frames.items()}


def test_parts_that_do_not_overlap_are_put_together(
    catalogue: Catalogue, make_form: MakeForm, parts: dict[str, Path]
) -> None:
    whole = check_files(catalogue, {"全.xlsx": make_form(DEPARTMENT, right_answers())})
    merged = check_files(catalogue, parts)
    assert answered(merged) == answered(whole)
    assert {f.code for f in merged.findings} == {"F207"}
    for name, frame in whole.frames.items():
        titles = [column.title for column in frame.table.answers]
        pd.testing.assert_frame_equal(merged.frames[name].data[titles], frame.data[titles])


def test_every_value_keeps_the_file_and_cell_it_came_from(catalogue: Catalogue, parts: dict[str, Path]) -> None:
    merged = check_files(catalogue, parts)
    for table, file in ((TASKS, "产业股.xlsx"), (PROJECTS, "项目股.xlsx")):
        frame = merged.frames[table.name]
        title = table.answers[0].title
        place = frame.place(0, title)
        assert frame.files[place.file] == file
        book = openpyxl.load_workbook(parts[file])
        assert book[place.sheet][place.cell].value == frame.data.at[0, title]


def test_where_parts_differ_both_cells_are_named(catalogue: Catalogue, parts: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(parts["项目股.xlsx"])
    book[TASKS.sheet]["H4"].value = "已完成"
    book.save(parts["项目股.xlsx"])
    merged = check_files(catalogue, parts)
    (finding,) = [f for f in merged.findings if f.code == "S107"]
    assert (finding.sheet, finding.cell, finding.column) == (TASKS.sheet, "H4", "进展状态")
    assert "按进度推进" in finding.message
    assert "已完成" in finding.message
    assert "H4" in finding.message


def test_a_whole_new_copy_replaces_the_older_one(catalogue: Catalogue, make_form: MakeForm, tmp_path: Path) -> None:
    answers = right_answers()
    first = make_form(DEPARTMENT, answers).rename(tmp_path / "旧.xlsx")
    answers["重大任务"] = answers["重大任务"].assign(取得成效="改写后的成效，比原来更具体。")
    second = make_form(DEPARTMENT, answers).rename(tmp_path / "新.xlsx")
    checked = check_files(catalogue, {"旧.xlsx": first, "新.xlsx": second})
    assert [f.code for f in checked.findings if f.code.startswith(("F", "S"))] == ["F205"]
    assert not checked.frames[TASKS.name].elsewhere


def test_where_parts_differ_both_files_are_named(
    catalogue: Catalogue, make_form: MakeForm, parts: dict[str, Path], tmp_path: Path
) -> None:
    """The newest of three copies says nothing of the cell: blamed is the file whose value counts."""
    book = openpyxl.load_workbook(parts["项目股.xlsx"])
    book[TASKS.sheet]["H4"].value = "已完成"
    book.save(parts["项目股.xlsx"])
    cover = make_form(DEPARTMENT, {"封面": right_answers()["封面"]}).rename(tmp_path / "办公室.xlsx")
    copies = [parts["产业股.xlsx"], parts["项目股.xlsx"], cover]
    files = {path.name: set_age(path, 300 - at) for at, path in enumerate(copies)}
    checked = check_files(catalogue, files)
    (finding,) = [f for f in checked.findings if f.code == "S107"]
    assert (finding.file, finding.cell) == ("项目股.xlsx", "H4")
    assert f"另一份《产业股.xlsx》在{TASKS.sheet} H4填的是" in finding.message
