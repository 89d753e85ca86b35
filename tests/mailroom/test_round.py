"""A whole round by mail, against real servers and a real spreadsheet program.

Forms mailed → filled in through LibreOffice → mailed back → fetched → checked → corrections mailed → fixed → mailed
back → fetched → receipts → results; over a server that hangs up after the third mail, out of a mailbox that holds junk,
duplicates and a forged sender.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from consolidate import consolidate
from mailroom.fetch import Fetched, fetch
from mailroom.opening import LEFT, NOT_READ, REFUSED, REPEATED, TAKEN
from mailroom.send import SENT, send
from samples import content
from samples.regenerate import python_with_uno, type_all
from samples.typing_plan import keystrokes
from schemas.tables import CATALOGUE_TABLES
from tests.mailroom.places import workspace_in
from tests.mailroom.servers import (
    Certificates,
    Postbox,
    imap_server,
    mailbox,
    needs_dovecot,
    put_into_mailbox,
    reply,
    smtp_server,
)
from tests.office import needs_soffice
from tests.returns import cell_of, row_keys, sample_answers
from validators.check import Checked, check
from validators.workspace import FORMS, RETURNS, Workspace
from workbook_templates.form import write_form, write_forms
from workbook_templates.send_back import send_back

pytestmark = [pytest.mark.slow, pytest.mark.office, pytest.mark.xdist_group("mail")]

# Everybody who is sent a form; the first two fill it in: one well, one with the sample's planted mistakes.
GOOD, POOR = "县财政局", "县住建局"
OTHERS = ["县统计局", "县税务局", "县市场监管局"]
MAIL_OF = {GOOD: "caizheng@example.com", POOR: "zhujian@example.com", "县税务局": "shuiwu@example.com"}


@pytest.fixture
def servers(certificates: Certificates, trust: Path) -> Iterator[tuple[Postbox, int, int]]:
    """What the SMTP server takes, its port, and the IMAP server's port."""
    postbox = Postbox(after=3, drop_at="MAIL", times=1)
    with smtp_server(postbox, certificates) as smtp, imap_server(certificates) as (imap, _):
        yield postbox, smtp, imap


def received(postbox: Postbox, name: str, start: str, folder: Path) -> Path:
    """The attachment that a department was sent, saved as its clerk saves it."""
    for to, data in reversed(postbox.taken):
        mail = message_from_bytes(data, policy=policy.default)
        for part in mail.iter_attachments():
            if to == [MAIL_OF[name]] and str(part.get_filename()).startswith(start):
                path = folder / str(part.get_filename())
                path.write_bytes(part.get_content())
                return path
    raise AssertionError(f"{name} was sent no {start}")


def typed(workspace: Workspace, department: str) -> list[tuple[str, str, str]]:
    """What the department types when it makes no mistakes: (sheet, cell, text)."""
    catalogue = workspace.catalogue()
    told = {(r["表"], r["编号"], r["列"]): r["值"] for r in content.answers().to_dict("records")}
    return [
        (table.sheet, cell_of(catalogue, department, table, row, column.title), told[table.name, row, column.title])
        for table in CATALOGUE_TABLES
        for row in row_keys(catalogue, table, department)
        for column in table.answers
        if told.get((table.name, row, column.title))
    ]


def fill_in(jobs: list[tuple[Path, Path, list[Any]]], folder: Path) -> None:
    """Let LibreOffice type into forms and save them elsewhere."""
    folder.mkdir(exist_ok=True)
    type_all([{"form": str(form), "save": str(to), "typed": cells} for form, to, cells in jobs], folder)


def run_check(workspace: Workspace) -> Checked:
    return check(workspace.catalogue(), workspace.returned(), workspace.key())


def told(done: Fetched) -> list[tuple[str, str]]:
    return [(file.name, file.state) for file in done.files]


