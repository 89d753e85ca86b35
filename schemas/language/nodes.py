"""The tree an expression is read into: typed, frozen, comparable; it knows neither pandas nor Excel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Literal

Type = Literal["number", "text", "bool", "date"]
ValueType = Literal["number", "text", "bool", "date", "missing"]
ParameterValue = float | str | dt.date | None

# Two numbers are compared by the sign of their difference rounded to this many decimals, so that the noise
# of binary fractions never makes the form and the bureau disagree.
COMPARED_DECIMALS = 6

WIDE_SPACE = "\u3000"


def trimmed(text: str) -> str:
    """Text as both back ends see it: as Excel's TRIM leaves it, wide spaces counting as spaces."""
    text = text.replace(WIDE_SPACE, " ")
    if "  " in text:  # rare: asking first takes a tenth of the time
        text = re.sub(" +", " ", text)
    return text.strip(" ")


@dataclass(frozen=True, kw_only=True)
class Node:
    """Any part of an expression. `span` is where it stands in the text, for messages."""

    type: ValueType
    span: tuple[int, int] = field(default=(0, 0), compare=False)

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes directly below this one."""
        values = [getattr(self, each.name) for each in fields(self)]
        return tuple(chain.from_iterable(_nodes_of(value) for value in values))

    def walk(self) -> Iterator[Node]:
        """This node and every node below it, top down."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, kw_only=True)
class Constant(Node):
    """A number, a text, a date, or 空 (None)."""

    value: ParameterValue


@dataclass(frozen=True, kw_only=True)
class Column(Node):
    """The value of a column in the row at hand."""

    title: str


@dataclass(frozen=True, kw_only=True)
class Parameter(Node):
    """A value the catalogue sets, constant over all rows."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Negative(Node):
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, kw_only=True)
class Pair(Node):
    """Two nodes joined by an operator."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Arithmetic(Pair):
    """Operator is one of + - * / ^."""


@dataclass(frozen=True, kw_only=True)
class Comparison(Pair):
    """Operator is one of = <> < <= > >=; texts know only = and <>."""


@dataclass(frozen=True, kw_only=True)
class Not(Node):
    """非"""

    operand: Node


@dataclass(frozen=True, kw_only=True)
class Junction(Node):
    """Conditions joined by 且 or 或; `word` says which."""

    word: Literal["且", "或"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Call(Node):
    """A function and its arguments, checked against its signature."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Expression:
    """A text that was understood: what it is made of, and the type of its value."""

    text: str
    type: Type
    node: Node
    columns: frozenset[str]
    parameters: frozenset[str]

    def __str__(self) -> str:
        return self.text


def _nodes_of(value: object) -> tuple[Node, ...]:
    if isinstance(value, tuple):
        return tuple(part for part in value if isinstance(part, Node))
    return (value,) if isinstance(value, Node) else ()
