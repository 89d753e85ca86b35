"""Real mail servers on loopback for tests: SMTP with STARTTLS and login, IMAP by Dovecot; certificates of our own.

Certificates are checked for real: a test that uses a server sets SSL_CERT_FILE to `authority`.
"""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from imapclient import IMAPClient

ACCOUNT, PASSWORD = "fgj@example.com", "secret-7 with spaces"
HOST = "localhost"


@dataclass
class Certificates:
    """An authority that nobody else knows, and a server's certificate signed by it."""

    authority: Path
    chain: Path
    key: Path

    @classmethod
    def made_in(cls, folder: Path) -> Certificates:
        made = cls(folder / "ca.pem", folder / "server.pem", folder / "server.key")
        authority = trustme.CA()
        server = authority.issue_cert(HOST, "127.0.0.1")
        authority.cert_pem.write_to_path(made.authority)
        for blob in server.cert_chain_pems:
            blob.write_to_path(made.chain, append=True)
        server.private_key_pem.write_to_path(made.key)
        return made

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


@dataclass
class Postbox:
    """What an SMTP server took, and when it shall misbehave.

    Attributes:
        drop_at: "MAIL", "DATA" or "ANSWER": hang up there, in the mail after `after` others were taken.
            ANSWER: the mail is taken, but the sender never hears so.
        times: how many times it hangs up.
        refuse: an address that is not taken.
    """

    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    after: int = 10**9
    drop_at: str = ""
    times: int = 10**9
    refuse: str = ""
    begun: int = 0

    def hangs_up(self, server: Any, where: str) -> bool:
        if where != self.drop_at or len(self.taken) < self.after or self.times <= 0:
            return False
        self.times -= 1
        server.transport.abort()
        return True

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.begun += 1
        if self.hangs_up(server, "MAIL"):
            return "421 gone"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        if self.hangs_up(server, "DATA"):
            return "421 gone"
        hangs_up = self.hangs_up(server, "ANSWER")
        self.taken.append((list(envelope.rcpt_tos), envelope.original_content))
        return "421 gone" if hangs_up else "250 OK"

    def to(self) -> list[str]:
        return [address for addresses, _ in self.taken for address in addresses]


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data.login == ACCOUNT.encode() and data.password == PASSWORD.encode(), handled=False)


class _Controller(Controller):
    def __init__(self, postbox: Postbox, certificates: Certificates, port: int, tls: bool):
        self._certificates, self._tls = certificates, tls
        context = certificates.context() if tls else None
        super().__init__(postbox, hostname="127.0.0.1", port=port, ssl_context=context)

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            tls_context=None if self._tls else self._certificates.context(),
            require_starttls=not self._tls,
            auth_required=True,
            auth_require_tls=not self._tls,
            authenticator=_login,
            data_size_limit=20 * 2**20,
        )


@contextmanager
def smtp_server(postbox: Postbox, certificates: Certificates, port: int = 0, tls: bool = False) -> Iterator[int]:
    """Run an SMTP server with STARTTLS, or with TLS from the first byte; gives its port."""
    controller = _Controller(postbox, certificates, port or free_port(), tls)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dovecot_path() -> str | None:
    """The Dovecot program on this machine, or None."""
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


needs_dovecot = pytest.mark.skipif(dovecot_path() is None, reason="Dovecot (dovecot-imapd) is not installed")

_VERSION_2_3 = """
mail_location = maildir:{folder}/mail
ssl_cert = <{certificates.chain}
ssl_key = <{certificates.key}
disable_plaintext_auth = yes
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
"""
_VERSION_2_4 = """
dovecot_config_version = {version}
dovecot_storage_version = {version}
mail_driver = maildir
mail_path = {folder}/mail
ssl_server_cert_file = {certificates.chain}
ssl_server_key_file = {certificates.key}
auth_allow_cleartext = no
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}
  }}
}}
"""
_BOTH = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
ssl = required
listen = 127.0.0.1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {group}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def imap_server(certificates: Certificates) -> Iterator[tuple[int, int]]:
    """Run Dovecot with its own configuration, mails and user in a folder of its own; gives its ports: STARTTLS, TLS."""
    program = dovecot_path()
    assert program is not None
    import grp
    import pwd

    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[0]
    # As root Dovecot wants users without rights for what it starts, and they must be able to enter the folder.
    is_root = os.getuid() == 0
    me = pwd.getpwuid(os.getuid()).pw_name
    owner = pwd.getpwnam("nobody" if is_root else me)
    port, tls_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "mail").mkdir()
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
        facts = {
            "folder": folder,
            "certificates": certificates,
            "port": port,
            "tls_port": tls_port,
            "login_user": "dovenull" if is_root else me,
            "internal_user": "dovecot" if is_root else me,
            "group": grp.getgrgid(pwd.getpwnam("dovecot" if is_root else me).pw_gid).gr_name,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "version": said,
        }
        is_old = said.startswith(("2.2", "2.3"))
        settings = folder / "dovecot.conf"
        settings.write_text((_VERSION_2_3 + _BOTH if is_old else _VERSION_2_4 + _BOTH).format(**facts), "utf-8")
        (folder / "users").write_text(f"{ACCOUNT}:{{PLAIN}}{PASSWORD}::::::\n", encoding="utf-8")
        (folder / "users").chmod(0o644)
        process = subprocess.Popen([program, "-F", "-c", str(settings)], stderr=subprocess.DEVNULL)
        try:
            _wait_for(port, process, folder / "log")
            yield port, tls_port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"Dovecot ended: {log.read_text() if log.exists() else ''}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                if line.recv(10).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Dovecot does not answer: {log.read_text() if log.exists() else ''}")


@contextmanager
def mailbox(port: int, authority: Path) -> Iterator[IMAPClient]:
    """The mailbox as its owner sees it."""
    with IMAPClient(HOST, port, ssl=False) as client:
        client.starttls(ssl.create_default_context(cafile=authority))
        client.login(ACCOUNT, PASSWORD)
        client.select_folder("INBOX")
        yield client


def put_into_mailbox(port: int, authority: Path, *mails: bytes) -> None:
    """Let mails arrive."""
    with mailbox(port, authority) as client:
        for mail in mails:
            client.append("INBOX", mail)


def reply(sender: str, *files: tuple[str, bytes], subject: str = "报送填报表", day: int = 18) -> bytes:
    """A mail as a department's clerk sends it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"经办人 <{sender}>", ACCOUNT, subject
    mail["Date"] = f"{day:02} Jul 2023 09:30:00 +0800"
    mail["Message-ID"] = f"<{abs(hash((sender, subject, day)))}@example.com>"
    mail.set_content("填报表见附件。\n")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def submit(port: int, authority: Path, mail: bytes) -> None:
    """Send a mail through the SMTP server as any mail program would."""
    with smtplib.SMTP(HOST, port) as line:
        line.starttls(context=ssl.create_default_context(cafile=authority))
        line.login(ACCOUNT, PASSWORD)
        line.sendmail(ACCOUNT, [ACCOUNT], mail)
