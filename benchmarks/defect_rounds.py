"""Kinds of defect that show only beside something else: last round's master, or another department's form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook

from benchmarks.defect_list import COVER, LABOUR, MAIN, PROJECTS, TASKS, TRADE, Defect, find, in_book, typed
from samples.workspace import KEY
from schemas.tables import CATALOGUE_TABLES
from validators.check import Checked
from validators.master_reader import EarlierMaster, read_master
from validators.signature import META_SHEET, SIGNATURE, sign
from workbook_templates.master import write_master

HELPING = "表6 配合指标"
MARKET = "县市场监管局"  # leads ZB08, with which TRADE helps
# In the master of the last round every text begins with this, so that none is repeated.
_THEN = "上一轮："
_TEXTS = ("取得成效", "形象进度", "实施进展")

# rule, table, row, what is typed, the column that is blamed
_AGAINST_LAST_ROUND: tuple[tuple[str, str, str, str, dict[str, Any], str], ...] = (
    ("R801", MAIN, LABOUR, "ZB13", {"2021年完成值": 2004, "相关说明": None}, "2021年完成值"),
    ("R801", MAIN, TRADE, "ZB07", {"2022年完成值": 0.45}, "2022年完成值"),
    ("R802", PROJECTS, TRADE, "XM01", {"累计完成投资(万元)": 40200}, "累计完成投资(万元)"),
    ("R803", PROJECTS, TRADE, "XM02", {"项目阶段": "在建", "预计竣工日期": dt.datetime(2023, 12, 20)}, "项目阶段"),
    ("R808", MAIN, TRADE, "ZB07", {"2025年预期值": 0.6}, "2025年预期值"),
    ("R809", PROJECTS, TRADE, "XM01", {"开工日期": dt.datetime(2021, 9, 20)}, "开工日期"),
    ("R809", PROJECTS, TRADE, "XM02", {"预计竣工日期": dt.datetime(2023, 3, 20)}, "预计竣工日期"),
)


def rounds() -> Iterator[Defect]:
    """Answers that contradict the last round, or say nothing new."""
    for code, sheet, who, row, changes, blamed in _AGAINST_LAST_ROUND:
        yield replace(typed(f"与上轮不一致：{blamed}（{row}）", who, sheet, row, changes, code, blamed), earlier=True)
    yield Defect("取得成效照抄上轮", TRADE, in_book(_copied), "R805", TASKS, "RW10", "取得成效", "新进展", earlier=True)


def _copied(book: Workbook) -> None:
    cell = find(book[TASKS], "RW10", "取得成效")
    cell.value = f"{_THEN}{cell.value}"


def departments() -> Iterator[Defect]:
    """Departments that contradict each other."""
    told = {"2022年完成值": 9.9}
    yield replace(
        typed("配合部门与牵头部门不一致", TRADE, HELPING, "ZB08", told, "R708", hint="对方"), beside=(MARKET,)
    )
    phone = {"联系电话": "0772-5120007"}
    yield replace(typed("联系电话与其他部门相同", TRADE, COVER, "", phone, "R707", hint="核对"), beside=(MARKET,))


def identities() -> Iterator[Defect]:
    """Genuine forms that are not this round's, or of an unknown version."""
    for name, field, value, code, hint in (
        ("上一轮的填报表", "轮次", "2020年总结评估", "F202", "本轮"),
        ("不认识的表样版本", "表样版本", "0", "F203", "最新下发"),
    ):
        yield Defect(name, TRADE, in_book(_signed(field, value)), code, hint=hint)


def _signed(field: str, value: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cells = {name.value: cell for name, cell in book[META_SHEET].iter_rows(max_col=2)}
        cells[field].value = value
        cells[SIGNATURE].value = sign({name: str(cell.value) for name, cell in cells.items()}, KEY)

    return change


def last_round(checked: Checked, folder: Path) -> EarlierMaster:
    """A master of the round before: the same figures, other texts."""
    write_master(folder / "上轮总进度表.xlsx", checked)
    earlier = read_master(folder / "上轮总进度表.xlsx")
    for table in CATALOGUE_TABLES:
        rows = earlier.rows[table.name]
        for title in (title for title in _TEXTS if title in rows):
            rows[title] = _THEN + rows[title]
    report = {key: _THEN + text for key, text in earlier.report.items()}
    return replace(earlier, title="", report=report)


def beside_others() -> Sequence[Defect]:
    """Every kind of this file."""
    return [*rounds(), *departments(), *identities()]
