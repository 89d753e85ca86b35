"""What a rule is, and how it judges a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import pandas as pd

from schemas import language
from schemas.findings import Finding
from schemas.tables import Table
from schemas.vocabulary import NOTICE, TRIAL
from validators.frames import TableFrame
from validators.normalise import display
from validators.squeezed import Wording

THIS_COLUMN, THE_LIMIT = "[本列]", "[限值]"
_THESE = re.compile(r"[\[［【]\s*(本列|限值)\s*[\]］】]")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Seen:
    """What a rule that looks beyond its own row may see.

    Attributes:
        rows: the rows of the judged table, of every department.
        title: the blamed column.
        frames: table name → rows, of every table of the form.
        limit: the rule's limit.
        earlier: the rows of an earlier round with the index of `rows`, missing values where there was
            none (`validators.rounds.aligned`); None where there is no earlier round.
        places: the tables with their places, where they are known.
        table: name of the judged table.
        wordings: (table, title) → what was made ready of a column, shared by the rules of one check.
    """

    rows: pd.DataFrame
    title: str
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    limit: float = 0.0
    earlier: pd.DataFrame | None = None
    places: Mapping[str, TableFrame] = field(default_factory=dict)
    table: str = ""
    wordings: dict[tuple[str, str], Wording] = field(default_factory=dict, repr=False)

    def wording(self, table: str = "") -> Wording:
        """The texts of the blamed column, or of the same column of another table, made ready for comparing."""
        name = table or self.table
        if (name, self.title) not in self.wordings:
            rows = self.frames[table] if table else self.rows
            self.wordings[name, self.title] = Wording.of(rows[self.title])
        return self.wordings[name, self.title]

    def blamed(self, table: str) -> Collection[tuple[int, str]]:
        """(index, title) of the cells of a table that have a graver finding, as far as they are known."""
        return self.places[table].blamed if table in self.places else ()


@dataclass(frozen=True)
class Beyond:
    """What the rules may look at beyond the rows themselves.

    Attributes:
        earlier: table name → rows of the earlier round, aligned to this round's.
        places: table name → the table with its places.
        wordings: (table, title) → the column's texts, made ready for comparing.
    """

    earlier: Mapping[str, pd.DataFrame | None] = field(default_factory=dict)
    places: Mapping[str, TableFrame] = field(default_factory=dict)
    wordings: dict[tuple[str, str], Wording] = field(default_factory=dict, repr=False)

    def keep(self, wanted: Collection[tuple[str, str]]) -> None:
        """Let go of all other wordings."""
        for place in self.wordings.keys() - set(wanted):
            del self.wordings[place]


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
        clashes: for a rule that looks at several rows, tables, departments or rounds: what each row is at odds
            with as text, "" where it holds; `{对照}` in the messages stands for it.
        message, suggestion: for the department; `{总投资(万元)}` stands for the row's value, `{本列}` and
            `{列名}` for the blamed cell and its title, `{限值}` for the limit.
        limit: the number that `[限值]` in the condition stands for; the catalogue may set another.
        propose: (row, blamed title) → the value that would put it right, "" where that is not certain.
        trial: 试行, shown as 提示 whatever its severity, never blocking.
        doubts: titles of the cells whose value is likely wrong where the rule is broken, `[本列]` for the blamed one:
            the other rules see them as missing (`validators.doubt`). Only for rules with a condition.
        explained_in: title of the column in which the department explains why it is so nevertheless; the condition
            holds where it has.
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
    clashes: Callable[[Seen], pd.Series] | None = None
    limit: float | None = None
    propose: Callable[[Mapping[str, Any], str], str] | None = None
    trial: bool = False
    doubts: tuple[str, ...] = ()
    explained_in: str = ""

    @property
    def shown_severity(self) -> str:
        """The severity of its findings."""
        return NOTICE if self.trial else self.severity

    @property
    def severity_text(self) -> str:
        """The severity as lists and manuals say it."""
        return f"{self.severity}（{TRIAL}）" if self.trial else self.severity

    def condition_for(self, title: str) -> str:
        """The condition with `[本列]` replaced by the blamed column and `[限值]` by the limit."""
        limit = "" if self.limit is None else f"({self.limit:.15g})" if self.limit < 0 else f"{self.limit:.15g}"
        condition = self.condition.replace(THIS_COLUMN, f"[{title}]").replace(THE_LIMIT, limit)
        return f"({condition}) 或 非 为空([{self.explained_in}])" if self.explained_in else condition

    def set_to(self, severity: str, limit: float | None = None) -> Rule:
        """The same rule as the catalogue's 校验规则 sets it; "" and None leave things as they are."""
        rule = self if limit is None else replace(self, limit=limit)
        if severity == TRIAL:
            return replace(rule, trial=True)
        return replace(rule, severity=severity, trial=False) if severity else rule

    def expression(self, table: Table, title: str) -> language.Expression:
        """The parsed condition for one table and blamed column."""
        return table.expression(self.condition_for(title))

    def broken(
        self,
        data: pd.DataFrame,
        table: Table,
        title: str,
        values: Mapping[str, Any],
        frames: Mapping[str, pd.DataFrame] | None = None,
        beyond: Beyond | None = None,
    ) -> pd.Series:
        """Boolean Series: True where the rule is definitely broken."""
        if self.clashes is not None:
            return self._clashes(data, table, title, frames, beyond) != ""
        if self.holds is not None:
            return ~self.holds(data).astype(bool)
        return language.verdicts(self.expression(table, title), data, values)[1]

    def findings(
        self,
        frame: TableFrame,
        values: Mapping[str, Any],
        frames: Mapping[str, pd.DataFrame] | None = None,
        beyond: Beyond | None = None,
    ) -> Iterator[Finding]:
        """Findings of this rule in a table; see `places`."""
        for place in self.places(frame, values, frames, beyond):
            yield self.finding(frame, *place)

    def places(
        self,
        frame: TableFrame,
        values: Mapping[str, Any],
        frames: Mapping[str, pd.DataFrame] | None = None,
        beyond: Beyond | None = None,
    ) -> Iterator[tuple[int, str, str]]:
        """(index, title, what it is at odds with) of every blamed cell; cells with a finding are passed over.

        Args:
            frames: table name → rows, for the rules that look at several tables.
            beyond: for those that look at an earlier round or name places.
        """
        for title in self.blames:
            if self.clashes is not None:
                told = self._clashes(frame.data, frame.table, title, frames, beyond)
                mask = told != ""
            elif self.holds is not None:
                told, mask = None, self.broken(frame.data, frame.table, title, values)
            else:
                told, mask = None, frame.reading(values).verdicts(self.expression(frame.table, title))[1]
            for index in frame.data.index[mask.to_numpy(dtype=bool)]:
                if (index, title) not in frame.blamed:
                    yield index, title, "" if told is None else str(told[index])

    def _clashes(
        self,
        data: pd.DataFrame,
        table: Table,
        title: str,
        frames: Mapping[str, pd.DataFrame] | None,
        beyond: Beyond | None,
    ) -> pd.Series:
        assert self.clashes is not None
        frames, limit, beyond = frames or {}, self.limit or 0.0, beyond or Beyond()
        earlier = beyond.earlier.get(table.name)
        return self.clashes(Seen(data, title, frames, limit, earlier, beyond.places, table.name, beyond.wordings))

    def finding(self, frame: TableFrame, index: int, title: str, clash: str) -> Finding:
        """The finding at one of the `places`."""
        values = frame.row(index)
        more = {"列名": title, "对照": clash, "限值": display(self.limit)}
        row = Readable(values, frame.table, title, more)
        message, suggestion = fill(self.message, row), fill(self.suggestion, row)
        if self.trial:
            message = f"（试行）{message}"
        found = frame.finding(index, title, self.code, self.shown_severity, message, suggestion)
        proposed = self.propose(values, title) if self.propose else ""
        if not proposed:
            return found
        return replace(found, proposed=proposed, suggestion=f"{suggestion}建议值：{proposed}。")


