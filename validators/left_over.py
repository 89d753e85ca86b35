"""What a department wrote that has no place in a fresh form: listed, so that nothing is lost.

Everything in the returned file is looked at again. What is not listed is known to be elsewhere: answers that
went back to their cells, what the form itself printed (titles, given values, formulas), and the correction form's
own list.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import pandas as pd

from schemas.tables import COVER, FORM_TABLES, TABLES, Table
from validators.answered import EXPLANATION, Key, answers_of
from validators.extent import column_letters
from validators.normalise import display
from validators.reader import PROBLEM_LIST, ROW_CODE, RawReturn, RawTable, squeeze
from validators.signature import META_SHEET
from validators.written import SheetCells, as_text, kept_rows, writable

LEFT_OVER_SHEET = "未能放回的内容"
TITLES = ("工作表", "单元格", "内容", "原因")
# More than this a person does not read; the returned file itself is kept.
MOST = 5000

# How alike a text and the form's own must be to be another version of it.
_REWORDED, _REWORDED_IN_PLACE = 0.6, 0.3

_UNKNOWN_SHEET = "该工作表不是下发的表样。"
_OUTSIDE = "写在填报区域以外。"
_UNKNOWN_COLUMN = "表样中没有该列。"
_UNKNOWN_ROW = "该行不是下发给本部门的内容。"
_DUPLICATE = "该行重复出现，已放回前面一行。"
_CHANGED = "锁定内容被改动，已恢复为下发的内容。"
_ERROR_VALUE = "单元格是错误值，请直接填写内容。"
_ANSWERED = "所说明的问题已不存在。"


@dataclass(frozen=True)
class LeftOver:
    """Something written that could not be put back, with the cell of the returned file where it stood."""

    sheet: str
    cell: str
    content: str
    reason: str


@dataclass(frozen=True)
class Fresh:
    """What the fresh form has: given rows by table (frames indexed by row code), and the sheets of a blank one."""

    department: str
    rows: Mapping[str, pd.DataFrame]
    sheets: Mapping[str, SheetCells]

    def prints(self, sheet: str, address: str, value: Any) -> bool:
        """Whether a text is the form's own: what a blank one prints, or printed before it was reworded."""
        cells = self.sheets.get(sheet)
        if cells is None or not isinstance(value, str):
            return False
        printed = cells.texts
        text = squeeze(value)
        if text in printed.values() or difflib.get_close_matches(text, set(printed.values()), 1, _REWORDED):
            return True
        return difflib.SequenceMatcher(None, text, printed.get(address, "")).ratio() >= _REWORDED_IN_PLACE

    def formula_columns(self, sheet: str) -> set[str]:
        """Letters of the columns in which a blank form has formulas."""
        cells = self.sheets.get(sheet)
        return {address.rstrip("0123456789") for address in cells.formulas} if cells else set()


def left_over(
    raw: RawReturn,
    sheets: Mapping[str, SheetCells],
    fresh: Fresh,
    listed: Collection[Key],
    told: Collection[tuple[str, str]],
) -> list[LeftOver]:
    """Everything in the file that the fresh form does not take up.

    Args:
        sheets: the file's sheets as written.
        listed: keys of the problems that the new 问题清单 lists; `told` their (sheet, cell) in this file.
    """
    result: list[LeftOver] = []
    tables = {found.sheet: name for name, found in raw.tables.items()}
    for sheet, cells in sheets.items():
        if sheet == META_SHEET or (raw.problem_list and PROBLEM_LIST in squeeze(sheet)):
            continue
        name = tables.get(sheet, "")
        if name == COVER.name:
            result += _beside_cover(raw.tables[name], sheet, cells, fresh)
        elif name:
            result += _beside_table(TABLES[name], raw.tables[name], sheet, cells, fresh)
        elif sheet == LEFT_OVER_SHEET:
            result += _carried(cells)
        elif sheet in fresh.sheets and sheet not in {table.sheet for table in FORM_TABLES}:
            result += _beside_print(sheet, cells, fresh)
        else:
            result += _whole_rows(sheet, cells, _UNKNOWN_SHEET)
        result += (line for line in _error_values(sheet, raw, fresh) if (sheet, line.cell) not in told)
    result += _unlisted_explanations(raw, listed)
    if len(result) > MOST:
        rest = len(result) - MOST
        result = [*result[:MOST], LeftOver("", "", f"另有{rest}处，见原文件《{raw.file}》。", "内容过多，未全部列出。")]
    return result


