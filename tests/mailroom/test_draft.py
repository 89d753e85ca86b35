"""Drafts in the outbox: who gets one, what it says, and that nothing of a clerk's is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from consolidate import consolidate
from mailroom.draft import draft
from mailroom.letter import Skipped
from tests.mailroom.places import workspace_in
from validators.check import check
from validators.problems import CannotWork
from validators.workspace import CORRECTIONS, FORMS, RESULTS, RETURNS, Workspace
from workbook_templates.form import form_name, write_forms
from workbook_templates.send_back import send_back

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("draft")]

RETURNED = Path("samples/returned")
NAMES = ["县财政局", "县统计局", "县住建局", "县供销合作社", "县水利局"]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms out, three returns in (one with mistakes), corrections and receipts written, consolidated."""
    workspace = workspace_in(tmp_path_factory.mktemp("draft") / "工作区", emails={"县统计局": None})
    write_forms(workspace.folder(FORMS), workspace.catalogue(), workspace.key(), NAMES)
    for name in ("第一批/财政局0718.xlsx", "填报表-县住建局.xlsx", "第二批/水利局7.20.xlsx"):
        shutil.copy(RETURNED / name, workspace.root / RETURNS)
    send_back(workspace, check(workspace.catalogue(), workspace.returned(), workspace.key()))
    consolidate(workspace)
    return workspace.root


@pytest.fixture
def workspace(ready: Path, tmp_path: Path) -> Iterator[Workspace]:
    yield Workspace.open(Path(shutil.copytree(ready, tmp_path / "工作区")))


