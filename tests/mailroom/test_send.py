"""Sending through a real server with STARTTLS and login: once each, whatever breaks in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from mailroom.ledger import Ledger
from mailroom.send import FAILED, LEDGER, NOT_TRIED, SENT, SENT_BEFORE, SKIPPED, UNCERTAIN, WOULD_SEND, Sent, send
from mailroom.settings import PASSWORD_VARIABLE
from tests.mailroom.places import workspace_in
from tests.mailroom.servers import PASSWORD, Certificates, Postbox, free_port, smtp_server
from validators.problems import CannotWork
from validators.workspace import FORMS, OUTBOX, Workspace
from workbook_templates.form import write_forms

pytestmark = pytest.mark.slow

NAMES = ["县统计局", "县财政局", "县税务局", "县公安局", "县司法局"]  # in catalogue order
MAILS = ["tongji@example.com", "caizheng@example.com", "shuiwu@example.com", "gongan@example.com", "sifa@example.com"]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Five departments with forms to send, and the port that the server will have."""
    port = free_port()
    made = workspace_in(tmp_path_factory.mktemp("send") / "工作区", smtp=port)
    write_forms(made.folder(FORMS), made.catalogue(), made.key(), NAMES)
    return made.root, port


@pytest.fixture
def workspace(
    prepared: tuple[Path, int], postbox: Postbox, certificates: Certificates, trust: Path, tmp_path: Path
) -> Iterator[Workspace]:
    """A copy of it, with the server running."""
    root, port = prepared
    with smtp_server(postbox, certificates, port):
        yield Workspace.open(Path(shutil.copytree(root, tmp_path / "工作区")))


def run(workspace: Workspace, really: bool = True, again: bool = False, only: list[str] | None = None) -> list[Sent]:
    waits: list[float] = []
    done = send(workspace, "forms", only or NAMES, really=really, again=again, sleep=waits.append)
    assert all(wait == 0.1 for wait in waits)  # 600 a minute
    return done


def states(done: list[Sent]) -> list[str]:
    return [each.state for each in done]


def test_without_yes_nothing_is_sent_and_the_server_is_not_even_called(workspace: Workspace, postbox: Postbox) -> None:
    assert states(run(workspace, really=False)) == [WOULD_SEND] * 5
    assert (postbox.taken, postbox.begun) == ([], 0)
    assert not (workspace.root / OUTBOX / LEDGER).exists()


def test_each_gets_its_own_form_under_its_chinese_name(workspace: Workspace, postbox: Postbox) -> None:
    assert states(run(workspace)) == [SENT] * 5
    assert postbox.to() == MAILS
    for name, (_, data) in zip(NAMES, postbox.taken, strict=True):
        mail = message_from_bytes(data, policy=policy.default)
        assert [part.get_filename() for part in mail.iter_attachments()] == [f"填报表-{name}.xlsx"]
        assert mail["X-Unsent"] is None and mail["Date"] and name in mail["Subject"]
        (attached,) = mail.iter_attachments()
        assert attached.get_content() == (workspace.root / FORMS / f"填报表-{name}.xlsx").read_bytes()


def test_a_second_run_sends_only_what_is_new(workspace: Workspace, postbox: Postbox) -> None:
    run(workspace, only=NAMES[:2])
    assert states(run(workspace)) == [SENT_BEFORE, SENT_BEFORE, SENT, SENT, SENT]
    assert states(run(workspace)) == [SENT_BEFORE] * 5
    assert sorted(postbox.to()) == sorted(MAILS)


def test_changed_wording_is_a_new_letter_and_the_dry_run_says_so(workspace: Workspace, postbox: Postbox) -> None:
    run(workspace, only=NAMES[:1])
    template = workspace.root / "邮件模板" / "下发填报表.txt"
    template.write_text(template.read_text("utf-8") + "\n请务必按时。\n", encoding="utf-8")
    planned = run(workspace, really=False)
    assert states(planned) == [WOULD_SEND] * 5
    assert ["以前发过" in each.note for each in planned] == [True, False, False, False, False]


