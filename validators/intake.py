"""May this file be opened? One look at the bytes, before any spreadsheet library sees them.

The fast reader can abort the whole process on a hostile file, so nothing reaches it
that has not passed here: magic bytes, encryption, zip integrity, inflated size and
ratio, entity declarations, extent of the cells that hold values. Runs in workers;
imports nothing heavy.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError

from validators.extent import extent_of, is_worksheet

MAX_FILE = 50 * 2**20
MAX_INFLATED = 400 * 2**20
MAX_RATIO = 200
MAX_ROW, MAX_COLUMN = 20_000, 300
_NOT_RETURNS = {"thumbs.db", "desktop.ini", ".ds_store"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


class Refused(Exception):
    """The file cannot be used: one Chinese sentence why, one what to do."""

    def __init__(self, code: str, message: str, suggestion: str):
        super().__init__(message)
        self.code, self.message, self.suggestion = code, message, suggestion


@dataclass
class Look:
    """What the look found: bytes to read, fingerprint, and error cells by worksheet part name."""

    data: bytes
    sha256: str
    error_cells: dict[str, dict[str, str]] = field(default_factory=dict)
    has_macros: bool = False


def is_candidate(path: Path) -> bool:
    """Whether a file in the returns folder is something that somebody sent, rather than the system's own."""
    return path.name.lower() not in _NOT_RETURNS and not path.name.startswith(".")


def look(path: Path, most_rows: int = MAX_ROW) -> Look:
    """Look at a file before opening it; raises Refused with what to tell the department.

    Args:
        most_rows: how far down contents may reach.
    """
    if path.name.startswith("~$"):
        raise Refused("F101", "这是Excel打开表格时留下的临时文件，不是填报表。", "请关闭Excel后重新复制原文件。")
    size = path.stat().st_size
    if size == 0:
        raise Refused("F102", "文件是空的（0字节）。", "请重新保存后再次报送。")
    if size > MAX_FILE:
        raise Refused("F103", f"文件过大（{size // 2**20}MB）。", "请删除图片、附件等无关内容后重新报送。")
    data = path.read_bytes()
    _check_magic(data, path)
    found = Look(data, hashlib.sha256(data).hexdigest())
    _check_archive(data, found, most_rows)
    return found


def _check_magic(data: bytes, path: Path) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("F104", "文件设有打开密码，无法读取。", "请取消密码后重新报送。")
        raise Refused(
            "F105", "文件是旧版格式（xls、et或wps），无法读取。", "请另存为“Excel 工作簿(*.xlsx)”后重新报送。"
        )
    raise Refused(
        "F106",
        f"文件内容不是Excel工作簿（扩展名{path.suffix}）。",
        "请用下发的填报表填写，另存为xlsx格式后报送。",
    )


def _check_archive(data: bytes, found: Look, most_rows: int) -> None:
    broken = Refused("F107", "文件已损坏，无法打开。", "请重新保存填报表后再次报送，不要直接修改扩展名。")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            inflated = sum(info.file_size for info in infos)
            if inflated > MAX_INFLATED or inflated > MAX_RATIO * max(len(data), 50_000):
                raise Refused("F108", "文件解压后异常庞大，已停止读取。", "请用下发的填报表重新填写后报送。")
            names = {info.filename for info in infos}
            if "xl/workbook.bin" in names:
                raise Refused("F105", "文件是xlsb格式，无法读取。", "请另存为“Excel 工作簿(*.xlsx)”后重新报送。")
            if "xl/workbook.xml" not in names and any(name.lower().endswith((".xlsx", ".xls")) for name in names):
                raise Refused("F115", "这是压缩包，没有读取里面的文件。", "请解压后把其中的填报表放入回收文件夹。")
            if "xl/workbook.xml" not in names:
                raise Refused("F106", "文件不是Excel工作簿（xlsx）。", "请用下发的填报表填写，另存为xlsx格式后报送。")
            found.has_macros = "xl/vbaProject.bin" in names
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    _check_part(info.filename, archive.read(info), found, most_rows)
    except (zipfile.BadZipFile, zlib.error, ExpatError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise broken from error


def _check_part(name: str, xml: bytes, found: Look, most_rows: int) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("F109", "文件含有可疑的实体声明，已停止读取。", "请用下发的填报表重新填写后报送。")
    if name == "xl/workbook.xml" and _STRICT in xml:
        raise Refused(
            "F110",
            "文件是“Strict Open XML”格式，无法读取。",
            "请另存为“Excel 工作簿(*.xlsx)”后重新报送。",
        )
    if is_worksheet(xml):
        extent = extent_of(xml)
        if extent.row > most_rows or extent.column > MAX_COLUMN:
            raise Refused(
                "F111",
                f"表格在很远的位置（第{extent.row}行、第{extent.column}列）还有内容，无法读取。",
                "请删除填报区域以外的内容后重新报送。",
            )
        if extent.errors:
            found.error_cells[name] = extent.errors
