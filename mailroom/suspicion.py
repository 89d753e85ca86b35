"""What speaks against a file that came by mail: its name, its kind, its size, what it really is."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from validators.archives import is_parcel
from validators.intake import MAX_FILE, look
from validators.refused import Refused

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
PACKED = ".zip"
_PROGRAM = re.compile(
    r"\.(exe|com|scr|bat|cmd|pif|msi|dll|cpl|jse?|vb[se]|ws[fh]|hta|ps1|jar|lnk|reg|sh|py|html?|mht|svg|url|iso|img"
    r"|chm|xll|xlam?)"
)
_OTHER = re.compile(r"\.(pdf|docx?|wps|pptx?|txt|csv|rtf|jpe?g|png|gif|bmp|tiff?|mp4|zip)")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)\s*(\..*)?", re.IGNORECASE)
# What a check can say better than a refusal: the file is kept and the department told what to do.
_LEFT_TO_THE_CHECK = frozenset({"F104", "F105", "F107", "F110", "F111", "F112", "F113", "F114"})


class Suspect(Exception):
    """The file is refused; carries a Chinese sentence."""


class NotWanted(Exception):
    """The file is no workbook: nothing against it, but it is left where it is; carries a Chinese sentence."""


def check_name(name: str) -> str:
    """The ending of an acceptable name, in small letters; raises Suspect or NotWanted for any other name."""
    if re.search(r"[/\\]|^[A-Za-z]:", name):
        raise Suspect("文件名里带有文件夹路径")
    if _hides_something(name):
        raise Suspect("文件名里藏有看不见的控制字符，可能在冒充别的类型")
    if re.search(r'[<>:"|?*]', name):
        raise Suspect("文件名里有不允许的符号")
    if name != name.rstrip(". "):
        raise Suspect("文件名以点或空格结尾")
    if _DEVICES.fullmatch(name):
        raise Suspect("文件名是Windows的设备名")
    endings = [ending.strip().lower() for ending in PurePosixPath(name).suffixes]
    last = endings[-1] if endings else ""
    if _PROGRAM.fullmatch(last):
        raise Suspect(f"是程序、脚本或网页（{last}）" + ("，用双重扩展名冒充表格" if len(endings) > 1 else ""))
    if any(_PROGRAM.fullmatch(ending) or _OTHER.fullmatch(ending) for ending in endings[:-1]):
        raise Suspect(f"文件名有双重扩展名（{''.join(endings[-2:])}）")
    if last not in (*WORKBOOKS, PACKED):
        raise NotWanted(f"不是Excel工作簿（{last or '没有扩展名'}），留在邮箱里，没有收取")
    return last


def check_bytes(ending: str, data: bytes, folder: Path) -> None:
    """Look at what a file really is; raises Suspect.

    Args:
        folder: where the file may lie while it is looked at.
    """
    if len(data) > MAX_FILE:
        raise Suspect(f"文件过大（{len(data) // 2**20}MB）")
    if ending == PACKED:
        if not data.startswith(b"PK\x03\x04"):
            raise Suspect("扩展名是zip，内容不是zip压缩包")
        return
    with TemporaryDirectory(dir=folder) as place:
        path = Path(place) / f"look{ending}"
        path.write_bytes(data)
        try:
            look(path)
        except Refused as refused:
            if refused.code not in _LEFT_TO_THE_CHECK:
                raise Suspect(refused.message.rstrip("。")) from refused


def check_parcel(path: Path) -> None:
    """Look at the names in a zip archive as they are written there; raises Suspect for a trick among them.

    Labels that `validators.archives` gives are cleaned already; here the raw names count.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Suspect("压缩包已损坏") from error
    if not is_parcel(names):
        raise Suspect("扩展名是zip，内容是别的文件")
    for name in names:
        pieces = re.split(r"[/\\]", name)
        if ".." in pieces or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
            raise Suspect("压缩包里的文件名指向包外的文件夹")
        if _hides_something(name):
            raise Suspect("压缩包里的文件名藏有看不见的控制字符，可能在冒充别的类型")


def _hides_something(name: str) -> bool:
    """Whether a name holds marks that nobody sees, such as the one that turns the reading direction."""
    return any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") for character in name)
