"""Masters for tests: write one, read its sheets, compare what it caches with what LibreOffice calculates."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook


def lines(book: Workbook, sheet: str, key: str = "编号") -> list[dict[str, Any]]:
    """The lines of a list below its header, by title; bands are left out."""
    rows = list(book[sheet].iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if key in row)
    titles = [str(title) for title in rows[header]]
    found = [dict(zip(titles, row, strict=True)) for row in rows[header + 1 :]]
    return [line for line in found if line[key] and any(list(line.values())[1:])]


def texts(book: Workbook, sheet: str) -> str:
    """All that a sheet says, for looking up a sentence."""
    return "\n".join(str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell is not None)


def differences(written: Path, recalculated: Path) -> tuple[int, list[tuple[Any, ...]]]:
    """(number of formulas, those whose cached value is not what was calculated)."""
    formulas = openpyxl.load_workbook(written)
    ours, theirs = (openpyxl.load_workbook(path, data_only=True) for path in (written, recalculated))
    count, wrong = 0, []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    one, other = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                    if not same(one, other):
                        wrong.append((sheet.title, cell.coordinate, cell.value, one, other))
    return count, wrong


def same(one: object, other: object) -> bool:
    """Whether two cells show the same; a blank text and a blank cell do."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return (one or "") == (other or "")
