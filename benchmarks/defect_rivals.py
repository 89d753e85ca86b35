"""The alternatives on the same files: pandera models alone, and frictionless with the same columns.

Each gets the best case that it can have without our reader: the sheet is named, the
header row is known. A find counts when it points at the row and the column.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.defect_list import Defect
from schemas.columns import Column
from schemas.tables import FORM_TABLES, Table
from workbook_templates.form_page import FIRST_ROW, HEADER_ROW

# What frictionless calls a file that it cannot read; its words about headers say nothing of a form.
_UNREADABLE = ("source-error", "scheme-error", "format-error", "encoding-error", "resource-error")
_BY_SHEET = {table.sheet: table for table in FORM_TABLES}


def by_pandera(path: Path, defect: Defect) -> bool:
    """pandas reads the sheet, the table's own model validates it lazily."""
    table = _BY_SHEET.get(defect.sheet)
    try:
        if table is None:
            pd.read_excel(path, sheet_name=None)
            return False
        if table.vertical:
            return False  # it has no notion of a table that runs downwards
        data = pd.read_excel(path, sheet_name=table.sheet, header=HEADER_ROW)
        schema = table.model.to_schema().select_columns([column.title for column in table.answers])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema.validate(data, lazy=True)
    except Exception as error:
        cases = getattr(error, "failure_cases", None)
        if cases is None:
            return table is None  # it could not open the file: that much it says
        return _names(cases, data, defect)
    return False


def _names(cases: pd.DataFrame, data: pd.DataFrame, defect: Defect) -> bool:
    for column, index in zip(cases["column"], cases["index"], strict=True):
        if column == defect.column and index is not None and index == index:
            code = data.iloc[int(index)].get("编号")
            if code == defect.row:
                return True
    return False


def by_frictionless(path: Path, defect: Defect) -> bool | None:
    """frictionless validates the sheet against a Table Schema of the same limits; None where it is not installed.

    It is no part of the development environment: it brings a top-level package `validators` of its own.
    """
    try:
        from frictionless import Dialect, Resource, Schema, formats
    except ImportError:
        return None

    table = _BY_SHEET.get(defect.sheet)
    if table is not None and table.vertical:
        return False
    dialect = Dialect(header_rows=[HEADER_ROW + 1])
    dialect.add_control(formats.ExcelControl(sheet=table.sheet if table else 1))
    try:
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if table is None:
                said = Resource(path=path.name, basepath=str(path.parent), dialect=dialect).validate()
                return any(kind in _UNREADABLE for (kind,) in said.flatten(["type"]))
            titles = [str(t) for t in pd.read_excel(path, sheet_name=table.sheet, header=HEADER_ROW).columns]
            schema = Schema.from_descriptor({"fields": [_field(table, title) for title in titles]})
            resource = Resource(path=path.name, basepath=str(path.parent), dialect=dialect, schema=schema)
            report = resource.validate()
            codes = pd.read_excel(path, sheet_name=table.sheet, header=HEADER_ROW)["编号"].tolist()
    except Exception:
        return table is None
    for row, field in report.flatten(["rowNumber", "fieldName"]):
        if field == defect.column and row and codes[row - FIRST_ROW - 1] == defect.row:
            return True
    return False


def _field(table: Table, title: str) -> dict[str, Any]:
    column = table.by_title.get(title)
    if column is None or column.role != "answer":
        return {"name": title, "type": "any"}
    return {"name": title, "type": _TYPES[column.kind], "constraints": _constraints(column)}


_TYPES = {"text": "string", "number": "number", "date": "any"}


def _constraints(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required is True else {}
    if column.choices:
        limits["enum"] = list(column.choices)
    if column.kind == "text" and column.max_length:
        limits["maxLength"] = column.max_length
    if column.kind == "number" and column.at_least is not None:
        limits["minimum"] = column.at_least
    if column.kind == "number" and column.at_most is not None:
        limits["maximum"] = column.at_most
    return limits
