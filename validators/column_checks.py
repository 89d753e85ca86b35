"""The checks that columns declare: required, choices, limits, lengths.

One lazy pandera validation per table over all workbooks. What failed is read from
each check's boolean mask, never from `failure_cases`, and led back to cell addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.columns import Column
from schemas.findings import Finding
from schemas.tables import Table
from validators.frames import DEPARTMENT, TableFrame
from validators.normalise import closest, display

REQUIRED = "C101"


def check_columns(
    frame: TableFrame, values: Mapping[str, Any], optional: frozenset[str] = frozenset()
) -> list[Finding]:
    """Findings of every column check of a table; one finding a cell."""
    findings: list[Finding] = []
    for title, check, failing in _failures(frame):
        column = frame.table.by_title[title]
        for index in failing:
            if (index, title) in frame.blamed:
                continue
            if check == "not_nullable" and frame.values(DEPARTMENT)[index] in optional:
                continue
            frame.blamed.add((index, title))
            if check not in ("not_nullable", "str_length"):
                frame.doubted.add((index, title))
            findings.append(_explain(frame, index, column, check))
    for column in frame.table.answers:
        if isinstance(column.required, str):
            findings += _conditionally_required(frame, column, values, optional)
    return findings


@cache
def _answer_schema(table: Table) -> pa.DataFrameSchema:
    schema = table.model.to_schema()
    return schema.select_columns([column.title for column in table.answers])


def _failures(frame: TableFrame) -> Iterator[tuple[str, str, list[int]]]:
    """(title, name of the check, failing index labels)."""
    if not len(frame.data):
        return
    try:
        _answer_schema(frame.table).validate(frame.data, lazy=True, inplace=True)  # nothing is changed: no copy
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            title = str(error.schema.name)
            if isinstance(error.check_output, pd.Series):
                mask = error.check_output
                yield title, error.check.name, mask.index[~mask.astype(bool)].tolist()
            elif error.check == "not_nullable":
                yield title, "not_nullable", frame.data.index[frame.data[title].isna()].tolist()
            else:  # a wrong dtype is our own mistake, not the department's
                raise


def _conditionally_required(
    frame: TableFrame, column: Column, values: Mapping[str, Any], optional: frozenset[str]
) -> Iterator[Finding]:
    _, missing = frame.reading(values).verdicts(frame.table.expression(column.must_hold))
    for index in frame.data.index[missing & ~frame.data[DEPARTMENT].isin(list(optional))]:
        if (index, column.title) not in frame.blamed:
            frame.blamed.add((index, column.title))
            yield _explain(frame, index, column, "not_nullable")


def _explain(frame: TableFrame, index: int, column: Column, check: str) -> Finding:
    """One clear sentence for a failed check."""
    title, written = column.title, display(frame.values(column.title)[index])
    if check == "not_nullable":
        args = (REQUIRED, f"“{title}”未填写。", f"请填写“{title}”。{column.help}")
    elif check == "isin":
        close = closest(written, column.choices)
        hint = f"是否应为“{close}”？" if close else ""
        options = "、".join(column.choices)
        args = (
            "C104",
            f"“{title}”填写了“{written}”，不在可选项内。{hint}",
            f"请从下拉列表中选择：{options}。",
        )
    elif check == "str_length":
        count = len(written)
        args = (
            "C106",
            f"“{title}”共{count}字，超过{column.max_length}字的限制。",
            f"请精简到{column.max_length}字以内，详细内容可写入评估报告。",
        )
    else:
        limit = f"不早于{display(column.at_least)}" if column.kind == "date" else f"不小于{_text(column.at_least)}"
        if check == "less_than_or_equal_to":
            limit = f"不晚于{display(column.at_most)}" if column.kind == "date" else f"不大于{_text(column.at_most)}"
        args = ("C105", f"“{title}”填写了{written}，应{limit}。", "请核对后改正。")
    code, message, suggestion = args
    return frame.finding(index, title, code, "错误", message, suggestion)


def _text(limit: Any) -> str:
    return display(float(limit))
