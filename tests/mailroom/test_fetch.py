"""Returns out of saved mails: where they go, what is said of them, and that nothing is lost or taken twice."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mailroom import fetch as module
from mailroom.fetch import LEDGER, Fetched, fetch
from mailroom.mailbox import Interrupted
from mailroom.opening import REFUSED, REPEATED, TAKEN
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from tests.mailroom.places import workspace_in
from tests.mailroom.servers import reply
from tests.mailroom.wrappings import outlook_message, winmail
from tests.returns import sample_answers
from validators.problems import CannotWork
from validators.workspace import RETURNS, Workspace
from workbook_templates.form import write_form

pytestmark = pytest.mark.slow

DEPARTMENT, MAIL = "县税务局", "shuiwu@example.com"


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A form that the department has filled in."""
    path = tmp_path_factory.mktemp("form") / "表.xlsx"
    write_form(path, catalogue, DEPARTMENT, KEY, sample_answers(catalogue, DEPARTMENT))
    return path.read_bytes()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "工作区")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "存下的邮件"
    folder.mkdir()
    return folder


def stored(workspace: Workspace) -> list[str]:
    return [name for _, name in workspace.returned()]


def told(done: Fetched) -> list[tuple[str, str]]:
    return [(file.name, file.state) for file in done.files]


def test_named_by_date_and_fingerprint_in_the_department_s_folder(
    workspace: Workspace, saved: Path, form: bytes
) -> None:
    (saved / "a.eml").write_bytes(reply(MAIL, ("税务局 填报表.xlsx", form)))
    (file,) = fetch(workspace, saved).files
    assert (file.state, file.doubt, file.department) == (TAKEN, "", DEPARTMENT)
    assert stored(workspace) == [f"县税务局/20230718-{file.sha256[:12]}.xlsx"] == [file.path]
    path = workspace.root / RETURNS / file.path
    assert path.read_bytes() == form
    assert path.stat().st_mtime == 1_689_643_800  # when it was sent: the newer of two returns counts


@pytest.mark.parametrize(
    ("sender", "cell", "doubt"),
    [
        ("SHUIWU@Example.com", MAIL, ""),
        ("zhang@qq.com", f"{MAIL}；zhang@qq.com", ""),
        ("zhang@qq.com", MAIL, "发件人zhang@qq.com不是县税务局登记的邮箱，请打电话向该部门核实"),
        ("tongji@example.com", MAIL, "发件人tongji@example.com不是县税务局登记的邮箱，请打电话向该部门核实"),
        (MAIL, None, "规划目录里没有登记县税务局的电子邮箱，无法核对发件人shuiwu@example.com"),
    ],
    ids=["same", "second", "private", "another", "none"],
)
def test_the_sender_is_held_against_the_signature(
    tmp_path: Path, saved: Path, form: bytes, sender: str, cell: str | None, doubt: str
) -> None:
    workspace = workspace_in(tmp_path / "工作区", emails={DEPARTMENT: cell})
    (saved / "a.eml").write_bytes(reply(sender, ("表.xlsx", form)))
    (file,) = fetch(workspace, saved).files
    assert (file.state, file.department, file.doubt) == (TAKEN, DEPARTMENT, doubt)
    assert file.path.endswith("-发件人待核实.xlsx") == bool(doubt)


def test_what_a_registered_sender_sends_is_kept_even_if_it_is_no_form(workspace: Workspace, saved: Path) -> None:
    other = Path("samples/returned/第一批/联络员名单.xlsx").read_bytes()
    (saved / "a.eml").write_bytes(reply(MAIL, ("名单.xlsx", other)))
    (saved / "b.eml").write_bytes(reply("spam@example.net", ("名单2.xlsx", other[:-1] + b"x")))
    (kept, refused) = fetch(workspace, saved).files
    assert (kept.state, kept.department) == (TAKEN, DEPARTMENT)
    assert refused.state == REFUSED
    assert len(stored(workspace)) == 1


def test_again_and_again_gives_the_same_folder(workspace: Workspace, saved: Path, form: bytes) -> None:
    (saved / "a.eml").write_bytes(reply(MAIL, ("表.xlsx", form)))
    (saved / "b.eml").write_bytes(reply(MAIL, ("同一份.xlsx", form), day=19))
    assert told(fetch(workspace, saved)) == [("表.xlsx", TAKEN), ("同一份.xlsx", REPEATED)]
    before = stored(workspace)
    assert fetch(workspace, saved).mails == 0
    assert told(fetch(workspace, saved, again=True)) == [("表.xlsx", REPEATED), ("同一份.xlsx", REPEATED)]
    (workspace.root / RETURNS / before[0]).unlink()  # the bureau took it out on purpose
    fetch(workspace, saved)
    assert stored(workspace) == []


