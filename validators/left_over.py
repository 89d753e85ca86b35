"""What a department wrote that has no place in a fresh form: listed, so that nothing is lost.

Everything in the returned file is looked at again. What is not listed is known to be elsewhere: answers that
went back to their cells, what the form itself printed (titles, given values, formulas), and the correction form's
own list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from schemas.tables import COVER, FORM_TABLES, TABLES
from validators.answered import (
    CHOICES,
    EXPLANATION,
    KEY_TITLES,
    LIST_TITLES,
    Key,
    answers_of,
    columns_of_list,
)
from validators.fresh import (
    ANSWERED,
    CHANGED,
    ERROR_VALUE,
    LEFT_OVER_SHEET,
    OUTSIDE,
    TITLES,
    TOO_LARGE,
    UNKNOWN_SHEET,
    Fresh,
    LeftOver,
    one_line,
)
from validators.left_over_table import beside_table
from validators.reader import RawReturn, RawTable, squeeze
from validators.rearranged import PROBLEM_LIST
from validators.signature import META_SHEET
from validators.written import SheetCells, as_text, writable

# More than this a person does not read; the returned file itself is kept.
MOST = 5000


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
        listed: keys of the problems that the new 问题清单 lists; `told` the (sheet, cell) in this file
            that it quotes in full.
    """
    # What a line of 问题清单 already quotes is not listed twice.
    untold = (
        line
        for line in _lines(raw, sheets, fresh, listed)
        if line.reason not in (CHANGED, ERROR_VALUE) or (line.sheet, line.cell) not in told
    )
    lines = list(islice(untold, MOST + 1))
    if len(lines) > MOST:
        lines[MOST:] = [LeftOver("", "", f"其余内容见原文件《{raw.file}》。", "内容过多，未全部列出。")]
    return lines


def _lines(
    raw: RawReturn,
    sheets: Mapping[str, SheetCells],
    fresh: Fresh,
    listed: Collection[Key],
) -> Iterator[LeftOver]:
    tables = {found.sheet: name for name, found in raw.tables.items()}
    with_answers = {table.sheet for table in FORM_TABLES}
    for sheet, cells in sheets.items():
        name = tables.get(sheet, "")
        if sheet == META_SHEET:
            continue
        if cells.too_large:
            yield LeftOver(sheet, "", f"见原文件《{raw.file}》。", TOO_LARGE)
            continue
        if name == COVER.name:
            yield from _beside_cover(raw.tables[name], sheet, cells, fresh)
        elif name:
            yield from beside_table(TABLES[name], raw.tables[name], sheet, cells, fresh)
        elif PROBLEM_LIST in squeeze(sheet) and columns_of_list(cells.grid)[1]:
            yield from _beside_list(sheet, cells)
        elif sheet == LEFT_OVER_SHEET and _header_of_rest(cells) is not None:
            yield from _carried(sheet, cells)
        elif sheet in fresh.sheets and sheet not in with_answers:
            yield from _beside_print(sheet, cells, fresh)
        else:
            yield from _whole_rows(sheet, cells)
        yield from _error_values(sheet, raw, fresh)
    yield from _unlisted_answers(raw, listed)


def _whole_rows(sheet: str, cells: SheetCells) -> Iterator[LeftOver]:
    for number in range(len(cells.grid)):
        parts = [(address, as_text(value)) for _, address, value in cells.filled(number)]
        if parts:
            yield one_line(sheet, parts, UNKNOWN_SHEET)


def _beside_print(sheet: str, cells: SheetCells, fresh: Fresh) -> Iterator[LeftOver]:
    """Cells of a sheet without answers (填报说明, 自查) that the form does not print."""
    for number in range(len(cells.grid)):
        for _, address, value in cells.filled(number):
            is_formula = address in cells.formulas and fresh.has_formula(sheet, address)
            if not is_formula and not fresh.prints(sheet, address, value):
                yield LeftOver(sheet, address, as_text(value), OUTSIDE)


def _beside_cover(found: RawTable, sheet: str, cells: SheetCells, fresh: Fresh) -> Iterator[LeftOver]:
    answers = {found.letters[title] for title in writable(COVER) if title in found.letters}
    for number in range(len(cells.grid)):
        for _, address, value in cells.filled(number):
            is_formula = address in cells.formulas and fresh.has_formula(COVER.sheet, address)
            ours = is_formula or value == fresh.department or fresh.prints(COVER.sheet, address, value)
            if address not in answers and not ours:
                yield LeftOver(sheet, address, as_text(value), OUTSIDE)


def _error_values(sheet: str, raw: RawReturn, fresh: Fresh) -> Iterator[LeftOver]:
    computed = fresh.formula_columns(sheet)
    for address, value in raw.error_cells.get(sheet, {}).items():
        if address.rstrip("0123456789") not in computed:
            yield LeftOver(sheet, address, value, ERROR_VALUE)


def _beside_list(sheet: str, cells: SheetCells) -> Iterator[LeftOver]:
    """What was written on 问题清单 beside the answers: around the list, below it, in columns of its own."""
    header, places = columns_of_list(cells.grid)
    ours = {squeeze(title) for title in (*LIST_TITLES, *KEY_TITLES)}
    heads = {at for at, value in enumerate(cells.grid[header]) if squeeze(value) in ours}
    keys = [places[title] for title in KEY_TITLES]
    for number in range(len(cells.grid)):
        line = cells.grid[number]
        is_listed = number >= header and any(at < len(line) and str(line[at]).strip() for at in keys)
        for at, address, value in cells.filled(number):
            is_printed = number < header and as_text(value).startswith((PROBLEM_LIST, "依据《", "【"))
            if not is_printed and not (is_listed and at in heads):
                yield LeftOver(sheet, address, as_text(value), OUTSIDE)


def _header_of_rest(cells: SheetCells) -> int | None:
    """The header row of 未能放回的内容 in a correction form that came back."""
    rows = (number for number, line in enumerate(cells.grid) if tuple(map(str, line[: len(TITLES)])) == TITLES)
    return next(rows, None)


def _carried(sheet: str, cells: SheetCells) -> Iterator[LeftOver]:
    """The lines of the same sheet in a correction form that came back, and what was written around them."""
    header = _header_of_rest(cells) or 0
    for number in range(len(cells.grid)):
        if number < header:
            for _, address, value in cells.filled(number):
                if not as_text(value).startswith((LEFT_OVER_SHEET, "以下内容")):
                    yield LeftOver(sheet, address, as_text(value), OUTSIDE)
        elif number > header:
            parts = [as_text(value) for value in cells.grid[number]]
            if any(parts):
                line = LeftOver(*(parts + [""] * len(TITLES))[: len(TITLES)])
                extra = "；".join(text for text in parts[len(TITLES) :] if text)
                yield replace(line, content=f"{line.content}；{extra}") if extra else line


def _unlisted_answers(raw: RawReturn, listed: Collection[Key]) -> Iterator[LeftOver]:
    """Explanations of problems that are no longer there, and answers in words of the department's own."""
    for key, answered in answers_of(raw).items():
        about = " ".join(part for part in key[1:] if part)
        if answered.explanation and key not in listed:
            yield LeftOver(PROBLEM_LIST, "", f"{about} {EXPLANATION}：{answered.explanation}", ANSWERED)
        if answered.answer not in CHOICES:
            yield LeftOver(PROBLEM_LIST, "", f"{about} 答复：{answered.answer}", ANSWERED)
