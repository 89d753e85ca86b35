"""One synthetic department: the catalogue rows that it leads, and what it answers, mistakes included."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import pandas as pd

from benchmarks import words
from benchmarks.indicators import Row
from benchmarks.rows import MAKERS
from schemas import vocabulary as v
from schemas.catalogue import SHEETS
from schemas.parameters import PARAMETERS
from schemas.report import HEADINGS
from schemas.tables import CHAPTER, COVER, FORM_TABLES, MAIN, PLANS, PROJECTS, REPORT, TASKS
from validators.normalise import to_series

SEED = 2023
# Rows of each table in a department of 150 rows; the six report texts make up the rest.
SHARES = {MAIN.name: 20, CHAPTER.name: 20, TASKS.name: 40, PROJECTS.name: 60, PLANS.name: 4}
_COUNTS = ("主要指标数", "主要指标方面数", "约束性指标数", "专项规划数", "专栏数")  # not compared: left blank


@dataclass
class Department:
    """A department's part of the catalogue (frames by sheet) and its answers (frames by table)."""

    name: str
    catalogue: dict[str, pd.DataFrame]
    answers: dict[str, pd.DataFrame]


def parameters() -> dict[str, Any]:
    """The synthetic catalogue's parameters, of their own types."""
    own = {
        "地区名称": "测算县",
        "牵头单位": "县发展和改革局",
        "规划名称": "测算县“十四五”规划纲要",
        "数据标识": "性能测算",
    }
    return {p.name: None if p.name in _COUNTS else own.get(p.name, p.default) for p in PARAMETERS}


def _scale(rows: int) -> float:
    return (rows - len(HEADINGS)) / sum(SHARES.values())


def name_of(number: int) -> str:
    """What department `number` (from 0) is called."""
    return f"县第{number + 1}局"


def department(number: int, rows: int, mistakes: float) -> Department:
    """Department `number`: the same rows and answers every time.

    Args:
        rows: how many rows it answers, the six report texts included.
        mistakes: share of answered cells that are spoilt.
    """
    rng = Random(f"{SEED}/{number}/{rows}/{mistakes}")
    name = name_of(number)
    given: dict[str, list[Row]] = {
        "部门": [{"部门名称": name, "部门类型": v.DEPARTMENT, "联系人": words.person(rng), "必须报送": "是"}]
    }
    told: dict[str, list[Row]] = {COVER.name: [_cover(rng)]}
    for table, (prefix, make) in MAKERS.items():
        pairs = [
            make(rng, at, f"{prefix}{number:05d}{at:03d}", name) for at in range(round(SHARES[table] * _scale(rows)))
        ]
        given[table] = [row for row, _ in pairs]
        told[table] = [{"编号": row["编号"], **answer} for row, answer in pairs]
    told[REPORT.name] = [{"编号": code, "内容": words.text(rng, 320)} for code, *_ in HEADINGS]
    _spoil(rng, told, mistakes)
    answers = {
        table: frame.set_index("编号") if "编号" in (frame := pd.DataFrame(lines)) else frame
        for table, lines in told.items()
    }
    return Department(name, {sheet.name: _frame(sheet.name, given.get(sheet.name, [])) for sheet in SHEETS}, answers)


def _frame(sheet: str, rows: list[Row]) -> pd.DataFrame:
    columns = next(s.columns for s in SHEETS if s.name == sheet)
    return pd.DataFrame({c.title: to_series(c, [row.get(c.title) for row in rows]) for c in columns})


def _cover(rng: Random) -> Row:
    return {
        "填报人": words.person(rng),
        "联系电话": f"0772-{rng.randint(5100000, 5199999)}",
        "审核人": f"{words.person(rng)}（分管领导）",
        "填报日期": pd.Timestamp(2023, 7, rng.randint(1, 28)),
        "版次": "第1版",
    }


def _spoil(rng: Random, told: dict[str, list[Row]], share: float) -> None:
    """Plant mistakes: words that are no choice, dates without a day, impossible numbers, blanks."""
    for table in FORM_TABLES:
        for row in told.get(table.name, []):
            for column in table.answers:
                if row.get(column.title) is not None and rng.random() < share:
                    wrong = "基本完成" if column.choices else "2022年3月" if column.kind == "date" else None
                    row[column.title] = -5.0 if column.at_least == 0 else wrong