def test_another_file_of_that_name_is_never_touched(workspace: Workspace, saved: Path, form: bytes) -> None:
    (saved / "a.eml").write_bytes(reply(MAIL, ("表.xlsx", form)))
    (first,) = fetch(workspace, saved).files
    path = workspace.root / RETURNS / first.path
    path.write_bytes(b"mine")
    (workspace.root / RETURNS / LEDGER).unlink()
    (second,) = fetch(workspace, saved).files
    assert path.read_bytes() == b"mine"
    assert (workspace.root / RETURNS / second.path).read_bytes() == form


def test_a_line_that_breaks_leaves_the_rest_for_the_next_run(
    workspace: Workspace, saved: Path, form: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2, 3):
        (saved / f"{day}.eml").write_bytes(reply(MAIL, (f"{day}.xlsx", form + bytes(day)), day=day))
    real = module.open_mail

    def breaking(waiting: object, folder: Path) -> object:
        if waiting.label == "《3.eml》":  # type: ignore[attr-defined]
            raise Interrupted
        return real(waiting, folder)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "open_mail", breaking)
    done = fetch(workspace, saved)
    assert (done.mails, bool(done.interrupted)) == (2, True)
    monkeypatch.setattr(module, "open_mail", real)
    assert told(fetch(workspace, saved)) == [("3.xlsx", TAKEN)]


def test_a_torn_ledger_is_read_as_far_as_it_goes(workspace: Workspace, saved: Path, form: bytes) -> None:
    (saved / "a.eml").write_bytes(reply(MAIL, ("表.xlsx", form)))
    fetch(workspace, saved)
    ledger = workspace.root / RETURNS / LEDGER
    with ledger.open("ab") as file:
        file.write('{"key":"被打断'.encode())
    (saved / "b.eml").write_bytes(reply(MAIL, ("又一份.xlsx", form + b"\0"), day=20))
    assert told(fetch(workspace, saved)) == [("又一份.xlsx", TAKEN)]
    lines = ledger.read_text("utf-8", errors="replace").splitlines()
    assert len(lines) == 3
    assert json.loads(lines[2])["files"][0]["name"] == "又一份.xlsx"


def test_outlook_s_wrappings(workspace: Workspace, saved: Path, form: bytes) -> None:
    (saved / "a.eml").write_bytes(reply(MAIL, ("winmail.dat", winmail("填报表.xlsx", form))))
    (saved / "b.msg").write_bytes(outlook_message(MAIL, "报送", "税务局的表.xlsx", form + b"\0"))
    assert told(fetch(workspace, saved)) == [("填报表.xlsx", TAKEN), ("税务局的表.xlsx", TAKEN)]
    assert all(name.startswith("县税务局/") for name in stored(workspace))


@pytest.mark.parametrize(
    "header",
    [
        b'Content-Disposition: attachment; filename="=?GB2312?B?zO6xqLHtLnhsc3g=?="',
        b'Content-Disposition: attachment; filename="\xcc\xee\xb1\xa8\xb1\xed.xlsx"',
        b"Content-Disposition: attachment; filename*=GB18030''%CC%EE%B1%A8%B1%ED.xlsx",
        b'Content-Disposition: attachment\r\nContent-Type: application/octet-stream; name="=?utf-8?Q?=E5=A1=AB?=\r\n'
        b' =?utf-8?Q?=E6=8A=A5=E8=A1=A8=2Exlsx?="',
    ],
    ids=["encoded word", "bare GBK", "RFC 2231 in GBK", "two encoded words"],
)
def test_names_as_chinese_mail_programs_write_them(
    workspace: Workspace, saved: Path, form: bytes, header: bytes
) -> None:
    import base64

    head = f"From: {MAIL}\r\nDate: Tue, 18 Jul 2023 09:30:00 +0800\r\n".encode()
    (saved / "a.eml").write_bytes(
        head + header + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(form)
    )
    assert told(fetch(workspace, saved)) == [("填报表.xlsx", TAKEN)]


def test_rubbish_stops_nobody(workspace: Workspace, saved: Path, form: bytes) -> None:
    (saved / "0.eml").write_bytes(b"\x00\xff" * 1000)
    (saved / "1.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(3000))
    (saved / "2.eml").write_bytes(b"Content-Type: multipart/mixed\r\n\r\n--x\r\n")
    (saved / "3.eml").write_bytes(reply(MAIL, ("winmail.dat", b"\x78\x9f\x3e\x22rubbish"), ("表.xlsx", form)))
    done = fetch(workspace, saved)
    assert done.mails == 4
    assert ("表.xlsx", TAKEN) in told(done)
    assert len(stored(workspace)) == 1


def test_no_such_folder_is_one_sentence(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(CannotWork, match="没有这个文件夹"):
        fetch(workspace, tmp_path / "无")
