"""A filled form survives the programs it passes through: the same frames, whatever saved it last."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import FORM_TABLES
from tests.conftest import MakeForm
from tests.office import needs_soffice, recalculate
from tests.workbook_templates.test_live_checks import right_answers
from validators.check import Checked, check
from validators.master_reader import read_master
from workbook_templates.form import write_form
from workbook_templates.master import write_master

DEPARTMENT = "县农业农村局"
needs_gnumeric = pytest.mark.skipif(shutil.which("ssconvert") is None, reason="Gnumeric is not installed")


@pytest.fixture
def filled(make_form: MakeForm) -> Path:
    answers = right_answers()
    added = {
        "任务内容": "建设苗乡特色农产品展销中心",
        "进展状态": "按进度推进",
        "政策措施": "落实场地",
        "取得成效": "完成选址",
    }
    tasks = answers["重大任务"]
    answers["重大任务"] = pd.concat([tasks, pd.DataFrame(added, index=["补充1"]).reindex(columns=[*tasks, "任务内容"])])
    return make_form(DEPARTMENT, answers)


def read(catalogue: Catalogue, path: Path) -> Checked:
    return check(catalogue, [(path, path.name)], KEY)


def same(one: Checked, other: Checked) -> None:
    for table in FORM_TABLES:
        pd.testing.assert_frame_equal(one.frames[table.name].data, other.frames[table.name].data)
    assert [f.as_dict() for f in one.findings] == [f.as_dict() for f in other.findings]


def test_what_was_filled_in_is_there(catalogue: Catalogue, filled: Path) -> None:
    checked = read(catalogue, filled)
    tasks = checked.frames["重大任务"].data
    assert tasks.loc[tasks["编号"] == "补充1", "任务内容"].tolist() == ["建设苗乡特色农产品展销中心"]
    assert sum(len(frame.data) for frame in checked.frames.values()) > 15


@needs_soffice
@pytest.mark.office
def test_saved_by_libreoffice(catalogue: Catalogue, filled: Path, tmp_path: Path) -> None:
    same(read(catalogue, filled), read(catalogue, recalculate(filled, tmp_path / "out")))


@needs_gnumeric
@pytest.mark.office
def test_saved_by_gnumeric(catalogue: Catalogue, filled: Path, tmp_path: Path) -> None:
    again = tmp_path / "out" / filled.name
    again.parent.mkdir()
    command = ["ssconvert", "--export-type=Gnumeric_Excel:xlsx2", str(filled), str(again)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    same(read(catalogue, filled), read(catalogue, again))


def test_saved_by_openpyxl(catalogue: Catalogue, filled: Path, tmp_path: Path) -> None:
    again = tmp_path / "out" / filled.name
    again.parent.mkdir()
    openpyxl.load_workbook(filled).save(again)
    same(read(catalogue, filled), read(catalogue, again))


def test_next_rounds_form_is_filled_from_the_master(catalogue: Catalogue, filled: Path, tmp_path: Path) -> None:
    first = read(catalogue, filled)
    write_master(tmp_path / "总进度表.xlsx", first)
    known = read_master(tmp_path / "总进度表.xlsx").of(DEPARTMENT)
    write_form(tmp_path / "下一轮.xlsx", catalogue, DEPARTMENT, KEY, known)
    second = read(catalogue, tmp_path / "下一轮.xlsx")
    for table in FORM_TABLES[1:]:  # the cover is signed anew each round
        titles = ["编号", *(column.title for column in table.answers)]
        one, other = (c.frames[table.name].data[titles] for c in (first, second))
        one = one[~one["编号"].str.startswith("补充")]  # the catalogue takes added rows in, or nobody does
        pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


def test_the_bureaus_overrides_survive_the_next_consolidation(
    catalogue: Catalogue, filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "总进度表.xlsx"
    write_master(path, read(catalogue, filled), {"ZB11": ("提前实现", "县政府专题会议确认")})
    assert read_master(path).overrides == {"ZB11": ("提前实现", "县政府专题会议确认")}
    main = openpyxl.load_workbook(path, data_only=True)["主要指标"]
    titles = {cell.value: cell.column for cell in main[3]}
    row = next(row for row in range(4, 31) if main.cell(row, 1).value == "ZB11")
    assert main.cell(row, titles["最终判断"]).value == "提前实现"
