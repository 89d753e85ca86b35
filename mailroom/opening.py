"""Opening a mail: the files in it, packed ones too, each judged by its name and its bytes before anything reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from mailroom.mailbox import Waiting
from mailroom.parcel import Mail, Part, read_eml, read_msg
from mailroom.suspicion import PACKED, NotWanted, Suspect, check_bytes, check_name, check_parcel
from validators import archives
from validators.intake import MAX_FILE
from validators.refused import Refused

TAKEN, REPEATED, REFUSED, LEFT, NOT_READ = "已收取", "重复", "拒收", "未收", "没有读到"
CHINA = timezone(timedelta(hours=8))
_LARGEST_MAIL = MAX_FILE * 3 // 2
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp")


@dataclass
class Taken:
    """What became of one file in a mail, or of a mail as a whole; `doubt` is a 提醒, a Chinese sentence."""

    sender: str
    subject: str
    received: str
    name: str
    state: str
    note: str = ""
    doubt: str = ""
    department: str = ""
    path: str = ""
    sha256: str = ""

    def as_dict(self) -> dict[str, str]:
        """Flat, for --json and the ledger."""
        return dict(vars(self))


@dataclass
class File:
    """A file under its claimed name, on its way; `staged` is where it lies while it is looked at."""

    name: str
    report: Taken
    ending: str = ""
    data: bytes = field(default=b"", repr=False)
    staged: Path | None = None


def open_mail(waiting: Waiting, folder: Path) -> tuple[Mail, list[File]]:
    """The mail and every file in it, each with what is known against it; raises Interrupted.

    Args:
        folder: where files may lie while they are looked at.
    """
    day = f"{waiting.received.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if waiting.size > _LARGEST_MAIL:
        report = Taken("", waiting.label, day, "", REFUSED, f"邮件过大（{waiting.size // 2**20}MB），没有下载")
        return Mail(), [File("", report)]
    data = waiting.load()
    try:
        mail = read_msg(data) if waiting.is_msg else read_eml(data)
    except Exception:  # junk makes the parsers fail in many ways
        report = Taken("", waiting.label, day, "", NOT_READ, "邮件无法解析，请打开看看有没有填报表，有的另存附件")
        return Mail(), [File("", report)]
    if waiting.key.startswith("file:") and mail.sent:
        day = f"{mail.sent.astimezone(CHINA):%Y-%m-%d %H:%M}"
    files = []
    for part in mail.parts:
        for name, content in _unpacked(part, folder):
            report = Taken(mail.sender, mail.subject, day, _shown(name), "")
            files.append(_judged(File(name, report), content, folder))
    if any(file.staged for file in files):  # pictures beside a form are somebody's letterhead
        files = [f for f in files if f.staged or not f.name.lower().endswith(_PICTURES)]
    return mail, files


def _judged(file: File, content: bytes | Exception, folder: Path) -> File:
    try:
        if isinstance(content, Exception):
            raise content
        file.ending = check_name(file.name)
        if file.ending == PACKED:
            raise Suspect("压缩包里还有打不开的压缩包")
        check_bytes(file.ending, content, folder)
    except Suspect as problem:
        file.report.state, file.report.note = REFUSED, str(problem)
    except NotWanted as problem:
        file.report.state, file.report.note = LEFT, str(problem)
    else:
        file.data = content
        file.report.sha256 = hashlib.sha256(content).hexdigest()
        file.staged = folder / f"{file.report.sha256}{file.ending}"
        file.staged.write_bytes(content)
    return file


def _unpacked(part: Part, folder: Path) -> Iterator[tuple[str, bytes | Exception]]:
    """The file itself, or what is in it where it is a zip archive: (name, contents or what is against it)."""
    if not part.name.lower().endswith(PACKED):
        yield part.name, part.data
        return
    try:
        check_name(part.name)
        check_bytes(PACKED, part.data, folder)
        with TemporaryDirectory(dir=folder) as place:
            path = Path(place) / f"parcel{PACKED}"
            path.write_bytes(part.data)
            check_parcel(path)
            labels = archives.members(path)
            if not labels:
                raise Suspect("压缩包里没有可以收取的文件，或已损坏")
            for label in labels:
                yield _member(path, label)
    except Refused as refused:
        yield part.name, Suspect(refused.message.rstrip("。"))
    except (Suspect, NotWanted) as problem:
        yield part.name, problem


def _member(path: Path, label: str) -> tuple[str, bytes | Exception]:
    """(last part of the label, contents) of one file in an archive."""
    name = label.rsplit("/", 1)[-1]
    try:
        return name, archives.opened((path, label))[0]
    except Refused as refused:
        return name, Suspect(refused.message.rstrip("。"))


def _shown(name: str) -> str:
    """A name for people: nothing in it can turn or hide the rest of the line."""
    return "".join(c if c.isprintable() else "□" for c in name)[-80:] or "（没有文件名）"
