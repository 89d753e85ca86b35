"""What a rule is, and how it judges a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from schemas import language
from schemas.findings import Finding
from schemas.tables import Table
from validators.frames import TableFrame
from validators.normalise import display

THIS_COLUMN = "[本列]"


@dataclass(frozen=True)
class Rule:
    """One rule; its module's docstring is its manual page.

    Attributes:
        code: a letter and three digits; never changes meaning.
        tables: names of the tables it holds for.
        blames: titles of the columns whose cell is blamed. With several, the rule is
            checked once a column and `[本列]` in the condition stands for it.
        condition: what must hold, in the expression language; broken only where it is
            definitely false, so a missing value silences it.
        holds: what must hold, as Python (rows → boolean Series), for what the language cannot say.
        message, suggestion: for the department; `{列名}` stands for the row's value.
        trial: 试行, shown but never blocking.
    """

    code: str
    title: str
    severity: str
    tables: tuple[str, ...]
    blames: tuple[str, ...]
    message: str
    suggestion: str
    condition: str = ""
    holds: Callable[[pd.DataFrame], pd.Series] | None = None
    trial: bool = False

    def condition_for(self, title: str) -> str:
        """The condition with `[本列]` replaced by the blamed column."""
        return self.condition.replace(THIS_COLUMN, f"[{title}]")

    def with_severity(self, severity: str) -> Rule:
        """The same rule at another severity (the catalogue's 校验规则)."""
        return replace(self, severity=severity)

    def expression(self, table: Table, title: str) -> language.Expression:
        """The parsed condition for one table and blamed column."""
        return table.expression(self.condition_for(title))

    def broken(self, data: pd.DataFrame, table: Table, title: str, values: Mapping[str, Any]) -> pd.Series:
        """Boolean Series: True where the rule is definitely broken."""
        if self.holds is not None:
            return ~self.holds(data).astype(bool)
        return language.verdicts(self.expression(table, title), data, values)[1]

    def findings(self, frame: TableFrame, values: Mapping[str, Any]) -> Iterator[Finding]:
        """Findings of this rule in a table; cells that already have a finding are passed over."""
        for title in self.blames:
            mask = self.broken(frame.data, frame.table, title, values)
            for index in frame.data.index[mask.to_numpy(dtype=bool)]:
                if (index, title) not in frame.blamed:
                    yield self._finding(frame, index, title)

    def _finding(self, frame: TableFrame, index: int, title: str) -> Finding:
        row = Readable(frame.row(index), frame.table)
        row["本列"], row["列名"] = row[title], title
        message, suggestion = self.message.format_map(row), self.suggestion.format_map(row)
        if self.trial:
            message = f"（试行）{message}"
        return frame.finding(index, title, self.code, self.severity, message, suggestion)


class Readable(dict[str, str]):
    """A row's values as a message shows them: percents as 37.5%, missing ones as 空."""

    def __init__(self, row: Mapping[str, Any], table: Table):
        percents = {column.title for column in table.columns if column.percent}
        super().__init__()
        for title, value in row.items():
            shown = f"{value:.1%}" if title in percents and value == value else display(value)
            self[title] = shown if shown not in ("", "nan") else "空"