def opened(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(path: Path, kind: str = "plain") -> str:
    body = opened(path).get_body((kind,))
    assert body is not None
    return str(body.get_content())


def enclosed(path: Path) -> list[str]:
    return [str(part.get_filename()) for part in opened(path).iter_attachments()]


def drafted(workspace: Workspace, kind: str, only: tuple[str, ...] = (), day: date | None = None) -> dict[str, Path]:
    return {path.stem.split("-", 1)[1]: path for path in draft(workspace, kind, only, day)}


def test_forms_to_everybody_who_has_one(workspace: Workspace) -> None:
    told: list[Skipped] = []
    paths = draft(workspace, "forms", on_skip=told.append)
    assert sorted(path.name for path in paths) == sorted(f"下发填报表-{name}.eml" for name in NAMES)
    reasons = {skipped.name: skipped.reason for skipped in told}
    assert "没有登记电子邮箱" in reasons["县统计局"]  # drafted all the same
    assert "midterm forms" in reasons["县教育局"]
    assert [enclosed(path) for path in paths] == [[f"填报表-{path.stem.split('-', 1)[1]}.xlsx"] for path in paths]
    assert [path.stem for path in paths if opened(path)["To"] is None] == ["下发填报表-县统计局"]


def test_a_form_that_was_renamed_to_another_department_s_is_not_sent(workspace: Workspace) -> None:
    folder = workspace.root / FORMS
    shutil.copy(folder / form_name("县财政局"), folder / form_name("县统计局"))
    assert "县统计局" not in drafted(workspace, "forms")


def test_corrections_list_the_findings_in_text_and_table(workspace: Workspace) -> None:
    found = drafted(workspace, "corrections")
    assert list(found) == ["县住建局"]
    path = found["县住建局"]
    assert enclosed(path) == ["退回修改表-县住建局.xlsx"]
    text, html = text_of(path), text_of(path, "html")
    assert "1. 【错误】表1 主要指标 L4：“2022年完成值”填写了4021" in text
    assert html.count("<tr>") == 4
    for word in ("严重程度", "处理建议", "表3 重大任务 A4", "#DIV/0!"):
        assert word in html
    assert "错误3处" in opened(path)["Subject"]


def test_a_correction_form_that_a_newer_return_has_overtaken_is_not_sent(workspace: Workspace) -> None:
    returned = workspace.root / RETURNS / "填报表-县住建局.xlsx"
    returned.write_bytes(returned.read_bytes() + b"\0")  # another fingerprint, the same answers
    told: list[Skipped] = []
    assert draft(workspace, "corrections", on_skip=told.append) == []
    assert [(skipped.name, "midterm corrections" in skipped.reason) for skipped in told] == [("县住建局", True)]


def test_receipts(workspace: Workspace) -> None:
    found = drafted(workspace, "receipts")
    assert list(found) == ["县财政局", "县水利局"]
    assert enclosed(found["县财政局"]) == ["回执-县财政局.xlsx"]
    (workspace.root / RETURNS / "财政局0718.xlsx").unlink()
    assert list(drafted(workspace, "receipts")) == ["县水利局"]
    assert not found["县财政局"].exists()  # what no longer holds is gone


def test_reminders_say_what_is_late_and_what_is_open(workspace: Workspace) -> None:
    assert drafted(workspace, "reminders", day=date(2023, 6, 30)) == {}
    found = drafted(workspace, "reminders", day=date(2023, 8, 1))
    assert "县财政局" not in found
    missing, wrong, plans = (found[name] for name in ("县供销合作社", "县住建局", "县水利局"))
    assert "报送填报表（2023年7月31日截止，已逾期1个工作日）" in text_of(missing)
    assert "我们还没有收到你单位的填报表" in text_of(missing)
    assert (enclosed(missing), enclosed(wrong), enclosed(plans)) == (
        ["填报表-县供销合作社.xlsx"],
        ["退回修改表-县住建局.xlsx"],
        [],
    )
    assert "【错误】表3 重大任务 A4" in text_of(wrong)
    assert "填报表已通过校验，上列事项请尽快办理" in text_of(plans)
    assert "专项规划中期评估报告初稿" in text_of(plans)


def test_results_on_one_screen_with_the_figures_of_the_master(workspace: Workspace) -> None:
    found = drafted(workspace, "results")
    assert list(found) == ["县领导", "市发展改革委"]
    text = text_of(found["县领导"])
    assert len(text.splitlines()) <= 25
    assert "主要指标：27个" in text and "应报送30个部门，已报送3个" in text
    (attached,) = opened(found["县领导"]).iter_attachments()
    assert attached.get_content() == (workspace.root / RESULTS / "总进度表.xlsx").read_bytes()
    assert str(attached.get_filename()).endswith("总进度表.xlsx")


def test_same_bytes_again_and_a_draft_that_a_clerk_changed_is_kept(workspace: Workspace) -> None:
    (path,) = draft(workspace, "forms", ["县财政局"])
    before = path.read_bytes()
    os.utime(path, (0, 0))
    assert draft(workspace, "forms", ["县财政局"]) == [path]
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b"X-Unsent: 1\r\n", b"X-Unsent: 1\r\nX-Note: mine\r\n"))
    (other,) = draft(workspace, "forms", ["县财政局"])
    assert (other.name, other.read_bytes()) == ("下发填报表-县财政局(2).eml", before)
    assert b"mine" in path.read_bytes()


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("没有主题\n正文", "第一行应是“主题：……”"),
        ("主题：甲\n{{ 部门 }\n", "花括号写法不对"),
        ("主题：甲\n{{ 局名 }}\n", "用了“局名”"),
        ("主题：甲\n{{ 部门.__class__.__mro__ }}\n", "不能计算|用了"),
        ("主题：甲\n{{ 1/0 }}\n", "不能计算"),
    ],
    ids=["subject", "braces", "unknown", "escape", "division"],
)
def test_a_broken_template_is_one_sentence(workspace: Workspace, template: str, sentence: str) -> None:
    (workspace.root / "邮件模板" / "下发填报表.txt").write_text(template, encoding="utf-8")
    with pytest.raises(CannotWork, match=sentence) as caught:
        draft(workspace, "forms", ["县财政局"])
    assert len(caught.value.messages) == 1
    assert "下发填报表.txt" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_template_as_any_editor_saves_it(workspace: Workspace, encoding: str) -> None:
    text = "主题：请填报（{{ 部门 }}）\r\n{{ 部门 }}：\r\n\r\n<b>小于号</b> & 照常。\r\n{{ 落款 }}\r\n"
    (workspace.root / "邮件模板" / "下发填报表.txt").write_bytes(text.encode(encoding))
    (path,) = draft(workspace, "forms", ["县财政局"])
    assert opened(path)["Subject"] == "请填报（县财政局）"
    assert "<b>小于号</b> & 照常。" in text_of(path)


def test_a_template_that_was_deleted_comes_back(workspace: Workspace) -> None:
    path = workspace.root / "邮件模板" / "下发填报表.txt"
    before = path.read_bytes()
    path.unlink()
    draft(workspace, "forms", ["县财政局"])
    assert path.read_bytes() == before


def test_what_is_missing_is_one_sentence(tmp_path: Path) -> None:
    blank = workspace_in(tmp_path / "空")
    for kind, sentence in (("forms", "midterm forms"), ("results", "midterm consolidate"), ("无", "没有“无”")):
        with pytest.raises(CannotWork, match=sentence):
            draft(blank, kind)
    with pytest.raises(CannotWork, match="“县气象局”"):
        draft(blank, "receipts", ["县气象局"])
    assert draft(blank, "corrections") == draft(blank, "receipts") == []


def test_folders_keep_only_what_belongs_there(workspace: Workspace) -> None:
    draft(workspace, "corrections")
    names = {path.name for path in (workspace.root / CORRECTIONS).iterdir()}
    assert names == {"退回修改表-县住建局.xlsx", "回执-县财政局.xlsx", "回执-县水利局.xlsx"}
