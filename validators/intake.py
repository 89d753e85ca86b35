"""May this file be opened? One look at the bytes, before any spreadsheet library sees them.

The fast reader can abort the whole process on a hostile file, so nothing reaches it
that has not passed here: magic bytes, encryption, zip integrity, inflated size and
ratio, entity declarations, extent of the cells that hold values. Runs in workers;
imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError

from validators import archives, biff, lean, opendocument
from validators.extent import extent_of, is_worksheet
from validators.parts import BOOK, LINKS, sheet_names
from validators.refused import (
    FILL_IN_AFRESH,
    SAVE_AS_XLSX,
    UNPACK,
    USE_THE_FORM,
    Notice,
    Refused,
    broken,
    broken_parcel,
    empty_parcel,
    has_password,
    notice,
    too_far,
)

MAX_FILE = 50 * 2**20
MAX_INFLATED = 400 * 2**20
MAX_RATIO = 200
MAX_ROW, MAX_COLUMN = 20_000, 300
# What people pack into one archive with a form, and the refusals of a file that is no workbook.
_TEXTS = {".txt", ".md", ".rtf", ".doc", ".docx", ".pdf", ".ofd", ".ppt", ".pptx", ".htm", ".html", ".url", ".lnk"}
_BESIDE_A_FORM = _TEXTS | {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff"}
_NO_WORKBOOK = ("F102", "F105", "F106")
_NOT_RETURNS = {"thumbs.db", "desktop.ini", ".ds_store"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# All else is looked at whatever its name: the reader opens as a sheet what the workbook says is one.
_NOT_READ = ("xl/media/", "xl/embeddings/", "xl/activeX/", "xl/printerSettings/", "xl/vbaProject")
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SINCE_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']")
_WORD_DOCUMENT = "WordDocument".encode("utf-16-le")
_LETTER = ("这是保存下来的邮件，没有读取里面的附件。", "请把邮件附件中的填报表放入回收文件夹。")
# What lies among the returns in a form's stead: message and suggestion.
_NO_FORM = {
    ".lnk": ("这是快捷方式，不是填报表。", "请把填报表本身放入回收文件夹。"),
    ".eml": _LETTER,
    ".msg": _LETTER,
}
_EMPTY_ZIP = b"PK\x05\x06"
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_DAMAGE = (zipfile.BadZipFile, zlib.error, ExpatError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_AS_OLD = notice("F116", "文件是{}格式，已按填写内容读取。", "今后请用下发的xlsx填报表填写，避免内容丢失。")
_MACROS = notice("F117", "文件带有宏，已读取填写内容，宏没有运行。", "如非本单位所加，请检查电脑是否感染病毒。")
_LINKS = notice(
    "F118", "文件引用了其他工作簿，引用处采用的是最后一次保存的数值。", "请核对引用的数值，最好改为直接填写。"
)
_EMBEDDED = notice("F119", "文件中嵌入了其他文件，嵌入的内容没有读取。", "需要报送的附件请单独发送。")


@dataclass
class Look:
    """What the look found: bytes to read, fingerprint, and odd cells by worksheet part name.

    Attributes:
        error_cells, uncached: error values, and formulas without a value, by worksheet part name; by name of the
            sheet in a file that is not xlsx (`by_sheet`).
        book, links: the workbook part and its relations, which name the sheets; empty where there are none.
        since_1904: whether the workbook counts its days from 1904.
    """

    data: bytes
    sha256: str
    modified: float = 0.0
    error_cells: dict[str, dict[str, str]] = field(default_factory=dict)
    uncached: dict[str, set[str]] = field(default_factory=dict)
    book: bytes = b""
    links: bytes = b""
    has_macros: bool = False
    since_1904: bool = False
    by_sheet: bool = False
    notices: list[Notice] = field(default_factory=list)
    lean: bytes = b""

    @property
    def readable(self) -> bytes:
        """What to give the reader: the same values as in `data`, faster to read where it can be (`validators.lean`)."""
        return self.lean or self.data


def is_candidate(path: Path) -> bool:
    """Whether a file in the returns folder is something that somebody sent, rather than the system's own."""
    return path.name.lower() not in _NOT_RETURNS and not path.name.startswith(".")


