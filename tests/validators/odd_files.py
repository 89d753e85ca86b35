"""Files that nobody should open unlooked-at, made from a good form; and paths that kill or stall who reads them."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PosixPath, WindowsPath

import xlsxwriter

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
SHEET = "xl/worksheets/sheet1.xml"

Change = Callable[[str, bytes], bytes]
_Here = WindowsPath if os.name == "nt" else PosixPath


class DeadlyPath(_Here):
    """Whoever reads this file dies at once, as a reader does that aborts on a hostile workbook."""

    def read_bytes(self) -> bytes:
        os.abort()


class SlowPath(_Here):
    """Whoever reads this file hangs."""

    def read_bytes(self) -> bytes:
        time.sleep(60)
        return b""


def repacked(form: Path, change: Change = lambda name, data: data, **more: bytes) -> bytes:
    """The form with its parts changed and others added."""
    out = BytesIO()
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
        for name, data in more.items():
            new.writestr(name, data)
    return out.getvalue()


def without(form: Path, part: str) -> bytes:
    """The form with a part missing."""
    out = BytesIO()
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
    return out.getvalue()


def in_part(part: str, old: bytes, new: bytes) -> Change:
    """Replace bytes in one part."""

    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        assert old in data, f"{part} has no {old!r}"
        return data.replace(old, new)

    return change


def with_rows(form: Path, rows: bytes) -> bytes:
    """The form with more rows of raw XML at the end of its first sheet."""
    return repacked(form, in_part(SHEET, b"</sheetData>", rows + b"</sheetData>"))


def archive(**parts: bytes) -> bytes:
    """A zip of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def stored(form: Path) -> bytes:
    """The form with its parts stored rather than deflated."""
    out = BytesIO()
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    return out.getvalue()


def flipped(data: bytes, at: bytes) -> bytes:
    """One byte changed right behind a mark, so that a checksum no longer fits."""
    place = data.index(at) + len(at)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def understated(form: Path) -> bytes:
    """A part that inflates to far more than the archive says."""
    whole = repacked(form, in_part(SHEET, b"<sheetData>", b" " * 3_000_000 + b"<sheetData>"))
    with zipfile.ZipFile(BytesIO(whole)) as old:
        size = old.getinfo(SHEET).file_size
    return whole.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def encrypted_part(form: Path, part: str = "xl/workbook.xml") -> bytes:
    """A zip that says its parts are encrypted (bit 0 of the flags, in both headers)."""
    data = bytearray(archive(**{part: b"<workbook/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def unrelated() -> bytes:
    """A workbook that has nothing to do with the form."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("联络员名单").write_row(0, 0, ["单位", "姓名", "联系电话"])
    return out.getvalue()


# What was done to a good form → the bytes that come back, and the code of the refusal.
ODD: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "空文件.xlsx": (lambda form: b"", "F102"),
    "加密.xlsx": (lambda form: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512), "F104"),
    "旧版.xls": (lambda form: OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(512), "F105"),
    "旧版改名.xlsx": (lambda form: OLE + bytes(4096), "F105"),
    "二进制.xlsb": (lambda form: archive(**{"xl/workbook.bin": b"\x83\x01"}), "F105"),
    "文本改名.xlsx": (lambda form: "编号,指标名称\nZB01,地区生产总值".encode(), "F106"),
    "网页改名.xlsx": (lambda form: b"<html><table><tr><td>1</td></tr></table></html>", "F106"),
    "逗号分隔.csv": (lambda form: "编号,指标名称\nZB01,地区生产总值".encode("gbk"), "F106"),
    "记事本.txt": (lambda form: "我局无数据".encode(), "F106"),
    "压缩包.rar": (lambda form: b"Rar!\x1a\x07\x01\x00" + bytes(100), "F115"),
    "压缩包.7z": (lambda form: b"7z\xbc\xaf\x27\x1c" + bytes(100), "F115"),
    "压缩包改名.xlsx": (lambda form: archive(**{"填报表.xlsx": form.read_bytes()}), "F115"),
    "没有关系表.xlsx": (lambda form: without(form, "xl/_rels/workbook.xml.rels"), "F107"),
    "没有共享字符串.xlsx": (lambda form: without(form, "xl/sharedStrings.xml"), "F107"),
    "没有根关系.xlsx": (lambda form: without(form, "_rels/.rels"), "F107"),
    "图片.jpg": (lambda form: b"\xff\xd8\xff\xe0" + bytes(100), "F106"),
    "文档.docx": (lambda form: archive(**{"word/document.xml": b"<w:document/>"}), "F106"),
    "截断.xlsx": (lambda form: form.read_bytes()[:-3000], "F107"),
    "只剩开头.xlsx": (lambda form: form.read_bytes()[:500], "F107"),
    "校验和不符.xlsx": (lambda form: flipped(stored(form), b"<sheetData>"), "F107"),
    "部件加密.xlsx": (encrypted_part, "F107"),
    "谎报大小.xlsx": (understated, "F107"),
    "工作表残缺.xlsx": (lambda form: repacked(form, lambda name, data: data[:300] if name == SHEET else data), "F107"),
    "压缩炸弹.xlsx": (lambda form: repacked(form, **{"xl/media/image1.png": bytes(30_000_000)}), "F108"),
    "实体声明.xlsx": (
        lambda form: repacked(
            form,
            in_part(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
        ),
        "F109",
    ),
    "共享字符串里的实体.xlsx": (
        lambda form: repacked(
            form, in_part("xl/sharedStrings.xml", b"<sst", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst')
        ),
        "F109",
    ),
    "严格格式.xlsx": (lambda form: repacked(form, in_part("xl/workbook.xml", MAIN, STRICT)), "F110"),
    "很远的行.xlsx": (
        lambda form: with_rows(form, b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>'),
        "F111",
    ),
    "很远的列.xlsx": (lambda form: with_rows(form, b'<row r="99"><c r="XFD99"><v>1</v></c></row>'), "F111"),
    "无关表格.xlsx": (lambda form: unrelated(), "F113"),
}

FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def write(form: Path, folder: Path, name: str) -> Path:
    """One of the odd files, in a folder."""
    path = folder / name
    path.write_bytes(ODD[name][0](form))
    return path


def good_copy(form: Path, folder: Path, name: str) -> Path:
    """The good form under another name."""
    return Path(shutil.copy(form, folder / name))