def _beside_table(table: Table, found: RawTable, sheet: str, cells: SheetCells, fresh: Fresh) -> Iterator[LeftOver]:
    """Cells of a table's sheet that are neither answers put back nor what the form prints."""
    given = fresh.rows.get(table.name, pd.DataFrame())
    kept = {row for row, _, _ in kept_rows(table, found, list(given.index)).values()}
    codes = {row: code for row, code, _ in found.rows}
    header = _header_row(found, cells)
    heads = _Heads(table, found, cells, header, fresh)
    for number in range(len(cells.grid)):
        filled = [cell for cell in cells.filled(number) if number <= header or not heads.is_ours(cell[0], cell[1])]
        code = codes.get(number + 1, "")
        if number <= header:
            for at, address, value in filled:
                if not (number == header and heads.title(at)) and not fresh.prints(table.sheet, address, value):
                    yield LeftOver(sheet, address, as_text(value), _UNKNOWN_COLUMN if number == header else _OUTSIDE)
        elif code not in given.index:
            alone = not code and len(filled) == 1  # a remark below the table rather than a row
            parts = [(address, as_text(v) if alone else heads.labelled(at, v)) for at, address, v in filled]
            if parts:
                yield _one_line(sheet, parts, _UNKNOWN_ROW if code else _OUTSIDE)
        else:
            yield from _beside_row(sheet, code, filled, cast("pd.Series", given.loc[code]), number + 1 in kept, heads)


def _beside_row(
    sheet: str, code: str, filled: list[tuple[int, str, Any]], given: pd.Series, is_kept: bool, heads: _Heads
) -> Iterator[LeftOver]:
    """What is left of a row that the form has: answers of a repeated row, changed given cells, unknown columns."""
    repeated: list[tuple[str, str]] = []
    for at, address, value in filled:
        title, text = heads.title(at), heads.labelled(at, value)
        if title in writable(heads.table, code):
            repeated += [] if is_kept else [(address, text)]
        elif title in given.index:
            if not same(value, given[title]):
                yield LeftOver(sheet, address, text, _CHANGED)
        else:
            yield LeftOver(sheet, address, text, _UNKNOWN_COLUMN if heads.text(at) else _OUTSIDE)
    if repeated:
        yield _one_line(sheet, repeated, _DUPLICATE)


class _Heads:
    """What stands over each column of a returned table."""

    def __init__(self, table: Table, found: RawTable, cells: SheetCells, header: int, fresh: Fresh):
        self.table = table
        self._cells, self._header, self._letters = cells, header, found.letters
        self._titles = {squeeze(title): title for title in (*table.by_title, ROW_CODE)}
        self._computed = {column.title: column for column in table.computed}
        self._formula_columns = fresh.formula_columns(table.sheet)
        self._fresh = fresh

    def text(self, at: int) -> str:
        """The header cell as it stands."""
        line = self._cells.grid[self._header]
        return as_text(line[at]) if at < len(line) and line[at] not in ("", None) else ""

    def title(self, at: int) -> str:
        """The table's title of a column; "" for an unknown one, or one that repeats a title the reader found before."""
        title = self._titles.get(squeeze(self.text(at)), "")
        return title if self._letters.get(title, column_letters(at + 1)) == column_letters(at + 1) else ""

    def labelled(self, at: int, value: Any) -> str:
        """A value with the header over it."""
        head = self.text(at)
        return f"{head}：{as_text(value)}" if head else as_text(value)

    def is_ours(self, at: int, address: str) -> bool:
        """Whether a cell below the header holds a row code or a formula of the form's own."""
        title = self.title(at)
        if title in self._computed:
            line = self._cells.grid[int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1]
            return address in self._cells.formulas or not isinstance(line[at], str)
        if title or address not in self._cells.formulas:
            return title == ROW_CODE
        head = self.text(at)
        return (
            self._fresh.prints(self.table.sheet, "", head)
            if head
            else address.rstrip("0123456789") in self._formula_columns
        )


