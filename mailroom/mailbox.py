"""Where mails come from: an IMAP mailbox, opened for reading only, or a folder of saved .eml and .msg files."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from imaplib import IMAP4
from pathlib import Path
from typing import Any

from mailroom.settings import STARTTLS, Server, trusted
from validators.problems import CannotWork

SECONDS = 60
_AT_A_TIME = 200
_LINE_BROKE = (IMAP4.abort, ConnectionError, TimeoutError, ssl.SSLError, EOFError, OSError)


class Interrupted(Exception):
    """The line to the server broke."""


@dataclass(frozen=True)
class Waiting:
    """One mail that can be loaded.

    Attributes:
        key: names the mail for ever: server, folder, UIDVALIDITY and UID, or the file's SHA-256.
        received: when the server or the disk got it.
        load: its bytes; raises Interrupted.
        mark: set it read on the server; nothing for files.
    """

    key: str
    size: int
    received: datetime
    is_msg: bool
    label: str
    load: Callable[[], bytes] = field(repr=False)
    mark: Callable[[], None] = field(repr=False, default=lambda: None)


@contextmanager
def imap_mails(
    server: Server, password: str, folder: str, known: Collection[str], may_mark: bool = False
) -> Iterator[list[Waiting]]:
    """The mails of a mailbox's folder that are not known yet, oldest first. Nothing is ever deleted or moved.

    Args:
        known: keys of mails that need not be looked at again.
        may_mark: open the folder so that mails can be marked read; otherwise the server itself would refuse.
    """
    from imapclient import IMAPClient
    from imapclient.exceptions import IMAPClientError, LoginError

    try:
        client = IMAPClient(
            server.host,
            server.port,
            ssl=server.security != STARTTLS,
            ssl_context=trusted() if server.security != STARTTLS else None,
            timeout=SECONDS,
        )
    except ssl.SSLCertVerificationError as error:
        raise CannotWork(f"收信服务器{server.host}的证书不可信，没有登录。请核对服务器名称，或请网管处理。") from error
    except (OSError, IMAP4.error) as error:
        raise CannotWork(
            f"连不上收信服务器{server.host}:{server.port}，请检查网络和“参数”表的收信服务器、端口、加密。"
        ) from error
    try:
        try:
            if server.security == STARTTLS:
                client.starttls(trusted())
            client.login(server.account, password)
        except LoginError as error:
            raise CannotWork(
                f"邮箱“{server.account}”登录失败，请核对账号和密码（网页邮箱要用授权码，并开启IMAP）。"
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise CannotWork(f"收信服务器{server.host}的证书不可信，没有登录。请核对服务器名称。") from error
        if client.has_capability("ID"):  # some providers let nobody in who does not say what he is
            with suppress(IMAPClientError):
                client.id_({"name": "midterm", "version": "1.0"})
        try:
            chosen = client.select_folder(folder, readonly=not may_mark)
        except IMAPClientError as error:
            raise CannotWork(f"邮箱里没有文件夹“{folder}”，请核对“参数”表的“收信文件夹”。") from error
        place = f"imap:{server.account}@{server.host}/{folder}/{chosen[b'UIDVALIDITY']}/"
        yield _waiting(client, place, known)
    except IMAPClientError as error:
        raise CannotWork(f"收信服务器{server.host}没有照办：{str(error)[:100]}。请稍后重试。") from error
    except _LINE_BROKE as error:
        raise CannotWork(f"与收信服务器{server.host}的连接中断，请稍后重新运行，会接着收。") from error
    finally:
        with suppress(Exception):
            client.logout()


def _waiting(client: Any, place: str, known: Collection[str]) -> list[Waiting]:
    uids = [uid for uid in sorted(client.search("ALL")) if f"{place}{uid}" not in known]
    found = []
    for start in range(0, len(uids), _AT_A_TIME):
        facts = client.fetch(uids[start : start + _AT_A_TIME], ["RFC822.SIZE", "INTERNALDATE"])
        for uid, fact in sorted(facts.items()):
            received = fact[b"INTERNALDATE"].astimezone()
            found.append(
                Waiting(
                    f"{place}{uid}",
                    fact[b"RFC822.SIZE"],
                    received,
                    False,
                    f"{received:%Y-%m-%d %H:%M}收到的邮件",
                    _loader(client, uid),
                    _marker(client, uid),
                )
            )
    return found


def _loader(client: Any, uid: int) -> Callable[[], bytes]:
    def load() -> bytes:
        try:
            return bytes(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])
        except (*_LINE_BROKE, IMAP4.error, KeyError) as error:
            raise Interrupted from error

    return load


def _marker(client: Any, uid: int) -> Callable[[], None]:
    def mark() -> None:
        with suppress(*_LINE_BROKE, IMAP4.error):
            client.add_flags([uid], [b"\\Seen"], silent=True)

    return mark


@contextmanager
def saved_mails(folder: Path, known: Collection[str]) -> Iterator[list[Waiting]]:
    """The .eml and .msg files in a folder, at any depth, that are not known yet."""
    if not folder.is_dir():
        raise CannotWork(f"没有这个文件夹：{folder}。")
    found: list[Waiting] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".eml", ".msg") and path.is_file():
            key = f"file:{hashlib.sha256(path.read_bytes()).hexdigest()}"
            if key not in known and key not in {waiting.key for waiting in found}:
                stat = path.stat()
                received = datetime.fromtimestamp(stat.st_mtime).astimezone()
                is_msg = path.suffix.lower() == ".msg"
                found.append(Waiting(key, stat.st_size, received, is_msg, f"《{path.name}》", path.read_bytes))
    yield found
