"""Fill the computed columns of a table with pandas, from the same formulas that the workbooks carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

import pandas as pd

from schemas import language
from schemas.columns import Column, Kind
from schemas.formulas import parsed
from schemas.tables import MAIN


def compute(columns: Sequence[Column], frame: pd.DataFrame, values: Mapping[str, Any]) -> pd.DataFrame:
    """Return `frame` with every computed column of `columns` evaluated.

    Args:
        columns: the table's columns; `frame` holds at least the given and answered ones by title.
        values: what 参数(…) stands for (`schemas.parameters.expression_values`).
    """
    kinds = {column.title: column.kind for column in columns}
    frame = frame.copy()
    rows = language.reading(frame, values)
    for column in in_order(columns):
        dtype = "float64" if column.kind == "number" else "object"
        result = pd.Series(float("nan"), index=frame.index, dtype=dtype)
        for value, expression in variants(column, kinds):
            evaluated = rows.evaluate(expression)
            if value is None:
                result = evaluated
            else:
                decided = frame[deciding_column(column)] == value
                result = result.where(~decided, evaluated)
        frame[column.title] = result
    return frame


def compute_indicators(
    frames: Mapping[str, pd.DataFrame], values: Mapping[str, Any], columns: Sequence[Column] = MAIN.columns
) -> dict[str, pd.DataFrame]:
    """Compute both indicator tables at once, so that a chapter indicator can be held against a main one.

    Args:
        frames: table name → frame with given and answered columns, for any of the indicator tables.
        columns: the form's, or the master's with its further computed ones.
    """
    present = {name: frame for name, frame in frames.items() if len(frame)}
    titles = [column.title for column in columns if column.role == "computed"]
    result = {name: frame.reindex(columns=[*frame, *titles]) for name, frame in frames.items() if not len(frame)}
    if not present:
        return result
    together = compute(columns, pd.concat(present.values(), ignore_index=True), values)
    start = 0
    for name, frame in present.items():
        result[name] = together.iloc[start : start + len(frame)].set_axis(frame.index)
        start += len(frame)
    return result


def deciding_column(column: Column) -> str:
    """The column whose value chooses among a computed column's formulas."""
    assert isinstance(column.formula, tuple)
    return column.formula[0]


def variants(column: Column, kinds: Mapping[str, Kind]) -> Iterator[tuple[str | None, language.Expression]]:
    """(deciding value, formula) pairs of a computed column; None where one formula serves every row."""
    if isinstance(column.formula, str):
        yield None, parsed(column.formula, kinds)
    elif column.formula is not None:
        for value, text in column.formula[1].items():
            yield value, parsed(text, kinds)


def in_order(columns: Sequence[Column]) -> list[Column]:
    """The computed columns, each after those it uses."""
    computed = {column.title: column for column in columns if column.role == "computed"}
    kinds = {column.title: column.kind for column in columns}
    uses = {
        title: {used for _, expression in variants(column, kinds) for used in expression.columns if used in computed}
        for title, column in computed.items()
    }
    return [computed[title] for title in TopologicalSorter(uses).static_order()]