def _header_row(found: RawTable, cells: SheetCells) -> int:
    """The row (from 0) in which every title that the reader found stands in its column."""
    places = {letter: title for title, letter in found.letters.items()}
    for number in range(len(cells.grid)):
        here = {address.rstrip("0123456789"): squeeze(value) for _, address, value in cells.filled(number)}
        if all(here.get(letter) == squeeze(title) for letter, title in places.items()):
            return number
    return 0


def same(value: Any, given: Any) -> bool:
    """Whether a locked cell still says what the catalogue gave it."""
    if isinstance(value, float | int) and isinstance(given, float | int):
        return math.isclose(value, given, rel_tol=1e-9)
    return squeeze(as_text(value)) == squeeze(display(given))


def _one_line(sheet: str, parts: list[tuple[str, str]], reason: str) -> LeftOver:
    first, last = parts[0][0], parts[-1][0]
    return LeftOver(sheet, first if first == last else f"{first}:{last}", "；".join(t for _, t in parts), reason)


def _whole_rows(sheet: str, cells: SheetCells, reason: str) -> Iterator[LeftOver]:
    for number in range(len(cells.grid)):
        parts = [(address, as_text(value)) for _, address, value in cells.filled(number)]
        if parts:
            yield _one_line(sheet, parts, reason)


def _beside_print(sheet: str, cells: SheetCells, fresh: Fresh) -> Iterator[LeftOver]:
    """Cells of a sheet without answers (填报说明, 自查) that the form does not print."""
    formulas = cells.formulas & fresh.sheets[sheet].formulas
    for number in range(len(cells.grid)):
        for _, address, value in cells.filled(number):
            if address not in formulas and not fresh.prints(sheet, address, value):
                yield LeftOver(sheet, address, as_text(value), _OUTSIDE)


def _beside_cover(found: RawTable, sheet: str, cells: SheetCells, fresh: Fresh) -> Iterator[LeftOver]:
    answers = {found.letters[title] for title in writable(COVER) if title in found.letters}
    for number in range(len(cells.grid)):
        for _, address, value in cells.filled(number):
            ours = value == fresh.department or address in cells.formulas or fresh.prints(COVER.sheet, address, value)
            if address not in answers and not ours:
                yield LeftOver(sheet, address, as_text(value), _OUTSIDE)


def _error_values(sheet: str, raw: RawReturn, fresh: Fresh) -> Iterator[LeftOver]:
    computed = fresh.formula_columns(sheet)
    for address, value in raw.error_cells.get(sheet, {}).items():
        if address.rstrip("0123456789") not in computed:
            yield LeftOver(sheet, address, value, _ERROR_VALUE)


def _carried(cells: SheetCells) -> Iterator[LeftOver]:
    """The lines of the same sheet in a correction form that came back."""
    headers = [n for n, line in enumerate(cells.grid) if tuple(str(v) for v in line[: len(TITLES)]) == TITLES]
    for number in range(headers[0] + 1 if headers else 0, len(cells.grid)):
        parts = [as_text(value) for value in cells.grid[number]]
        if any(parts):
            line = LeftOver(*(parts + [""] * len(TITLES))[: len(TITLES)])
            extra = "；".join(text for text in parts[len(TITLES) :] if text)
            yield replace(line, content=f"{line.content}；{extra}") if extra else line


def _unlisted_explanations(raw: RawReturn, listed: Collection[Key]) -> Iterator[LeftOver]:
    for key, answered in answers_of(raw).items():
        if answered.explanation and key not in listed:
            about = " ".join(part for part in key[1:] if part)
            yield LeftOver(PROBLEM_LIST, "", f"{about} {EXPLANATION}：{answered.explanation}", _ANSWERED)
