"""What a department wrote, as it wrote it: what goes back into a fresh form, and what finds no place there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from io import BytesIO
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from schemas.columns import Column
from schemas.tables import Table
from validators.extent import column_letters
from validators.frames import is_added
from validators.normalise import display, to_date
from validators.parts import sheet_names
from validators.reader import RawReturn, RawTable, squeeze, text_of

Grid = list[list[Any]]

# All sheets together; more than any form could hold.
MOST_CELLS = 6_500_000
_FORMULA_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*?>\s*<f[\s>/]')


@dataclass(frozen=True)
class SheetCells:
    """A sheet's values, and the addresses of its formulas; of one that is too large to be read, only that it is."""

    grid: Grid
    formulas: frozenset[str]
    too_large: bool = False

    @cached_property
    def texts(self) -> dict[str, str]:
        """Address → text without white space, for every cell that holds text."""
        return {
            address: squeeze(value)
            for number in range(len(self.grid))
            for _, address, value in self.filled(number)
            if isinstance(value, str)
        }

    @cached_property
    def printed(self) -> frozenset[str]:
        """Every text of the sheet."""
        return frozenset(self.texts.values())

    def filled(self, number: int) -> Iterator[tuple[int, str, Any]]:
        """(zero-based column, address, value) of the cells of a row (from 0) that hold something."""
        for at, value in enumerate(self.grid[number]):
            if value not in ("", None) and str(value).strip():
                yield at, f"{column_letters(at + 1)}{number + 1}", value


class _Everywhere(frozenset[str]):
    """Stands for the formulas of a file that does not say which of its cells are formulas (xls, ods)."""

    def __contains__(self, address: object) -> bool:
        return True

    def __and__(self, other: Any) -> Any:
        return other


def sheets_of(data: bytes, has_formulas: bool = True) -> dict[str, SheetCells]:
    """Every sheet of a workbook that `intake.look` has let through.

    Args:
        has_formulas: whether it is an xlsx file, whose formulas can be told from typed values.
    """
    formulas: dict[str, frozenset[str]] = {}
    if has_formulas:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = set(archive.namelist())
            for part, sheet in sheet_names(archive).items():
                found = _FORMULA_CELL.findall(archive.read(part)) if part in parts else []
                formulas[sheet] = frozenset(cell.decode() for cell in found)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets: dict[str, SheetCells] = {}
    cells = 0
    for name in book.sheet_names:
        try:
            found_sheet = book.get_sheet_by_name(name)
        except Exception:  # a chart, or a sheet whose part is missing: nothing was written there
            continue
        cells += found_sheet.total_height * found_sheet.total_width
        grid = found_sheet.to_python(skip_empty_area=False) if cells <= MOST_CELLS else None
        mine = formulas.get(name, frozenset()) if has_formulas else _Everywhere()
        sheets[name] = SheetCells(grid or [], mine, too_large=grid is None)
    return sheets


def put_back(raw: RawReturn, tables: Mapping[Table, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """The answers to fill into a fresh form, as they were written: table name → by title, indexed by row code.

    Args:
        tables: the tables of the fresh form, each with its row codes.
    """
    answers = {}
    for table, codes in tables.items():
        found = raw.tables.get(table.name)
        kept = kept_rows(table, found, codes) if found else {}
        if found is None or not kept:
            continue
        titles = [title for title in writable(table, table.supplements) if title in found.titles]
        cells = {
            title: pd.Series(
                [as_written(table.by_title[title], line[found.titles.index(title)]) for _, _, line in kept.values()],
                index=list(kept),
                dtype="object",
            )
            for title in titles
        }
        if cells:
            answers[table.name] = pd.DataFrame(cells)
    return answers


def writable(table: Table, code: str = "") -> tuple[str, ...]:
    """Titles of the columns that a department may write in: the answers, in a row that it added nearly all."""
    if is_added(table, code):
        return table.open_titles
    return tuple(column.title for column in table.answers)


def kept_rows(table: Table, found: RawTable, codes: Sequence[str]) -> dict[str, tuple[int, str, list[Any]]]:
    """Row code → the row that counts: as the check has it, the first one of that code with an answer in it."""
    if table.vertical:
        return {code: (number, code, line) for number, code, line in found.rows[:1]}
    places = {
        code: [at for at, title in enumerate(found.titles) if title in writable(table, code)]
        for code in ("", table.supplements)
    }
    known = set(codes)
    kept: dict[str, tuple[int, str, list[Any]]] = {}
    for number, code, line in found.rows:
        mine = places[table.supplements if is_added(table, code) else ""]
        if code in known and code not in kept and any(str(line[at]).strip() for at in mine):
            kept[code] = (number, code, line)
    return kept


def as_written(column: Column, value: Any) -> str | float | pd.Timestamp | None:
    """A raw cell in the form in which the column's cells are written, meaning the same when read again.

    Text stays text in number and date columns: that is what the department must see marked.
    """
    if value is None or value == "":
        return None
    if column.kind == "number" and isinstance(value, float | int) and not isinstance(value, bool):
        return float(value)
    if column.kind == "date" and not isinstance(value, str | bool):
        day = to_date(value)
        if day is not None and day.year >= 1901:
            return pd.Timestamp(day)
    return as_text(value)


def as_text(value: Any) -> str:
    """Any cell as text: days as 2023-06-30, moments with their time, whole numbers without a point."""
    if isinstance(value, datetime):
        return display(value) if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M:%S}"
    return display(value) if isinstance(value, date) else text_of(value)
