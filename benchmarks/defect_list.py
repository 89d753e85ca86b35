"""Kinds of defect, each planted in a real filled form: what it is, where, and which finding it must give."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from validators.signature import META_SHEET
from workbook_templates.form_page import FIRST_ROW, HEADER_ROW

HEADER = HEADER_ROW + 1
TRADE, LABOUR, PLAN = "县科工贸局", "县人力资源和社会保障局", "县发展和改革局"


@dataclass(frozen=True)
class Defect:
    """One kind of defect.

    Attributes:
        department: whose form it is planted in.
        plant: changes the file.
        code: the finding it must give; `cell` where ("" for a whole row, sheet or file).
        hint: words that its suggestion must hold.
        earlier: whether the form is held against the master of the last round.
        beside: departments whose forms, as they are, are checked with it.
    """

    name: str
    department: str
    plant: Callable[[Path], None]
    code: str
    sheet: str = ""
    row: str = ""
    column: str = ""
    hint: str = "请"
    earlier: bool = False
    beside: tuple[str, ...] = ()


def in_book(change: Callable[[Workbook], None]) -> Callable[[Path], None]:
    """A planter that edits the workbook with openpyxl."""

    def plant(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    return plant


def find(sheet: Worksheet, row: str, title: str) -> Any:
    """The cell of a row code and a title."""
    if not row:  # the cover runs downwards
        return next(line[2] for line in sheet.iter_rows() if line[1].value == title)
    column = next(cell.column for cell in sheet[HEADER] if cell.value == title)
    number = next(line[0].row for line in sheet.iter_rows(min_row=FIRST_ROW + 1) if line[0].value == row)
    return sheet.cell(number, column)


def typed(
    name: str,
    department: str,
    sheet: str,
    row: str,
    changes: dict[str, Any],
    code: str,
    column: str = "",
    hint: str = "请",
) -> Defect:
    """A defect made by typing over cells of one row; `column` is the one to be blamed (the first by default)."""

    def change(book: Workbook) -> None:
        for title, value in changes.items():
            cell = find(book[sheet], row, title)
            cell.value = value
            if isinstance(value, str) and value.startswith("#"):
                cell.data_type = "e"

    return Defect(name, department, in_book(change), code, sheet, row, column or next(iter(changes)), hint)


MAIN, CHAPTER, TASKS = "表1 主要指标", "表2 章节指标", "表3 重大任务"
PROJECTS, PLANS, REPORT, COVER = "表4 重大项目", "表5 专项规划", "评估报告", "封面"

# sheet, department, row → titles that must be filled
_REQUIRED = {
    (MAIN, TRADE, "ZB07"): (
        "2021年完成值",
        "2022年完成值",
        "数据来源",
        "填报判断",
        "2025年预期值",
        "预期展望",
        "调整建议",
    ),
    (TASKS, TRADE, "RW01"): ("进展状态", "政策措施", "取得成效"),
    (PROJECTS, TRADE, "XM01"): ("项目阶段", "开工日期", "累计完成投资(万元)", "形象进度", "预计竣工日期", "预期展望"),
    (PLANS, TRADE, "ZX01"): (
        "评估状态",
        "主要目标数",
        "已达进度目标数",
        "实施进展",
        "对纲要支撑情况",
        "是否需要调整修订",
    ),
    (COVER, TRADE, ""): ("填报人", "联系电话", "审核人", "填报日期", "版次"),
}
_CHOICES = (
    (MAIN, TRADE, "ZB07", "填报判断", "差不多"),
    (MAIN, TRADE, "ZB07", "预期展望", "应该可以"),
    (MAIN, TRADE, "ZB07", "调整建议", "看情况"),
    (MAIN, PLAN, "ZB20", "数值口径", "同比"),
    (TASKS, TRADE, "RW01", "进展状态", "快了"),
    (PROJECTS, TRADE, "XM01", "项目阶段", "收尾"),
    (PLANS, TRADE, "ZX01", "评估状态", "写完了"),
    (PLANS, TRADE, "ZX01", "是否需要调整修订", "再议"),
)
_NOT_NUMBERS = ("约5个多", "增长较快", "1.2.3", "五六十", "12-13", "同上")
_NOT_DATES = ("2022.6", "6月底", "2022-13-01", "去年", "3022-06-30")
_RANGES = (
    (PROJECTS, TRADE, "XM01", "累计完成投资(万元)", -5),
    (PLANS, TRADE, "ZX01", "主要目标数", 1000),
    (PLANS, TRADE, "ZX01", "已达进度目标数", -1),
    (PROJECTS, TRADE, "XM01", "预计竣工日期", dt.datetime(2060, 1, 1)),
    (COVER, TRADE, "", "填报日期", dt.datetime(1999, 7, 1)),
)
_LENGTHS = (
    (MAIN, TRADE, "ZB07", "数据来源", 101),
    (MAIN, TRADE, "ZB07", "相关说明", 501),
    (MAIN, TRADE, "ZB07", "下一步措施", 501),
    (TASKS, TRADE, "RW01", "政策措施", 801),
    (TASKS, TRADE, "RW01", "取得成效", 801),
    (PROJECTS, TRADE, "XM01", "形象进度", 301),
    (PROJECTS, TRADE, "XM01", "支撑作用", 501),
    (PLANS, TRADE, "ZX01", "实施进展", 1001),
    (REPORT, TRADE, "PG1", "内容", 3001),
    (COVER, TRADE, "", "填报人", 31),
)
_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")
_TEXT = "经核实的各项工作情况"


def cells() -> Iterator[Defect]:
    """Single cells: missing, not a number, not a date, not a choice, out of range, too long, error values."""
    for (sheet, who, row), titles in _REQUIRED.items():
        for title in titles:
            yield typed(f"必填未填：{title}", who, sheet, row, {title: None}, "C101", hint=title)
    for text in _NOT_NUMBERS:
        yield typed(f"数字列填“{text}”", TRADE, MAIN, "ZB07", {"2022年完成值": text}, "C102", hint="只填数字")
    for text in _NOT_DATES:
        yield typed(f"日期列填“{text}”", TRADE, PROJECTS, "XM01", {"预计竣工日期": text}, "C103", hint="年月日")
    for sheet, who, row, title, word in _CHOICES:
        yield typed(f"不在选项内：{title}", who, sheet, row, {title: word}, "C104", hint="下拉列表")
    for sheet, who, row, title, value in _RANGES:
        yield typed(f"超出范围：{title}", who, sheet, row, {title: value}, "C105", hint="核对")
    for sheet, who, row, title, count in _LENGTHS:
        text = (_TEXT * (count // len(_TEXT) + 1))[:count]
        yield typed(f"超过字数：{title}", who, sheet, row, {title: text}, "C106", hint="字以内")
    for text in _ERRORS:
        yield typed(f"错误值{text}", TRADE, PROJECTS, "XM01", {"累计完成投资(万元)": text}, "C107", hint="公式")


# One way to break each rule: row, what is typed, and the column that is blamed.
_BROKEN: tuple[tuple[str, str, str, str, dict[str, Any], str], ...] = (
    ("R101", MAIN, TRADE, "ZB07", {"未达进度原因": None}, "未达进度原因"),
    ("R102", MAIN, TRADE, "ZB07", {"下一步措施": None}, "下一步措施"),
    ("R103", MAIN, TRADE, "ZB07", {"填报判断": "基本符合预期", "相关说明": None}, "填报判断"),
    ("R104", MAIN, TRADE, "ZB03", {"调整建议": "调整目标值", "相关说明": None}, "相关说明"),
    ("R105", MAIN, TRADE, "ZB03", {"预期展望": "预计难以完成"}, "预期展望"),
    (
        "R106",
        MAIN,
        LABOUR,
        "ZB13",
        {"数值口径": "累计值", "2022年完成值": 1750, "2023年6月完成值": 1800},
        "2022年完成值",
    ),
    ("R107", MAIN, LABOUR, "ZB13", {"数值口径": "累计值", "2022年完成值": 4030}, "2023年6月完成值"),
    ("R108", MAIN, TRADE, "ZB07", {"2021年完成值": 410}, "2021年完成值"),
    ("R109", MAIN, TRADE, "ZB07", {"2023年6月完成值": 0.5}, "2023年6月完成值"),
    ("R110", MAIN, LABOUR, "ZB13", {"2025年预期值": 1800}, "2025年预期值"),
    ("R201", TASKS, TRADE, "RW10", {"存在问题": None}, "存在问题"),
    ("R202", TASKS, TRADE, "RW10", {"下一步对策": None}, "下一步对策"),
    ("R203", TASKS, TRADE, "RW01", {"取得成效": _TEXT * 4, "政策措施": _TEXT * 4}, "取得成效"),
    ("R301", PROJECTS, TRADE, "XM01", {"累计完成投资(万元)": 412_000_000}, "累计完成投资(万元)"),
    ("R302", PROJECTS, TRADE, "XM01", {"开工日期": dt.datetime(2023, 8, 15)}, "开工日期"),
    ("R303", PROJECTS, TRADE, "XM01", {"预计竣工日期": dt.datetime(2020, 12, 31)}, "预计竣工日期"),
    ("R304", PROJECTS, TRADE, "XM01", {"项目阶段": "前期工作"}, "开工日期"),
    ("R305", PROJECTS, TRADE, "XM01", {"项目阶段": "未开工", "开工日期": None}, "累计完成投资(万元)"),
    ("R306", PROJECTS, TRADE, "XM02", {"预计竣工日期": dt.datetime(2024, 12, 31)}, "预计竣工日期"),
    ("R307", PROJECTS, TRADE, "XM02", {"累计完成投资(万元)": 2100, "相关说明": None}, "累计完成投资(万元)"),
    ("R401", PLANS, TRADE, "ZX01", {"已达进度目标数": 99}, "已达进度目标数"),
    ("R402", PLANS, TRADE, "ZX01", {"是否需要调整修订": "是", "存在问题": None}, "存在问题"),
    ("R403", PLANS, TRADE, "ZX01", {"主要目标数": 18.5}, "主要目标数"),
    ("R501", COVER, TRADE, "", {"联系电话": "5120"}, "联系电话"),
    ("R502", COVER, TRADE, "", {"审核人": "示例填报人"}, "审核人"),
)


def broken_rules() -> Iterator[Defect]:
    """Rows that contradict themselves, a rule at a time."""
    for code, sheet, who, row, changes, blamed in _BROKEN:
        yield typed(f"违反规则{code}", who, sheet, row, changes, code, blamed, "")


def all_defects() -> list[Defect]:
    """Every kind."""
    return [*cells(), *broken_rules(), *structure(), *files()]


def _delete_row(book: Workbook) -> None:
    sheet = book[TASKS]
    sheet.delete_rows(find(sheet, "RW10", "编号").row)


def _duplicate_row(book: Workbook) -> None:
    sheet = book[TASKS]
    number = find(sheet, "RW10", "编号").row
    last = sheet.max_row + 1
    for cell in sheet[number]:
        sheet.cell(last, cell.column).value = cell.value


def _foreign_row(book: Workbook) -> None:
    sheet = book[TASKS]
    last = sheet.max_row + 1
    for title, value in (("编号", "RW30"), ("进展状态", "已完成"), ("取得成效", "从别的表粘贴来的内容")):
        column = next(cell.column for cell in sheet[HEADER] if cell.value == title)
        sheet.cell(last, column).value = value
    sheet.cell(last, 1).value = "RW30"


def _blank_row(book: Workbook) -> None:
    for title in ("进展状态", "政策措施", "取得成效", "存在问题", "下一步对策"):
        find(book[TASKS], "RW10", title).value = None


def _no_text(book: Workbook) -> None:
    find(book[REPORT], "PG1", "内容").value = None


def _no_column(book: Workbook) -> None:
    for cell in book[TASKS][HEADER]:
        if cell.value == "取得成效":
            cell.value = "其他内容"


def _forged(book: Workbook) -> None:
    book[META_SHEET]["B3"].value = PLAN


def _locked(book: Workbook) -> None:
    find(book[MAIN], "ZB07", "2025年目标值").value = "15.0"


def _recode(book: Workbook) -> None:
    sheet = book[TASKS]
    sheet.cell(find(sheet, "RW10", "取得成效").row, 1).value = "RW99"


def structure() -> Iterator[Defect]:
    """Rows, columns, sheets and identity."""
    yield Defect("删除一行", TRADE, in_book(_delete_row), "S105", TASKS, "RW10", hint="恢复")
    yield Defect("复制一行", TRADE, in_book(_duplicate_row), "S104", TASKS, "RW10", hint="删除")
    yield Defect("粘贴其他部门的行", TRADE, in_book(_foreign_row), "S103", TASKS, "RW30", hint="删除")
    yield Defect("改动隐藏的行码", TRADE, in_book(_recode), "S111", TASKS, "RW10", hint="无需处理")
    yield Defect("评估报告一个标题未写", TRADE, in_book(_no_text), "C100", REPORT, "PG1", hint="填写该行")
    yield Defect("整行未填", TRADE, in_book(_blank_row), "C100", TASKS, "RW10", hint="填写该行")
    yield Defect("表头文字被改", TRADE, in_book(_no_column), "S102", TASKS, "", "取得成效", "恢复")
    yield Defect("删除工作表", TRADE, in_book(lambda b: b.remove(b[PLANS])), "S101", PLANS, hint="恢复")
    yield Defect("改动锁定的目标值", TRADE, in_book(_locked), "S106", MAIN, "ZB07", "2025年目标值", "调整建议")
    yield Defect("删除身份信息", TRADE, in_book(lambda b: b.remove(b[META_SHEET])), "F201", hint="下发的原表")
    yield Defect("伪造部门", TRADE, in_book(_forged), "F201", hint="下发的原表")


def _rewrite(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def plant(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
        parts[name] = change(parts[name])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)

    return plant


_SHEET = "xl/worksheets/sheet3.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def files() -> Iterator[Defect]:
    """Whole files that cannot be used."""
    far = b'<row r="900000"><c r="A900000"><v>1</v></c></row></sheetData>'
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
    writes: dict[str, tuple[Callable[[Path], Any], str, str]] = {
        "空文件": (lambda p: p.write_bytes(b""), "F102", "重新保存"),
        "文本文件改名": (lambda p: p.write_bytes(b"hello"), "F106", "xlsx"),
        "设了打开密码": (lambda p: p.write_bytes(_OLE + "EncryptedPackage".encode("utf-16-le")), "F104", "取消密码"),
        "文件被截断": (lambda p: p.write_bytes(p.read_bytes()[:-3000]), "F107", "重新保存"),
        "很远的单元格": (_rewrite(_SHEET, lambda x: x.replace(b"</sheetData>", far)), "F111", "删除"),
        "实体声明": (_rewrite(_SHEET, lambda x: entity + x[x.index(b"?>") + 2 :]), "F109", "下发的填报表"),
    }
    for name, (plant, code, hint) in writes.items():
        yield Defect(name, TRADE, plant, code, hint=hint)