def look(path: Path, most_rows: int | None = None, sheets: Collection[str] | None = None, times: int = 1) -> Look:
    """Look at a file before opening it; raises Refused with what to tell the department.

    Args:
        path: a file, or one inside a zip archive: 包.zip/表.xlsx.
        most_rows: how far down contents may reach; `MAX_ROW` by default.
        sheets: of an xlsx only these are looked at, and only these are there to be read.
        times: so many times larger than a return it may be; for the bureau's own files.
    """
    if path.name.startswith("~$"):
        raise Refused("F101", "这是Excel打开表格时留下的临时文件，不是填报表。", "请关闭Excel后重新复制原文件。")
    member = archives.inside(path)
    try:
        return _look(path, member, MAX_ROW if most_rows is None else most_rows, sheets, times)
    except Refused as refused:
        if member and refused.code in _NO_WORKBOOK and path.suffix.lower() in _BESIDE_A_FORM:
            kind = path.suffix.lower()
            raise Refused("F120", f"压缩包里的{kind}文件不是填报表，没有读取。", "无需处理。") from refused
        raise


def _look(
    path: Path, member: tuple[Path, str] | None, most_rows: int, sheets: Collection[str] | None, times: int
) -> Look:
    data, modified = archives.opened(member) if member else _opened(path, times)
    if not data:
        raise Refused("F102", "文件是空的（0字节）。", "请重新保存后再次报送。")
    found = Look(data, hashlib.sha256(data).hexdigest(), modified)
    try:
        if data.startswith(b"PK\x03\x04"):
            _check_archive(found, most_rows, sheets, times)
        elif data.startswith(_OLE):
            _check_ole(found, most_rows, path.suffix)
        else:
            raise _no_workbook(data, path.suffix)
    except _DAMAGE as error:
        raise (broken_parcel() if path.suffix.lower() == ".zip" else broken()) from error
    return found


def _opened(path: Path, times: int) -> tuple[bytes, float]:
    stat = path.stat()
    if stat.st_size > MAX_FILE * times:
        raise Refused("F103", f"文件过大（{stat.st_size // 2**20}MB）。", "请删除图片、附件等无关内容后重新报送。")
    return (path.read_bytes() if stat.st_size else b""), stat.st_mtime


def _no_workbook(data: bytes, suffix: str) -> Refused:
    if data.startswith(_EMPTY_ZIP):
        return empty_parcel()
    if data.startswith(_PACKED):
        return Refused("F115", "这是压缩包，没有读取里面的文件。", UNPACK)
    if suffix.lower() in _NO_FORM:
        return Refused("F106", *_NO_FORM[suffix.lower()])
    if suffix.lower() in (".csv", ".txt"):
        return Refused("F106", f"文件是文本（{suffix}），不是Excel工作簿。", USE_THE_FORM)
    return Refused("F106", f"文件内容不是Excel工作簿（扩展名{suffix}）。", USE_THE_FORM)


