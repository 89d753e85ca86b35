"""Returns out of the mails into `2_回收填报表/<部门>/`, each looked at before it is trusted; told file by file.

A mail is entered in the ledger after its files lie on disk: whatever stops a run, the next one goes on where it was,
and a file that is there already is not stored again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mailroom.addresses import addresses, owners
from mailroom.ledger import Ledger
from mailroom.mailbox import Interrupted, Waiting, imap_mails, saved_mails
from mailroom.opening import CHINA, REFUSED, REPEATED, TAKEN, File, Taken, open_mail
from mailroom.parcel import Mail
from mailroom.settings import imap_server, password_of
from schemas.catalogue import Catalogue
from validators.pool import read_all
from validators.signature import is_genuine
from validators.workspace import RETURNS, Workspace

LEDGER = ".收取记录.jsonl"
TO_VERIFY = "发件人待核实"
_BATCH = 20


@dataclass
class Fetched:
    """What a run did; `interrupted` says that mails are left, in a Chinese sentence."""

    files: list[Taken] = field(default_factory=list)
    mails: int = 0
    interrupted: str = ""


def fetch(
    workspace: Workspace,
    source: Path | None = None,
    again: bool = False,
    mark_seen: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Fetched:
    """Take the returns out of the catalogue's mailbox, or out of a folder of saved mails.

    Args:
        source: a folder with .eml or .msg files; the mailbox by default.
        again: look at every mail once more; files that are there already are not stored again.
        mark_seen: mark the mails read out of which something was taken. Mails are never deleted or moved.
        on_progress: called with (mails done since the last call, mails in all).
    """
    catalogue = workspace.catalogue()
    ledger = Ledger(workspace.folder(RETURNS) / LEDGER)
    with ledger.alone("收取邮件"):
        entries = ledger.entries()
        known = set() if again else {str(entry.get("key")) for entry in entries}
        stored = {f["sha256"]: f["path"] for e in entries for f in e.get("files", ()) if f.get("state") == TAKEN}
        room = _Room(workspace, catalogue, ledger, stored)
        with _opened(catalogue, source, known, mark_seen) as waiting:
            for start in range(0, len(waiting), _BATCH):
                batch = waiting[start : start + _BATCH]
                try:
                    room.take(batch, mark_seen)
                except Interrupted:
                    room.result.interrupted = "与收信服务器的连接中断，已收取的不受影响；重新运行会接着收。"
                    break
                on_progress(len(batch), len(waiting))
    return room.result


def _opened(
    catalogue: Catalogue, source: Path | None, known: Collection[str], mark_seen: bool
) -> AbstractContextManager[list[Waiting]]:
    if source is not None:
        return saved_mails(source, known)
    server = imap_server(catalogue.parameters)
    folder = str(catalogue.parameters.get("收信文件夹") or "INBOX")
    return imap_mails(server, password_of(server.account), folder, known, mark_seen)


class _Room:
    """Where mails are opened, a batch at a time."""

    def __init__(self, workspace: Workspace, catalogue: Catalogue, ledger: Ledger, stored: dict[str, str]):
        self.result = Fetched()
        self._returns, self._key = workspace.folder(RETURNS), workspace.key()
        self._catalogue, self._ledger, self._stored = catalogue, ledger, stored
        self._owners = owners(catalogue)
        self._departments = set(catalogue.frames["部门"]["部门名称"])

    def take(self, batch: Sequence[Waiting], mark_seen: bool) -> None:
        """Open some mails, store what is in them, enter each in the ledger."""
        with TemporaryDirectory(prefix="midterm-") as name:
            folder = Path(name)
            opened: list[tuple[Waiting, Mail, list[File]]] = []
            interruption: Interrupted | None = None
            for waiting in batch:
                try:
                    mail, files = open_mail(waiting, folder)
                except Interrupted as problem:
                    interruption = problem
                    break
                opened.append((waiting, mail, files))
            whose = self._signed(folder, [file for _, _, files in opened for file in files if file.staged])
            for waiting, mail, files in opened:
                for file in files:
                    if file.staged:
                        self._store(file, mail, waiting.received, whose.get(file.staged))
                self._enter(waiting, mail, files)
                if mark_seen and any(file.report.state in (TAKEN, REPEATED) for file in files):
                    waiting.mark()
            if interruption:
                raise interruption

    def _signed(self, folder: Path, files: Sequence[File]) -> dict[Path, str]:
        """Staged file → the department that it is signed for; read in worker processes, as in the check."""
        paths = sorted({file.staged for file in files if file.staged})
        raws = read_all([(path, path.name) for path in paths], {}) if paths else []
        return {
            path: raw.meta["部门"]
            for path, raw in zip(paths, raws, strict=True)
            if is_genuine(raw.meta, self._key) and raw.meta.get("部门") in self._departments
        }

    def _store(self, file: File, mail: Mail, received: datetime, signed: str | None) -> None:
        report = file.report
        senders = self._owners.get(mail.sender, ())
        department = signed or next(iter(senders), "")
        if not department:
            report.state = REFUSED
            report.note = f"发件人{mail.sender or '不明'}不是任何部门登记的邮箱，文件也不是本工作区下发的填报表"
            return
        report.department = department
        if signed:
            report.doubt = self._doubt(mail.sender, signed)
        elif len(senders) > 1:
            report.doubt = f"{mail.sender}登记在{'、'.join(senders)}名下，文件没有签名，请核对是哪个部门的"
        if report.sha256 in self._stored:
            report.state, report.note = REPEATED, f"内容与已收取的《{self._stored[report.sha256]}》完全相同"
            return
        path = self._written(file, department, (mail.sent or received), received)
        report.state, report.path = TAKEN, path.relative_to(self._returns).as_posix()
        self._stored[report.sha256] = report.path

    def _doubt(self, sender: str, department: str) -> str:
        cell = self._catalogue.departments.loc[department]["电子邮箱"]
        registered = [address.lower() for address in addresses(cell)]
        if sender in registered:
            return ""
        if not registered:
            return f"规划目录里没有登记{department}的电子邮箱，无法核对发件人{sender or '（空）'}"
        return f"发件人{sender or '（空）'}不是{department}登记的邮箱，请打电话向该部门核实"

    def _written(self, file: File, department: str, sent: datetime, received: datetime) -> Path:
        """Store under a name of date and fingerprint; another file of that name is never touched."""
        when = min(sent, received) if sent.timestamp() > 0 else received
        folder = self._returns / department
        folder.mkdir(exist_ok=True)
        mark = f"-{TO_VERIFY}" if file.report.doubt else ""
        length = 12
        while True:
            stem = f"{when.astimezone(CHINA):%Y%m%d}-{file.report.sha256[:length]}{mark}"
            path = folder / f"{stem}{file.ending}"
            if not path.exists():
                break
            if path.read_bytes() == file.data:
                return path
            length += 4
        temporary = folder / f".{path.name}.{os.getpid()}.tmp"
        temporary.write_bytes(file.data)
        os.utime(temporary, (when.timestamp(), when.timestamp()))
        temporary.replace(path)
        return path

    def _enter(self, waiting: Waiting, mail: Mail, files: Sequence[File]) -> None:
        self.result.mails += 1
        self.result.files += [file.report for file in files]
        self._ledger.add(
            {
                "key": waiting.key,
                "time": datetime.now().astimezone().isoformat(timespec="seconds"),
                "message_id": mail.message_id,
                "files": [file.report.as_dict() for file in files],
            }
        )
