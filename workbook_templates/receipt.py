"""The receipt (回执): one page that says what was received and that it passed the check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas.findings import Finding
from schemas.tables import COVER, FORM_TABLES
from schemas.vocabulary import NOTICE
from validators.answered import CONFIRMED
from validators.check import Checked
from validators.frames import DEPARTMENT, Source, is_added
from validators.normalise import display
from validators.signature import META_SHEET
from workbook_templates.files import replacing
from workbook_templates.form import set_properties, write_identity
from workbook_templates.sheets import Book
from workbook_templates.styles import ALARM, NAVY, PALE, Formats, page

_PASSED_FILL, _PASSED_INK = "#E2F0E5", "#1E6B34"
_SHEET = "回执"
# In the hidden identity: the fingerprint of the file that the receipt is for.
RECEIPT_FOR = "回执对应"


def receipt_name(department: str) -> str:
    """File name of a department's receipt."""
    return f"回执-{department}.xlsx"


def write_receipt(
    path: Path,
    checked: Checked,
    key: bytes,
    source: Source,
    findings: Sequence[Finding],
    others: Sequence[str] = (),
) -> None:
    """Write the receipt of one return without anything to correct.

    Args:
        key: the workspace's signing key.
        findings: those of the return, all of them 提示.
        others: names of the copies that were put together with the file.
    """
    catalogue = checked.catalogue
    with replacing(path) as temporary, Book(temporary) as workbook:
        formats = Formats(workbook)
        set_properties(workbook, f"回执-{source.department}", catalogue)
        sheet = workbook.add_worksheet(_SHEET)
        for at, width in enumerate((20, 18, 18, 26)):
            sheet.set_column(at, at, width)
        parameters = catalogue.parameters
        title = formats(font_name="黑体", font_size=20, font_color=NAVY, align="center")
        sheet.merge_range(0, 0, 0, 3, f"{parameters['评估轮次']}填报表回执", title)
        sheet.set_row(0, 44)
        centred = formats(align="center", font_size=12, text_wrap=True)
        sheet.merge_range(1, 0, 1, 3, str(parameters["规划名称"]), centred)
        sheet.set_row(1, 34)
        if parameters.get("数据标识"):
            label = formats(font_color=ALARM, bold=True, align="center")
            sheet.merge_range(2, 0, 2, 3, f"【{parameters['数据标识']}】", label)
        passed = formats.boxed(bg_color=_PASSED_FILL, font_color=_PASSED_INK, bold=True, font_size=16, align="center")
        sheet.merge_range(4, 0, 4, 3, "已通过校验", passed)
        sheet.set_row(4, 36)
        row = 6
        for name, text in _facts(checked, source, findings, others):
            sheet.write(row, 0, name, formats.boxed(bg_color=PALE, bold=True, indent=1))
            sheet.merge_range(row, 1, row, 3, text, formats.boxed(text_wrap=True, align="left", indent=1))
            sheet.set_row(row, 34 if len(text) > 50 or _wide(text) > 60 else 24)
            row += 1
        row += 1
        for at, head in enumerate(("表", "应报（行）", "实报（行）", "说明")):
            sheet.write(row, at, head, formats.header())
        sheet.set_row(row, 24)
        for name, asked, returned, note in _counts(checked, source):
            row += 1
            sheet.set_row(row, 22)
            sheet.write(row, 0, name, formats.boxed(indent=1))
            sheet.write_number(row, 1, asked, formats.boxed(align="center"))
            sheet.write_number(row, 2, returned, formats.boxed(align="center"))
            sheet.write(row, 3, note, formats.boxed(align="center"))
        row += 2
        closing = f"{parameters['牵头单位']}已收到上述填报表，内容通过校验。如需补充或更正，请修改后重新报送。"
        for text in (closing, _contact(checked)):
            sheet.merge_range(row, 0, row, 3, text, formats(text_wrap=True))
            sheet.set_row(row, 32)
            row += 1
        sheet.protect("")
        page(sheet, landscape=False)
        sheet.fit_to_pages(1, 1)
        sheet.print_area(0, 0, row - 1, 3)
        write_identity(workbook, catalogue, source.department, key)
        meta = workbook.get_worksheet_by_name(META_SHEET)
        meta.write_row(meta.dim_rowmax + 1, 0, (RECEIPT_FOR, source.raw.sha256))


def _facts(
    checked: Checked, source: Source, findings: Sequence[Finding], others: Sequence[str]
) -> list[tuple[str, str]]:
    raw = source.raw
    covers = checked.frames[COVER.name].data
    cover = covers[covers[DEPARTMENT] == source.department]
    facts = [
        ("填报单位", source.department),
        ("收到的文件", raw.file),
        ("合并的文件", "、".join(others)),
        ("文件时间", f"{datetime.fromtimestamp(raw.modified):%Y年%m月%d日 %H:%M}"),
        ("文件指纹", raw.sha256),
    ]
    facts += [(title, display(cover[title].iloc[0])) for title in ("版次", "填报人", "审核人") if len(cover)]
    confirmed = sum(f.message.startswith(CONFIRMED) for f in findings)
    converted = sum(f.severity == NOTICE for f in findings) - confirmed
    notes = [
        f"{confirmed}处已按填报单位的说明确认" if confirmed else "",
        f"{converted}处作了自动转换或提示" if converted else "",
    ]
    facts.append(("校验结果", "没有错误，没有待核对事项" + "".join(f"；{note}" for note in notes if note) + "。"))
    return [(name, text) for name, text in facts if text]


def _counts(checked: Checked, source: Source) -> list[tuple[str, int, int, str]]:
    """(sheet, rows asked, rows answered, remark) of every table that the department was asked for."""
    counts = []
    for table in FORM_TABLES:
        if table is COVER:
            continue
        asked, data = checked.asked[table.name][source.department], checked.frames[table.name].data
        codes = data.loc[data[DEPARTMENT] == source.department, "编号"]
        added = sum(is_added(table, code) for code in codes)
        returned = len(codes) - added
        short = (
            "选报" if table.optional or source.department in checked.catalogue.townships else f"少{asked - returned}行"
        )
        note = "齐全" if returned >= asked else short
        if asked or added:
            counts.append((table.sheet, asked, returned, f"{note}，另补充{added}行" if added else note))
    return counts


def _contact(checked: Checked) -> str:
    parameters = checked.catalogue.parameters
    told = [f"{name}：{parameters[name]}" for name in ("联系人", "联系电话", "电子邮箱") if parameters.get(name)]
    return "　".join([str(parameters["牵头单位"]), *told])


def _wide(text: str) -> int:
    return sum(1 if ord(character) < 256 else 2 for character in text)