@needs_dovecot
@needs_soffice
@pytest.mark.skipif(python_with_uno() is None, reason="no Python that can drive LibreOffice (python3-uno)")
def test_a_whole_round_by_mail(servers: tuple[Postbox, int, int], trust: Path, tmp_path: Path) -> None:
    postbox, smtp, imap = servers
    workspace = workspace_in(tmp_path / "工作区", smtp, imap)
    desk = tmp_path / "部门"
    desk.mkdir()

    # Forms go out; the server hangs up in the fourth mail.
    write_forms(workspace.folder(FORMS), workspace.catalogue(), workspace.key(), [GOOD, POOR, *OTHERS])
    out = [each for each in send(workspace, "forms", really=True) if each.state != "跳过"]
    assert [each.state for each in out] == [SENT] * 5
    assert len(postbox.to()) == len(set(postbox.to())) == 5
    assert postbox.begun == 6  # the fourth was begun twice and taken once

    # The clerks fill in what they were sent.
    catalogue = workspace.catalogue()
    forms = {name: received(postbox, name, "填报表", desk) for name in (GOOD, POOR)}
    filled = {name: desk / f"{name} 已填.xlsx" for name in forms}
    jobs = [(form, filled[name], [list(k) for k in keystrokes(catalogue, name)]) for name, form in forms.items()]
    fill_in(jobs, tmp_path / "typing")

    # They come back among junk, a duplicate and a forgery.
    forged = desk / "税务.xlsx"
    write_form(forged, catalogue, "县税务局", workspace.key(), sample_answers(catalogue, "县税务局"))
    good = reply(MAIL_OF[GOOD], ("填报表（财政局）.xlsx", filled[GOOD].read_bytes()))
    put_into_mailbox(
        imap,
        trust,
        good,
        b"From: lottery@spam.example\r\nSubject: =?gb2312?B?1tC9scHL?=\r\n\r\n\xd6\xd0\xbd\xb1\r\n",
        reply("lottery@spam.example", ("中奖名单.xlsx.exe", b"MZ\x90\x00"), ("价目表.xlsx", b"MZ\x90\x00")),
        b"\x00\xff\xfe not a mail at all",
        reply(MAIL_OF[POOR], ("报表.xlsx", filled[POOR].read_bytes()), ("盖章.jpg", b"\xff\xd8\xff")),
        good,
        reply("stranger@example.net", ("税务局填报表.xlsx", forged.read_bytes())),
    )
    done = fetch(workspace)
    assert told(done) == [
        ("填报表（财政局）.xlsx", TAKEN),
        ("中奖名单.xlsx.exe", REFUSED),
        ("价目表.xlsx", REFUSED),
        ("报表.xlsx", TAKEN),
        ("填报表（财政局）.xlsx", REPEATED),
        ("税务局填报表.xlsx", TAKEN),
    ]
    assert not {LEFT, NOT_READ} & {state for _, state in told(done)}
    assert [file.doubt for file in done.files if file.doubt] == [
        "发件人stranger@example.net不是县税务局登记的邮箱，请打电话向该部门核实"
    ]
    stored = sorted(path.relative_to(workspace.root / RETURNS).as_posix() for path, _ in workspace.returned())
    assert [name.split("/")[0] for name in stored] == [POOR, "县税务局", GOOD]
    assert stored[1].endswith("-发件人待核实.xlsx")
    assert (workspace.root / RETURNS / done.files[0].path).read_bytes() == filled[GOOD].read_bytes()
    assert fetch(workspace).files == []
    with mailbox(imap, trust) as box:
        assert len(box.search("ALL")) == 7 == len(box.search("UNSEEN"))

    # The check finds the planted mistakes; the correction form goes out and comes back fixed.
    checked = run_check(workspace)
    assert {f.department for f in checked.findings if f.severity == "错误"} == {POOR}
    assert set(send_back(workspace, checked).corrections) == {POOR}
    assert [(each.name, each.state) for each in send(workspace, "corrections", really=True)] == [(POOR, SENT)]
    correction = received(postbox, POOR, "退回修改表", desk)
    fill_in([(correction, desk / "改好.xlsx", [list(k) for k in typed(workspace, POOR)])], tmp_path / "fixing")
    fixed = reply(MAIL_OF[POOR], ("退回修改表.xlsx", (desk / "改好.xlsx").read_bytes()), day=25)
    put_into_mailbox(imap, trust, fixed)
    assert [(file.department, file.state) for file in fetch(workspace, mark_seen=True).files] == [(POOR, TAKEN)]
    with mailbox(imap, trust) as box:
        assert len(box.search("SEEN")) == 1

    # Now everybody gets a receipt, and the county's leaders the results.
    checked = run_check(workspace)
    assert {f.severity for f in checked.findings} <= {"提示"}, [f.message for f in checked.findings]
    assert set(send_back(workspace, checked).receipts) == {GOOD, POOR, "县税务局"}
    receipts = send(workspace, "receipts", really=True)
    assert {(each.name, each.state) for each in receipts} == {(name, SENT) for name in (GOOD, POOR, "县税务局")}
    consolidate(workspace)
    assert [(each.name, each.state) for each in send(workspace, "results", really=True)] == [
        ("县领导", SENT),
        ("市发展改革委", SENT),
    ]
    last = message_from_bytes(postbox.taken[-1][1], policy=policy.default)
    text = last.get_body(("plain",)).get_content()
    assert "应报送30个部门，已报送3个" in text
    assert len(text.splitlines()) <= 25  # one screen
    assert len(postbox.taken) == 5 + 1 + 3 + 2
