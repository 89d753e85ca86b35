"""Columns defined once: `given`, `answer` and `computed` fields of a pandera model.

A field carries everything that any reader needs: its Chinese title, whether the
catalogue gives it, the department answers it or a formula computes it, width,
decimals, choices, limits, help. The form reads lock, dropdown and limits from it,
the checks read the pandera checks from it, the master and the manual the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, cast

import pandas as pd
import pandera.pandas as pa

Role = Literal["given", "answer", "computed"]
Kind = Literal["text", "number", "date"]

# One formula for every row, or one for each value of a deciding column: (column, {value: formula}).
Formula = str | tuple[str, Mapping[str, str]]


class FormTable(pa.DataFrameModel):
    """Base of every table model: unknown columns are dropped, nothing is coerced.

    Coercion stays off because a text in a number column would stop the whole
    check; `validators.normalise` hands over clean dtypes instead.
    """

    class Config:
        """Pandera's settings, inherited by every table."""

        strict = False
        coerce = False


@dataclass(frozen=True)
class Column:
    """One column as every room sees it; built from the pandera model by `columns_of`.

    `required` is True, False, or a condition in the expression language: the cell
    is required where it holds. Limits and choices come from the pandera checks.
    """

    name: str
    title: str
    role: Role
    kind: Kind
    required: bool | str
    choices: tuple[str, ...]
    at_least: float | date | None
    at_most: float | date | None
    max_length: int | None
    decimals: int | None
    percent: bool
    width: float
    hidden: bool
    many: bool
    formula: Formula | None
    help: str
    example: str

    @property
    def must_hold(self) -> str:
        """What must hold of the cell for it not to be missing, in the expression language; "" if it may be."""
        filled = f"非 为空([{self.title}])"
        if isinstance(self.required, str):
            return f"若 ({self.required}) 则 {filled}"
        return filled if self.required else ""


def _field(title: str, role: Role, checks: dict[str, Any], nullable: bool, **metadata: Any) -> Any:
    """A pandera field with our metadata; typed Any because it stands for a column of any dtype."""
    return pa.Field(alias=title, nullable=nullable, metadata={"role": role, **metadata}, **checks)


def given(
    title: str,
    *,
    width: float = 12,
    decimals: int | None = None,
    hidden: bool = False,
    max_length: int | None = None,
    help: str = "",
) -> Any:
    """A column that the catalogue fills and the form locks."""
    checks = {"str_length": {"max_value": max_length}} if max_length else {}
    return _field(title, "given", checks, True, width=width, decimals=decimals, hidden=hidden, help=help)


def answer(
    title: str,
    *,
    required: bool | str = True,
    choices: Sequence[str] = (),
    at_least: float | date | None = None,
    at_most: float | date | None = None,
    max_length: int | None = None,
    decimals: int | None = None,
    width: float = 12,
    many: bool = False,
    help: str = "",
    example: str = "",
) -> Any:
    """A column for the department to fill.

    Args:
        required: True, False, or a condition (expression language) under which it is.
        choices: the closed list of words; becomes the dropdown and an `isin` check.
        at_least, at_most: inclusive limits; numbers in the column's unit, or dates.
        max_length: in characters.
        many: several of the choices, joined by 、.
    """
    checks: dict[str, Any] = {}
    if choices and not many:
        checks["isin"] = list(choices)
    if at_least is not None:
        checks["ge"] = pd.Timestamp(at_least) if isinstance(at_least, date) else at_least
    if at_most is not None:
        checks["le"] = pd.Timestamp(at_most) if isinstance(at_most, date) else at_most
    if max_length is not None:
        checks["str_length"] = {"max_value": max_length}
    return _field(
        title,
        "answer",
        checks,
        required is not True,
        width=width,
        decimals=decimals,
        many=many,
        choices=tuple(choices),
        help=help,
        example=example,
        required=required,
    )


def computed(
    title: str,
    formula: Formula,
    *,
    decimals: int | None = None,
    percent: bool = False,
    width: float = 10,
    hidden: bool = False,
    help: str = "",
) -> Any:
    """A column that a formula computes, live in the form and the master, in pandas at the bureau."""
    return _field(
        title,
        "computed",
        {},
        True,
        formula=formula,
        decimals=decimals,
        percent=percent,
        width=width,
        hidden=hidden,
        help=help,
    )


def _kind(dtype: object) -> Kind:
    name = str(dtype)
    if name.startswith("datetime"):
        return "date"
    return "number" if name.startswith(("float", "int")) else "text"


def _limit(value: Any) -> float | date | None:
    return value.date() if isinstance(value, pd.Timestamp) else value


@cache
def columns_of(model: type[FormTable]) -> tuple[Column, ...]:
    """The columns of a model in the order they are defined."""
    names = {field.alias or name: name for name, (_, field) in model.__fields__.items()}
    return tuple(_column(names[title], title, col) for title, col in model.to_schema().columns.items())


def _column(name: str, title: str, col: Any) -> Column:
    stats = {check.name: check.statistics for check in col.checks}
    meta = cast("dict[str, Any]", col.metadata or {})
    return Column(
        name=name,
        title=title,
        role=meta["role"],
        kind=_kind(col.dtype),
        required=meta.get("required", False),
        choices=tuple(stats.get("isin", {}).get("allowed_values", meta.get("choices", ()))),
        at_least=_limit(stats.get("greater_than_or_equal_to", {}).get("min_value")),
        at_most=_limit(stats.get("less_than_or_equal_to", {}).get("max_value")),
        max_length=stats.get("str_length", {}).get("max_value"),
        decimals=meta.get("decimals"),
        percent=meta.get("percent", False),
        width=meta.get("width", 12),
        hidden=meta.get("hidden", False),
        many=meta.get("many", False),
        formula=meta.get("formula"),
        help=meta.get("help", ""),
        example=meta.get("example", ""),
    )
