"""中期评估.xlam from xlwings' own add-in: our module and ribbon in, the demonstration out. Same inputs, same bytes."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from validators.problems import CannotWork
from xl_addin.dispatch import COMMANDS
from xl_addin.hardened import harden
from xl_addin.ribbon import ribbon_faults, ribbon_text
from xl_addin.vba import MODULE, in_vba_form, module_text

FILE_NAME = "中期评估.xlam"
PROJECT = "MidtermAddin"
_BASE = "quickstart_addin_ribbon.xlam"
_DEMONSTRATION = "RibbonMyAddin"
_MODULES = ["ThisWorkbook", "Dictionary", _DEMONSTRATION, "Sheet2", "xlwings"]
_PROJECT_PART = "xl/vbaProject.bin"
_PROJECT_NAME_RECORD = 4  # [MS-OVBA] 2.3.4.2.1.6
_DATE = (2023, 6, 30, 0, 0, 0)  # fixed, so that the same inputs give the same bytes
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>中期评估</dc:title>'
    "<dc:description>规划实施进展的收集、校验与汇总。</dc:description>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">2023-06-30T00:00:00Z</dcterms:created></cp:coreProperties>'
)


def build(out: Path, base: Path | None = None) -> None:
    """Write the add-in; raises CannotWork where xlwings is not what was reviewed or the ribbon has a fault.

    Args:
        base: the add-in to start from; by default the one in the installed xlwings.
    """
    vba, ribbon = module_text(COMMANDS), ribbon_text()
    if faults := ribbon_faults(ribbon, vba, COMMANDS):
        raise CannotWork("功能区定义有误，没有生成加载项：" + "；".join(faults) + "。")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "addin.xlam"
        shutil.copyfile(base or _shipped(), work)
        _change_modules(work, vba)
        parts = _read(work)
    parts[_PROJECT_PART] = _renamed_project(parts[_PROJECT_PART])
    _swap_ribbon(parts, ribbon)
    _tidy(parts)
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.stem}.tmp.xlam")
    try:
        temporary.write_bytes(_packed(parts))
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _shipped() -> Path:
    import xlwings

    return Path(xlwings.__file__).parent / _BASE


def installed_version() -> str:
    """Version of the installed xlwings."""
    from importlib.metadata import version

    return version("xlwings")


def _change_modules(addin: Path, vba: str) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(addin) as book:
        project = book.vba_project()
        if project.module_names() != _MODULES:
            raise CannotWork("xlwings自带的加载项中模块与预期不同，没有生成加载项。请重新安装xlwings。")
        hardened = harden(book.get_module("xlwings"), installed_version())
        book.set_module("xlwings", in_vba_form(hardened))
        book.set_module("Dictionary", in_vba_form(book.get_module("Dictionary")))
        project.delete_module(_DEMONSTRATION)
        project.add_module(MODULE, vba)
        book.save()


def _read(addin: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _renamed_project(data: bytes) -> bytes:
    """The VBA project under our name, which stands in its PROJECT stream and in a record of its dir stream."""
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import compress, decompress

    cfb = CFB.from_bytes(data)
    text = cfb.get_stream("PROJECT")
    old = re.search(rb'^Name="([^"]*)"\r?$', text, re.MULTILINE)
    if old is None:
        raise CannotWork("xlwings自带的加载项中没有VBA工程名，没有生成加载项。请重新安装xlwings。")
    name = PROJECT.encode("ascii")
    cfb.write_stream("PROJECT", text.replace(b'Name="%b"' % old[1], b'Name="%b"' % name, 1))
    directory = decompress(cfb.get_stream_in_storage("VBA", "dir"))
    directory = _replaced(directory, _name_record(old[1]), _name_record(name))
    cfb.write_stream_in_storage("VBA", "dir", compress(directory))
    return cfb.to_bytes()


def _name_record(name: bytes) -> bytes:
    return _PROJECT_NAME_RECORD.to_bytes(2, "little") + len(name).to_bytes(4, "little") + name


def _swap_ribbon(parts: dict[str, bytes], ribbon: str) -> None:
    del parts["customUI/customUI.xml"]
    parts["customUI/customUI14.xml"] = ribbon.encode("utf-8")
    parts["_rels/.rels"] = _replaced(parts["_rels/.rels"], b"customUI/customUI.xml", b"customUI/customUI14.xml")


def _tidy(parts: dict[str, bytes]) -> None:
    """Take out what the demonstration left: its settings sheet's content and name, its author and his folder."""
    parts["docProps/core.xml"] = _CORE.encode("utf-8")
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = _cut(parts[sheet], rb"<sheetData>.*</sheetData>", b"<sheetData />")
    book = "xl/workbook.xml"
    parts[book] = _cut(parts[book], rb"<mc:AlternateContent.*</mc:AlternateContent>", b"")
    parts[book] = _replaced(parts[book], b'name="_myaddin.conf"', b'name="midterm"')


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    return _cut(data, re.escape(old), new)


def _cut(data: bytes, pattern: bytes, new: bytes) -> bytes:
    changed, times = re.subn(pattern, lambda match: new, data, flags=re.DOTALL)
    if times != 1:
        raise CannotWork("xlwings自带的加载项结构与预期不同，没有生成加载项。请安装审查过的版本的xlwings。")
    return changed


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
