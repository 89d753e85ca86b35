"""Random expressions, always of the right types, and a small table full of what people put into cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from random import Random

from schemas.language import ParameterValue, Type

COLUMNS: dict[str, Type] = {
    "计划": "number",
    "完成(万元)": "number",
    "调整％": "number",
    "阶段": "text",
    "备注": "text",
    "编号": "text",
    "上级编号": "text",
    "开工日期": "date",
    "竣工日期": "date",
}
PARAMETERS: dict[str, Type] = {"阈值": "number", "截止日": "date", "样板": "text", "未定": "number"}
VALUES: dict[str, ParameterValue] = {
    "阈值": 0.1,
    "截止日": dt.date(2023, 6, 30),
    "样板": " 已开工 ",
    "未定": None,
}

# Cells that hold formulas: an error, and a text of no length. The bureau's reader sees both as "".
ERROR, NO_TEXT = "=NA()", '=""'

NUMBER_CELLS: list[object] = [
    None,
    "abc",
    "5",
    " ",
    ERROR,
    NO_TEXT,
    0,
    1,
    -3,
    5,
    5,
    0.5,
    2.25,
    12.34,
    -0.1,
    0.3,
]
NUMBER_CELLS += [100, 1e6, 123456789.25, 1e12, 1e200, -1e200, 1e-12]
TEXT_CELLS: list[object] = [
    None,
    " ",
    "　",
    ERROR,
    NO_TEXT,
    "已开工",
    " 已开工 ",
    "　已开工",
    "未开工",
    "已　开工",
    "A",
    "a",
]
TEXT_CELLS += ["12", 12, 0.5, 'a "b" c', "工程  甲", "已开工，未完"]
DATE_CELLS: list[object] = [
    None,
    "2023-06-30",
    ERROR,
    NO_TEXT,
    dt.date(2023, 6, 30),
    dt.date(2023, 7, 1),
    dt.date(2024, 2, 29),
]
DATE_CELLS += [dt.date(1999, 12, 31), 45107, 45107.75, 12345]
CODE_CELLS: list[object] = ["P-1", "P-2", "p-2", "P-3", "P-4", None, " P-1", "1", NO_TEXT]
CELLS = {"number": NUMBER_CELLS, "text": TEXT_CELLS, "date": DATE_CELLS}

LITERALS = ["0", "1", "2", "3.5", "50%", "100", "0.3", "-1"]
GATHERING = ["最大", "最小", "求和", "平均", "首个"]
WORDS = ['"已开工"', "“未开工”", '"A"', '"a"', '"12"', '"a ""b"" c"', '"工"', '"已 开工"']


def random_rows(random: Random, count: int) -> list[dict[str, object]]:
    """Rows of cells, by column title; each column shows every kind of cell before any comes again."""
    columns = {}
    for title, kind in COLUMNS.items():
        pool = CODE_CELLS if "编号" in title else CELLS[kind]
        cells = [cell for _ in range(count // len(pool) + 1) for cell in random.sample(pool, len(pool))]
        columns[title] = cells[:count]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


class Generator:
    """Writes expressions as people do, with brackets only where a part is itself composed."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def expression(self, depth: int) -> str:
        kind = self.random.choice(["number", "number", "bool", "bool", "bool", "text", "date"])
        return str(getattr(self, kind)(depth))

    def number(self, depth: int) -> str:
        if depth <= 0:
            leaves = [self._column("number")] * 6 + [self.random.choice(LITERALS)] * 3
            return self.random.choice([*leaves, "参数(阈值)", self.random.choice(["空", "参数(未定)"])])
        one = partial(self.number, depth - 1)
        return self._one_of(
            lambda: f"({one()}){self.random.choice('+-×÷−*/')}({one()})",
            lambda: f"{self.number(0)} {self.random.choice('+-×÷')} {self.number(0)}",
            lambda: f"{self.number(0)} - {self.number(0)} × {self.number(0)}",
            lambda: f"({self._base()})^{self.random.choice(['2', '3', '0.5', '-1'])}",
            lambda: f"-{self.number(0)}^2",
            lambda: f"-({one()})",
            lambda: f"绝对值({one()})",
            lambda: f"四舍五入({one()}, {self.random.choice(['0', '1', '2', '-2'])})",
            lambda: f"{self.random.choice(GATHERING)}({self._several('number', depth)})",
            lambda: f"{self.random.choice(GATHERING)}({self._several('number', 1)})",
            lambda: f"计数({self.expression(depth - 1)}，{self.expression(depth - 1)})",
            lambda: f"如果({self.bool(depth - 1)}, {one()}, {one()})",
            lambda: f"长度({self.text(depth - 1)})",
            lambda: f"年份({self.date(depth - 1)})",
            lambda: f"天数({self.date(depth - 1)}, {self.date(depth - 1)})",
            lambda: f"查找({self._key(depth)}, [编号], {self._column('number')})",
        )

    def text(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice([self._column("text")] * 4 + [self.random.choice(WORDS), "参数(样板)"])
        return self._one_of(
            lambda: f"首个({self._several('text', depth)})",
            lambda: f"如果({self.bool(depth - 1)}, {self.text(depth - 1)}, {self.text(depth - 1)})",
            lambda: self.text(0),
        )

    def date(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice([self._column("date")] * 4 + ['日期("2023-06-30")', "参数(截止日)"])
        return self._one_of(
            lambda: f"{self.random.choice(['最大', '最小', '首个'])}({self._several('date', depth)})",
            lambda: f"如果({self.bool(depth - 1)}, {self.date(depth - 1)}, {self.date(depth - 1)})",
            lambda: self.date(0),
        )

    def bool(self, depth: int) -> str:
        sign = self.random.choice(["=", "<>", "≠", "<", "<=", "≤", ">", ">=", "≥"])
        same = self.random.choice(["=", "<>"])
        simple: list[Callable[[], str]] = [
            lambda: f"{self._column('number')} {sign} {self._compared(0)}",
            lambda: f"{self._column('number')} {sign} {self._column('number')}",
            lambda: f"{self._column('date')} {sign} {self.date(0)}",
            lambda: f"{self._column('text')} {same} {self.text(0)}",
            lambda: f"为空({self.expression(depth - 1)})" if depth > 0 else f"为空({self._column('text')})",
            lambda: f"包含({self.text(depth - 1)}, {self.random.choice(WORDS)})",
            lambda: f"属于({self.text(depth - 1)}, {', '.join(self.random.sample(WORDS, 3))})",
        ]
        if depth <= 0:
            return self._one_of(*simple)
        part = partial(self.bool, depth - 1)
        return self._one_of(
            *simple,
            lambda: f"{self._compared(depth - 1)} {sign} {self._column('number')}",
            lambda: f"{self.date(depth - 1)} {sign} {self.date(depth - 1)}",
            lambda: f"{self.text(depth - 1)} {same} {self.text(depth - 1)}",
            lambda: f"({part()}) 且 ({part()})",
            lambda: f"({part()}) 或 ({part()}) 且 ({part()})",
            lambda: f"非({part()})",
            lambda: f"若 ({part()}) 则 {part()}",
        )

    def _one_of(self, *writers: Callable[[], str]) -> str:
        return self.random.choice(writers)()

    def _several(self, kind: str, depth: int) -> str:
        return ", ".join(getattr(self, kind)(depth - 1) for _ in range(self.random.randint(1, 3)))

    def _compared(self, depth: int) -> str:
        # The language refuses `= 空`: it would never hold.
        number = self.number(depth)
        return "参数(未定)" if number == "空" else number

    def _key(self, depth: int) -> str:
        return self.random.choice(["[上级编号]", self.text(depth - 1)])

    def _base(self) -> str:
        # Never a quotient: LibreOffice calls a power an error when it is too near 0, Excel calls it 0.
        return f"{self.number(0)} {self.random.choice('+-×')} {self.number(0)}"

    def _column(self, kind: str) -> str:
        return f"[{self.random.choice([title for title, of in COLUMNS.items() if of == kind])}]"