def spelled(condition: str) -> str:
    """A condition with `[本列]` and `[限值]` as they are looked for, however somebody typed their brackets."""
    return _THESE.sub(r"[\1]", condition)


def placeholders(text: str) -> list[str]:
    """The names in braces of a message."""
    return _PLACEHOLDER.findall(text)


def outline(text: str, known: Mapping[str, str]) -> str:
    """A message on one line where there is no row yet to take values from: … stands for what is not known."""
    return " ".join(_PLACEHOLDER.sub(lambda name: known.get(name[1], "…"), text).split())


def has_odd_braces(text: str) -> bool:
    """Whether a message has braces that stand for nothing: unpaired, empty or full-width ones."""
    return not set(_PLACEHOLDER.sub("", text)).isdisjoint("{}｛｝")


def fill(text: str, row: Mapping[str, str]) -> str:
    """A message with the row's values in place of the names in braces; unknown names stay as they are."""
    return _PLACEHOLDER.sub(lambda name: row.get(name[1], name[0]), text)


class Readable(Mapping[str, str]):
    """A row's values as a message shows them: percents as 37.5%, missing ones as 空.

    Args:
        title: the column that 本列 stands for.
        more: what else a message may name.
    """

    def __init__(self, row: Mapping[str, Any], table: Table, title: str, more: Mapping[str, str]):
        self._row, self._table, self._title, self._more = row, table, title, more

    def __getitem__(self, name: str) -> str:
        if name in self._more:
            return self._more[name]
        name = self._title if name == THIS_COLUMN[1:-1] else name
        value, column = self._row[name], self._table.by_title.get(name)
        is_percent = column is not None and column.percent and value == value
        shown = f"{value:.1%}" if is_percent else display(value)
        return shown if shown not in ("", "nan") else "空"

    def __iter__(self) -> Iterator[str]:
        return chain(self._row, self._more)

    def __len__(self) -> int:
        return len(self._row) + len(self._more)