@pytest.mark.parametrize("where", ["MAIL", "DATA"])
def test_a_server_that_hangs_up_after_three_mails_and_lets_nobody_in_again(
    workspace: Workspace, postbox: Postbox, where: str
) -> None:
    postbox.after, postbox.drop_at = 3, where
    assert states(run(workspace)) == ([SENT] * 3 + [FAILED] * 2 if where == "MAIL" else [SENT] * 3 + [UNCERTAIN] * 2)
    assert postbox.to() == MAILS[:3]
    postbox.drop_at = ""
    again = run(workspace)
    if where == "MAIL":
        assert states(again) == [SENT_BEFORE] * 3 + [SENT] * 2
        assert postbox.to() == MAILS
    else:  # the line broke behind the last byte: nobody knows, so nothing is repeated unasked
        assert states(again) == [SENT_BEFORE] * 3 + [UNCERTAIN] * 2
        assert postbox.to() == MAILS[:3]


def test_a_server_that_hangs_up_once_loses_and_repeats_nothing(workspace: Workspace, postbox: Postbox) -> None:
    postbox.after, postbox.drop_at, postbox.times = 3, "MAIL", 1
    assert states(run(workspace)) == [SENT] * 5
    assert postbox.to() == MAILS


def test_an_answer_that_never_came_is_not_sent_twice_unless_asked(workspace: Workspace, postbox: Postbox) -> None:
    postbox.after, postbox.drop_at, postbox.times = 3, "ANSWER", 1
    done = run(workspace)
    assert states(done) == [SENT, SENT, SENT, UNCERTAIN, SENT]
    assert "没有收到的加“--again --to 部门”" in done[3].note
    assert postbox.to() == MAILS  # it did arrive
    assert states(run(workspace)) == [SENT_BEFORE] * 3 + [UNCERTAIN, SENT_BEFORE]
    assert postbox.to() == MAILS
    assert states(run(workspace, again=True)) == [SENT_BEFORE] * 3 + [SENT, SENT_BEFORE]
    assert postbox.to() == [*MAILS, MAILS[3]]
    first, second = (message_from_bytes(postbox.taken[at][1])["Message-ID"] for at in (3, 5))
    assert first == second  # a mail program can tell that it is the same letter


def test_a_dead_server_ends_the_run_early(workspace: Workspace, postbox: Postbox) -> None:
    postbox.after, postbox.drop_at = 0, "MAIL"
    assert states(run(workspace)) == [FAILED, FAILED, NOT_TRIED, NOT_TRIED, NOT_TRIED]


def test_one_refused_address_of_two(workspace: Workspace, postbox: Postbox, prepared: tuple[Path, int]) -> None:
    workspace_in(workspace.root, smtp=prepared[1], emails={NAMES[0]: f"{MAILS[0]}；weg@example.com", NAMES[1]: None})
    postbox.refuse = "weg@example.com"
    first, second = run(workspace, only=NAMES[:2])
    assert (first.state, second.state, second.note) == (FAILED, SKIPPED, "规划目录里没有登记电子邮箱")
    assert "weg@example.com被拒绝：550 no such user" in first.note
    postbox.refuse = ""
    run(workspace, only=NAMES[:2])
    assert postbox.to() == [MAILS[0], "weg@example.com"]  # each once


def test_the_password_is_in_no_file_and_in_no_output(
    workspace: Workspace, postbox: Postbox, capfd: pytest.CaptureFixture[str]
) -> None:
    run(workspace)
    assert PASSWORD not in "".join(capfd.readouterr())
    for path in workspace.root.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()


def test_wrong_password_and_untrusted_certificate_are_one_sentence(
    workspace: Workspace, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong")
    with pytest.raises(CannotWork, match="登录失败"):
        run(workspace)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(CannotWork, match="证书不可信"):
        run(workspace)
    assert postbox.taken == []


def test_a_run_beside_another_one_is_refused(workspace: Workspace, postbox: Postbox) -> None:
    with Ledger(workspace.folder(OUTBOX) / LEDGER).alone("发送邮件"), pytest.raises(CannotWork, match="另一个窗口"):
        run(workspace)
    assert postbox.taken == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_tls_from_the_first_byte(postbox: Postbox, certificates: Certificates, trust: Path, tmp_path: Path) -> None:
    with smtp_server(postbox, certificates, tls=True) as port:
        workspace = workspace_in(tmp_path / "工作区", smtp=port, 发信加密="TLS")
        write_forms(workspace.folder(FORMS), workspace.catalogue(), workspace.key(), NAMES[:1])
        assert states(run(workspace, only=NAMES[:1])) == [SENT]
    assert postbox.to() == MAILS[:1]
