"""The checks that run inside the form while a clerk types: required cells, limits, and every rule in the language.

Each check is a hidden column of 0 and 1 beside the table. Conditional formats colour
the cell it blames; 自查 counts it and links to the first such cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from schemas import language
from schemas.columns import Column
from schemas.tables import Table
from schemas.vocabulary import ERROR
from validators.rule import Rule
from validators.rulebook import is_own

REQUIRED, WRONG_KIND = "必填", "格式"
# (title → cell reference) → formula
Cell = Callable[[str], str]


@dataclass(frozen=True)
class LiveCheck:
    """One check of one column of one table.

    Attributes:
        kind: 必填, 格式, or the severity that the rule shows.
        title: the column that it blames.
        text: what 自查 says.
        code: the rule's code; "" for required cells and formats.
        must_hold: the condition in the expression language; "" where only Excel can say it (格式).
    """

    table: Table
    kind: str
    title: str
    text: str
    code: str = ""
    must_hold: str = ""

    @property
    def _is_measured(self) -> bool:
        return self.table.by_title[self.title].kind != "text"

    def formula(self, cell: Cell, values: Mapping[str, Any], column_range: Cell) -> str:
        """An Excel test that is TRUE exactly where the check is broken (no leading =)."""
        if self.must_hold:
            test = language.violated_excel(self.table.expression(self.must_hold), cell, values, column_range)
            if self.kind == REQUIRED and self._is_measured:
                # A text in a number cell is wrong, not missing: one cause is counted once.
                return f"IFERROR(IF(LEN({_trimmed(cell(self.title))})=0,{test},FALSE),FALSE)"
            return test
        return _wrong_kind(self.table.by_title[self.title], cell(self.title))

    def broken(self, data: pd.DataFrame, values: Mapping[str, Any]) -> pd.Series:
        """The same test by pandas, for the values cached in the form."""
        if self.must_hold:
            broken = language.verdicts(self.table.expression(self.must_hold), data, values)[1]
            if self.kind == REQUIRED and self._is_measured:
                broken &= ~data[self.title].map(lambda value: isinstance(value, str) and bool(value.strip())).astype(
                    bool
                )
            return broken
        column = self.table.by_title[self.title]
        return data[self.title].map(lambda value: _is_wrong(column, value)).astype(bool)


# Each check with whether every row of its table breaks it.
Judged = Mapping[LiveCheck, Sequence[bool]]


def checks_of(table: Table, rules: Sequence[Rule], optional: bool) -> list[LiveCheck]:
    """Every live check of a table, in the order in which 自查 lists them.

    Args:
        rules: the rules in force (`validators.rulebook.active_rules`).
        optional: whether rows may be left blank (townships).
    """
    checks: list[LiveCheck] = []
    for column in table.answers:
        if column.must_hold and not optional:
            begun = _begun(table, column)
            checks.append(LiveCheck(table, REQUIRED, column.title, f"“{column.title}”未填写", must_hold=begun))
    for column in table.answers:
        limit = _limit_text(column)
        if limit:
            checks.append(LiveCheck(table, WRONG_KIND, column.title, f"“{column.title}”{limit}"))
    for rule in rules:
        if table.name in rule.tables and rule.condition:
            for title in rule.blames:
                text = rule.title if len(rule.blames) == 1 else f"{rule.title}（{title}）"
                text = f"（试行）{text}" if rule.trial else text
                condition = rule.condition_for(title)
                condition = _of_answers(table, title, condition) if is_own(rule.code) else condition
                checks.append(LiveCheck(table, rule.shown_severity, title, text, rule.code, condition))
    return checks


def judge(checks: Sequence[LiveCheck], data: pd.DataFrame, values: Mapping[str, Any]) -> Judged:
    """Every check with whether each row breaks it, for the values cached in the form."""
    return {check: check.broken(data, values).tolist() for check in checks}


def _begun(table: Table, column: Column) -> str:
    """Rows that a department adds are asked for answers only once something stands in them."""
    if not table.supplements:
        return column.must_hold
    condition = column.required if isinstance(column.required, str) else "1 = 1"
    return f"若 ({condition}) 且 非 ({_untouched(table)}) 则 非 为空([{column.title}])"


def _untouched(table: Table) -> str:
    """A row for a department to add, with nothing in it."""
    begun = ", ".join(f"[{title}]" for title in table.open_titles)
    return f'包含([编号], "{table.supplements}") 且 计数({begun}) = 0'


def _of_answers(table: Table, title: str, condition: str) -> str:
    """A rule of the bureau's own, asked where the bureau asks it: not of rows never begun, nor of a cell that
    is asked for as missing already. Rules that come with the program leave these out themselves.
    """
    required = table.by_title[title].must_hold
    asked = [f"({required})"] if required else []
    asked += [f"非 ({_untouched(table)})"] if table.supplements else []
    return f"若 {' 且 '.join(asked)} 则 ({condition})" if asked else condition


def _limit_text(column: Column) -> str:
    if column.choices:
        return "不在下拉选项内"
    if column.kind == "number":
        return "不是数字或超出范围"
    if column.kind == "date":
        return "不是日期或超出范围"
    return f"超过{column.max_length}字" if column.max_length else ""


def _wrong_kind(column: Column, cell: str) -> str:
    """TRUE where a cell holds something its column does not take, a pasted error value included."""
    if column.choices:
        options = ",".join(f'{_trimmed(cell)}="{choice}"' for choice in column.choices)
        wrong = f"NOT(OR({options}))"
    elif column.kind == "text":
        return f"IFERROR(LEN({_trimmed(cell)})>{column.max_length},TRUE)"
    else:
        limits = [f"{cell}<{_literal(column.at_least)}"] if column.at_least is not None else []
        limits += [f"{cell}>{_literal(column.at_most)}"] if column.at_most is not None else []
        outside = f"OR({','.join(limits)})" if limits else "FALSE"
        wrong = f"IF(ISNUMBER({cell}),{outside},TRUE)"
    return f"IFERROR(IF(LEN({_trimmed(cell)})=0,FALSE,{wrong}),TRUE)"


def _trimmed(cell: str) -> str:
    """A cell without outer spaces, the full-width one of Chinese keyboards included."""
    return f'TRIM(SUBSTITUTE({cell},"\u3000"," "))'


def _literal(limit: float | date) -> str:
    return f"DATE({limit.year},{limit.month},{limit.day})" if isinstance(limit, date) else f"{limit:g}"


def _is_wrong(column: Column, value: Any) -> bool:
    if value is None or value != value or (isinstance(value, str) and not value.strip()):
        return False
    if column.choices:
        return str(value).strip() not in column.choices
    if column.kind == "text":
        return len(str(value).strip()) > (column.max_length or 32767)
    if isinstance(value, str):
        return True
    comparable: Any = value.date() if isinstance(value, pd.Timestamp) else value
    low, high = column.at_least, column.at_most
    return (low is not None and comparable < low) or (high is not None and comparable > high)


def is_blocking(check: LiveCheck) -> bool:
    """Whether a form with this check broken is not ready to be sent."""
    return check.kind in (REQUIRED, WRONG_KIND, ERROR)
