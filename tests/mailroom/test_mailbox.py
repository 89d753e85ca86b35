"""The mailbox of a real IMAP server: read without leaving a trace, each mail once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailroom.fetch import fetch
from mailroom.mailbox import imap_mails
from mailroom.opening import REPEATED, TAKEN
from mailroom.settings import PASSWORD_VARIABLE, Server
from tests.mailroom.places import workspace_in
from tests.mailroom.servers import (
    ACCOUNT,
    HOST,
    PASSWORD,
    Certificates,
    imap_server,
    mailbox,
    needs_dovecot,
    put_into_mailbox,
    reply,
)
from validators.problems import CannotWork

pytestmark = [pytest.mark.slow, needs_dovecot, pytest.mark.xdist_group("imap")]

OTHER = Path("samples/returned/第一批/联络员名单.xlsx").read_bytes()
SENDER = "shuiwu@example.com"


@pytest.fixture
def ports(certificates: Certificates, trust: Path) -> Iterator[tuple[int, int]]:
    with imap_server(certificates) as both:
        yield both


def test_starttls_then_tls_each_mail_once(ports: tuple[int, int], trust: Path, tmp_path: Path) -> None:
    starttls, tls = ports
    put_into_mailbox(starttls, trust, reply(SENDER, ("名单.xlsx", OTHER)))
    workspace = workspace_in(tmp_path / "工作区", imap=starttls)
    assert [file.state for file in fetch(workspace).files] == [TAKEN]
    put_into_mailbox(starttls, trust, reply(SENDER, ("又一份.xlsx", OTHER), day=19))
    workspace = workspace_in(workspace.root, imap=tls, 收信加密="TLS")
    done = fetch(workspace)
    assert (done.mails, [file.state for file in done.files]) == (1, [REPEATED])
    with mailbox(starttls, trust) as box:
        assert len(box.search("UNSEEN")) == 2


def test_a_mailbox_that_was_set_up_anew_is_read_anew(ports: tuple[int, int], trust: Path, tmp_path: Path) -> None:
    put_into_mailbox(ports[0], trust, reply(SENDER, ("名单.xlsx", OTHER)))
    server = Server(HOST, ports[0], "STARTTLS", ACCOUNT)
    with imap_mails(server, PASSWORD, "INBOX", ()) as waiting:
        (mail,) = waiting
    with imap_mails(server, PASSWORD, "INBOX", {mail.key}) as waiting:
        assert waiting == []
    account, validity, uid = mail.key.rsplit("/", 2)
    with imap_mails(server, PASSWORD, "INBOX", {f"{account}/{int(validity) + 1}/{uid}"}) as waiting:
        assert [each.key for each in waiting] == [mail.key]


def test_what_cannot_work_is_one_sentence(
    ports: tuple[int, int], trust: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_in(tmp_path / "工作区", imap=ports[0], 收信文件夹="没有这个")
    with pytest.raises(CannotWork, match="没有文件夹“没有这个”"):
        fetch(workspace)
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong")
    with pytest.raises(CannotWork, match="登录失败"):
        fetch(workspace)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(CannotWork, match="证书不可信"):
        fetch(workspace)
