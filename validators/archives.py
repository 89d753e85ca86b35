"""Files inside zip archives, as mail programs pack them: 包.zip/表.xlsx is a file of its own.

Archives nested once are followed. Members are read into memory, one at a time, and
never written to disk; names are labels only. Imports nothing heavy.
"""

from __future__ import annotations

import re
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

from validators.refused import FILL_IN_AFRESH, UNPACK, Refused, broken, has_password

MAX_MEMBERS = 300
MAX_MEMBER = 50 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 200
_DEEPEST = 2
_LONGEST_NAME = 80
_ENCRYPTED, _UTF8 = 0x1, 0x800
# What every office document holds: such a zip is a document and no parcel.
_DOCUMENT = re.compile(r"(?:xl|word|ppt|_rels|META-INF)/|\[Content_Types\]\.xml$|mimetype$|content\.xml$")
_NOT_SENT = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def is_parcel(names: Collection[str]) -> bool:
    """Whether a zip with these names is files that somebody packed, and not itself a document."""
    return not any(_DOCUMENT.match(name) for name in names)


def members(path: Path) -> list[str]:
    """The files packed in an archive, as labels below it; none for a file that is no such archive or is damaged.

    Raises Refused where it is one that nobody should unpack.
    """
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".ods") or path.name.startswith("~$"):
        return []
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return []
            return [label for label, _ in _listed(zipfile.ZipFile(file), _DEEPEST)]
    except _DAMAGE:
        return []


def inside(path: Path) -> tuple[Path, str] | None:
    """(archive, label) of a path that leads through an archive; None for any other path."""
    if ".zip" not in str(path).lower() and path.exists():
        return None
    for parent in path.parents:
        try:
            if parent.is_file():
                return parent, path.relative_to(parent).as_posix()
        except OSError:  # a label too long to be a name on disk
            continue
    return None


def opened(member: tuple[Path, str]) -> tuple[bytes, float]:
    """Contents and time of one file in an archive."""
    path, label = member
    try:
        with zipfile.ZipFile(path) as archive:
            for name, (holder, info) in _listed(archive, _DEEPEST):
                if name == label:
                    return _read(holder, info), _time(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise broken() from error
    raise FileNotFoundError(label)


def _listed(archive: zipfile.ZipFile, depth: int) -> Iterator[tuple[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]]]:
    """(label, where it is) of every file that somebody packed; archives within are followed `depth` - 1 times."""
    infos = [info for info in archive.infolist() if not info.is_dir() and not _NOT_SENT.search(info.filename)]
    if not is_parcel(archive.namelist()):
        return
    unpacked, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if len(infos) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 50_000):
        raise Refused("F108", "压缩包里的文件过多或解压后异常庞大，已停止读取。", UNPACK)
    seen: dict[str, int] = {}
    for info in infos:
        label = _label(info)
        seen[label] = seen.get(label, 0) + 1
        label = label if seen[label] == 1 else f"{label}（{seen[label]}）"
        inner = _inner(archive, info, depth) if depth > 1 and label.lower().endswith(".zip") else None
        if inner is None:
            yield label, (archive, info)
        else:
            yield from ((f"{label}/{name}", place) for name, place in inner)


def _inner(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, depth: int
) -> list[tuple[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]]] | None:
    """The files of an archive within an archive; None where it cannot be followed: it then stands for itself."""
    try:
        return list(_listed(zipfile.ZipFile(BytesIO(_read(archive, info))), depth - 1)) or None
    except (Refused, *_DAMAGE):
        return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise has_password("压缩包")
    if info.file_size > MAX_MEMBER or info.file_size > MAX_RATIO * max(info.compress_size, 50_000):
        raise Refused("F103", f"文件过大（{info.file_size // 2**20}MB）。", FILL_IN_AFRESH)
    return archive.read(info)


def _label(info: zipfile.ZipInfo) -> str:
    """A member's name for people; Chinese mail programs write GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [_DRIVE.sub("", part) for part in name.replace("\\", "/").split("/")]
    clean = ["".join(c for c in part if c.isprintable()) for part in parts if part.strip() not in ("", ".", "..")]
    return "/".join(part[-_LONGEST_NAME:] for part in clean if part) or "未命名"


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0
