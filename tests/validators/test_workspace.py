"""What lies in the folder of returns: nothing is overlooked, and every name can be shown and written."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

from consolidate import consolidate
from samples.workspace import KEY, RETURNED_FOLDER, fill
from validators.check import check, layouts
from validators.fresh import LEFT_OVER_SHEET
from validators.pool import read_all
from validators.problems import CannotWork
from validators.workspace import RETURNS, Workspace, readable_name
from workbook_templates.send_back import send_back
from workbook_templates.workspace_template import create

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and names in other encodings are POSIX's")
FORM = RETURNED_FOLDER / "填报表-县住建局.xlsx"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The sample's catalogue, and one return in the folder."""
    create(tmp_path / "区", sample=False)
    fill(tmp_path / "区")
    workspace = Workspace.open(tmp_path / "区")
    shutil.rmtree(workspace.folder(RETURNS))
    shutil.copy(FORM, workspace.folder(RETURNS) / "好.xlsx")
    return workspace


def refusals(workspace: Workspace) -> dict[str, str]:
    return {raw.file: raw.refusal[1] if raw.refusal else "" for raw in read_all(workspace.returned(), layouts())}


def test_linked_folders_are_read_and_dead_links_told(workspace: Workspace, tmp_path: Path) -> None:
    returns, outside = workspace.folder(RETURNS), tmp_path / "外面"
    outside.mkdir()
    shutil.copy(FORM, outside / "表.xlsx")
    (returns / "共享").symlink_to(outside)
    (outside / "回来").symlink_to(returns)
    (returns / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (returns / "环").symlink_to("环")
    os.mkfifo(returns / "管道")
    dead = "文件已不在原处（可能被移走，或只是失效的链接）。"
    assert refusals(workspace) == {"共享/表.xlsx": "", "好.xlsx": "", "断.xlsx": dead, "环": dead}


def test_a_folder_that_may_not_be_opened_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = workspace.folder(RETURNS) / "第一批"
    closed.mkdir()
    shutil.copy(FORM, closed / "表.xlsx")
    listed = Path.iterdir

    def listing(path: Path) -> object:
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", listing)
    assert refusals(workspace) == {"好.xlsx": "", "第一批": "文件夹没有读取权限，里面的文件没有读取。"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("填报表😀.xlsx", "填报表😀.xlsx"),
        ("两\n行\t名.xlsx", "两 行 名.xlsx"),
        (os.fsdecode("交通局.xlsx".encode("gbk")), "交通局.xlsx"),
        (os.fsdecode(b"a\xff.xlsx"), "a\ufffd.xlsx"),
    ],
    ids=["emoji", "line break", "GBK", "no encoding"],  # pytest could not write down the names themselves
)
def test_a_name_as_people_read_it(name: str, shown: str) -> None:
    assert readable_name(name) == shown


def test_odd_names_reach_master_and_correction_form(workspace: Workspace) -> None:
    """Whatever its name, what a file holds besides the form is not lost."""
    returns = workspace.folder(RETURNS)
    book = openpyxl.load_workbook(returns / "好.xlsx")
    book.create_sheet("附言")["A1"] = "另有两个项目"
    odd = returns / os.fsdecode("住建局\n.xlsx".encode("gbk"))
    book.save(odd)
    (returns / "好.xlsx").unlink()
    shutil.copy(RETURNED_FOLDER / "填报表-县公安局.xlsx", returns / "住建局 .xlsx")
    assert [name for _, name in workspace.returned()] == ["住建局 .xlsx", "住建局 .xlsx（2）"]
    assert consolidate(workspace).master.exists()
    checked = check(workspace.catalogue(), workspace.returned(), KEY)
    result = send_back(workspace, checked)
    sheet = openpyxl.load_workbook(result.corrections["县住建局"])[LEFT_OVER_SHEET]
    assert "另有两个项目" in [cell.value for line in sheet for cell in line]


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(CannotWork, match="没有这个文件或文件夹"):
        Workspace.around(tmp_path / "没有.xlsx")