def _check_ole(found: Look, most_rows: int, suffix: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in found.data:
        raise has_password()
    book = biff.look_at(found.data)
    if book is None and suffix.lower() in _NO_FORM:
        raise Refused("F106", *_NO_FORM[suffix.lower()])
    if book is None and _WORD_DOCUMENT in found.data:
        raise Refused("F105", "文件是文字文档（doc或wps），不是填报表。", USE_THE_FORM)
    if book is None:
        raise Refused("F105", "文件是旧版格式（xls、et或wps），无法读取。", SAVE_AS_XLSX)
    if book.row > most_rows or book.column > MAX_COLUMN:
        raise too_far(book.row, book.column)
    found.by_sheet, found.error_cells, found.since_1904 = True, book.errors, book.since_1904
    found.uncached = book.uncached
    found.notices.append(_filled(_AS_OLD, "旧版（xls或et）"))


def _filled(text: Notice, *words: str) -> Notice:
    code, severity, message, suggestion = text
    return code, severity, message.format(*words), suggestion


def _check_archive(found: Look, most_rows: int, sheets: Collection[str] | None, times: int) -> None:
    with zipfile.ZipFile(BytesIO(found.data)) as archive:
        infos = archive.infolist()
        inflated = sum(info.file_size for info in infos)
        if inflated > MAX_INFLATED * times or inflated > MAX_RATIO * max(len(found.data), 50_000):
            raise Refused("F108", "文件解压后异常庞大，已停止读取。", FILL_IN_AFRESH)
        names = {info.filename for info in infos}
        if all(info.is_dir() for info in infos):
            raise empty_parcel()
        if archives.is_parcel(names):
            raise Refused("F115", "这是压缩包，没有读取里面的文件。", UNPACK)
        if opendocument.is_spreadsheet(archive, names):
            _check_opendocument(archive, infos, found, most_rows)
            return
        if "xl/workbook.bin" in names:
            raise Refused("F105", "文件是xlsb格式，无法读取。", SAVE_AS_XLSX)
        if BOOK not in names:
            raise Refused("F106", "文件不是Excel工作簿（xlsx）。", USE_THE_FORM)
        _note(names, found)
        unread = set() if sheets is None else _others(archive, sheets)
        infos = [info for info in infos if not info.filename.startswith(_NOT_READ) and info.filename not in unread]
        # What is left out must not be there for the reader either.
        small = sheets is not None or inflated <= lean.MOST
        parts: dict[str, bytes] = {}
        for info in infos:
            part = _check_part(info.filename, archive.read(info), found, most_rows, small)
            if small:
                parts[info.filename] = part
        if small:
            found.lean = lean.packed(parts)


def _others(archive: zipfile.ZipFile, sheets: Collection[str]) -> set[str]:
    """The parts that hold other sheets than these."""
    if LINKS not in archive.namelist():
        raise broken()
    for part in (BOOK, LINKS):
        _refuse_entities(archive.read(part))
    return {part for part, name in sheet_names(archive).items() if name not in sheets}


def _note(names: Collection[str], found: Look) -> None:
    found.has_macros = any(name.startswith(("xl/vbaProject", "xl/macrosheets/")) for name in names)
    if found.has_macros:
        found.notices.append(_MACROS)
    if any(name.startswith("xl/externalLinks/") for name in names):
        found.notices.append(_LINKS)
    if any(name.startswith(("xl/embeddings/", "xl/activeX/")) for name in names):
        found.notices.append(_EMBEDDED)


def _check_opendocument(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], found: Look, most_rows: int) -> None:
    for info in infos:
        if info.filename.endswith(".xml"):
            _refuse_entities(archive.read(info))
    reach = opendocument.extent_of(archive.read("content.xml"), most_rows, MAX_COLUMN)
    found.by_sheet, found.error_cells, found.uncached = True, reach.errors, reach.uncached
    found.notices.append(_filled(_AS_OLD, "ods"))


def _refuse_entities(xml: bytes) -> None:
    if b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise Refused("F109", "文件含有可疑的实体声明，已停止读取。", FILL_IN_AFRESH)


def _check_part(name: str, xml: bytes, found: Look, most_rows: int, small: bool) -> bytes:
    """Judge one part; returns it as the reader is to see it, which is what was judged."""
    holds_cells = is_worksheet(xml)
    if holds_cells and small:
        xml = lean.lean_sheet(xml)
    _refuse_entities(xml)
    if name == BOOK:
        if _STRICT in xml:
            raise Refused("F110", "文件是“Strict Open XML”格式，无法读取。", SAVE_AS_XLSX)
        found.book, found.since_1904 = xml, bool(_SINCE_1904.search(xml))
    elif name == LINKS:
        found.links = xml
    if holds_cells:
        extent = extent_of(xml, most_rows)
        if extent.row > most_rows or extent.column > MAX_COLUMN:
            raise too_far(extent.row, extent.column)
        if extent.errors:
            found.error_cells[name] = extent.errors
        if extent.uncached:
            found.uncached[name] = extent.uncached
    return xml
