"""An earlier master is read back as it was written; what is none is refused with one Chinese sentence."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook, WorksheetNotFound

from samples.typing_plan import RETURNED
from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue
from schemas.findings import grouped
from schemas.master import master_columns
from schemas.tables import CATALOGUE_TABLES, CHAPTER, MAIN, PROJECTS, TASKS
from tests.returns import check_files
from tests.validators.odd_files import without
from validators.check import Checked
from validators.intake import look
from validators.master_reader import EarlierMaster, read_master, read_overrides
from validators.problems import CannotWork
from validators.workspace import EARLIER_NAME, Workspace
from workbook_templates.master import write_master
from workbook_templates.master_rows import master_rows

OVERRIDES = {"ZB09": ("提前实现", "县政府专题会议确认")}
FILES = {name: RETURNED_FOLDER / RETURNED[name] for name in ("县农业农村局", "县交通局", "县教育局")}


@pytest.fixture(scope="module")
def checked(catalogue: Catalogue) -> Checked:
    return check_files(catalogue, FILES)


@pytest.fixture(scope="module")
def path(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("上轮") / "总进度表.xlsx"
    write_master(path, checked, OVERRIDES)
    return path


@pytest.fixture(scope="module")
def earlier(path: Path) -> EarlierMaster:
    return read_master(path)


def test_every_column_of_every_row_comes_back(checked: Checked, earlier: EarlierMaster) -> None:
    rows = master_rows(checked, OVERRIDES)
    for table in CATALOGUE_TABLES:
        written = rows[table.name]
        assert sorted(earlier.rows[table.name].index) == sorted(written["编号"])
        read = earlier.rows[table.name].loc[written["编号"]]  # the sheet has an order of its own
        assert read["部门"].tolist() == written[table.lead].tolist()
        columns = [column for shown in master_columns(table) for column in shown if column.title in written]
        assert len(columns) > 5
        for column in columns:  # a sparkline is no value
            one, other = written[column.title].reset_index(drop=True), read[column.title].reset_index(drop=True)
            if column.kind == "text":
                one, other = one.fillna("").astype("str"), other.fillna("").astype("str")
            pd.testing.assert_series_equal(one, other, check_dtype=False, check_names=False, rtol=1e-9)


def test_computed_columns_labels_and_overrides(earlier: EarlierMaster) -> None:
    assert earlier.rows["主要指标"].loc["ZB09", "最终判断"] == "提前实现"
    assert earlier.rows["主要指标"]["实现进度"].notna().any()
    assert earlier.labels(MAIN)["ZB09"] == "粮食综合生产能力"
    assert earlier.overrides == OVERRIDES
    assert earlier.report


def test_the_list_of_problems_comes_back(checked: Checked, earlier: EarlierMaster) -> None:
    groups = grouped(checked.findings)
    assert [(p["severity"], p["code"], p["department"]) for p in earlier.problems] == [
        (g.first.severity, g.first.code, g.first.department) for g in groups
    ]


def test_only_the_overrides(path: Path) -> None:
    assert read_overrides(path) == OVERRIDES


def test_only_the_sheets_that_are_asked_for_are_looked_at_and_there_to_be_read(path: Path) -> None:
    found = look(path, sheets=["主要指标", "总览"])
    book = CalamineWorkbook.from_filelike(BytesIO(found.readable))
    assert book.get_sheet_by_name("主要指标").total_height > 20
    with pytest.raises(WorksheetNotFound):
        book.get_sheet_by_name("重大任务")


def test_a_master_of_an_older_version_lacks_columns(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    for name in (TASKS.name, CHAPTER.name, "问题清单", "评估报告", "总览"):
        del book[name]
    del_at = next(cell.column for cell in book[PROJECTS.name][3] if cell.value == "形象进度")
    book[PROJECTS.name].delete_cols(del_at)
    book.save(tmp_path / "旧.xlsx")
    earlier = read_master(tmp_path / "旧.xlsx")
    assert earlier.rows[PROJECTS.name]["形象进度"].isna().all() and len(earlier.rows[PROJECTS.name])
    assert not len(earlier.rows[TASKS.name]) and "进展状态" in earlier.rows[TASKS.name]
    assert (earlier.problems, earlier.report, earlier.title) == ([], {}, "")
    assert set(earlier.answers) == {table.name for table in CATALOGUE_TABLES}


def test_it_knows_a_master_of_the_same_round(catalogue: Catalogue, earlier: EarlierMaster) -> None:
    region, name = catalogue.parameters["地区名称"], catalogue.parameters["评估轮次"]
    assert earlier.is_of_round(region, name)
    assert not earlier.is_of_round(region, "2021年度评估") and not earlier.is_of_round("", name[1:])


def damaged(path: Path, folder: Path) -> Path:
    target = folder / "坏.xlsx"
    target.write_bytes(path.read_bytes()[:4000])
    return target


def foreign(path: Path, folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = "编号"
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"


def a_form(path: Path, folder: Path) -> Path:
    return FILES["县教育局"]


def text(path: Path, folder: Path) -> Path:
    (folder / "表.csv").write_text("编号,指标名称\nZB01,x", encoding="utf-8")
    return folder / "表.csv"


def nothing(path: Path, folder: Path) -> Path:
    return folder / "没有.xlsx"


def folder_itself(path: Path, folder: Path) -> Path:
    return folder


def without_its_list_of_sheets(path: Path, folder: Path) -> Path:
    target = folder / "缺件.xlsx"
    target.write_bytes(without(path, "xl/_rels/workbook.xml.rels"))
    return target


@pytest.mark.parametrize("make", [damaged, foreign, a_form, text, nothing, folder_itself, without_its_list_of_sheets])
def test_what_is_no_master_is_refused_with_one_sentence(make, path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for read in (read_master, read_overrides):
        with pytest.raises(CannotWork) as problem:
            read(make(path, tmp_path))
        (message,) = problem.value.messages
        assert message.endswith("。") and "总进度表" in message


def test_a_workspace_finds_the_master_that_lies_in_it(path: Path, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.earlier() is None
    own = tmp_path / EARLIER_NAME
    own.write_bytes(path.read_bytes())
    found = workspace.earlier()
    assert found is not None and found.name == EARLIER_NAME
    named = workspace.earlier(path)
    assert named is not None and named.name == path.name
    own.write_bytes(b"PK\x03\x04")
    with pytest.raises(CannotWork, match=EARLIER_NAME):
        workspace.earlier()
