"""From a returned workbook to raw tables in which every value knows its cell.

Rows are found by their hidden code, columns by their titles, so a moved column or
an inserted blank row changes nothing. Runs in worker processes: imports nothing heavy.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from python_calamine import CalamineWorkbook, PasswordError, WorksheetNotFound

from validators.extent import address_of, column_letters
from validators.intake import Look, look
from validators.parts import names_of
from validators.rearranged import BESIDE_TABLES, PROBLEM_LIST, REFERENCE, of_columns, of_sheets
from validators.refused import Notice, Refused, broken, has_password, too_far
from validators.signature import META_SHEET

ROW_CODE = "行码"
HEADER_SEARCH_ROWS = 40
# A correction form's 问题清单 is never larger than this, so no more of it is kept.
_LIST_ROWS, _LIST_COLUMNS = 5000, 60
# All sheets together; a grid of blanks costs memory too.
_MOST_CELLS = 3_000_000
# A day in a workbook that counts from 1904 is 1,462 less than in any other; these are 2000-01-01 and 2050-12-31.
_SINCE_1904, _FIRST_DAY, _LAST_DAY = 1462, 36526, 55153
_SPACE = re.compile(r"\s+")
_DIGITS, _IN_BRACKETS = re.compile(r"\d+"), re.compile(r"\(([^()]+)\)")
_REWORDED = 0.7


@dataclass(frozen=True)
class Layout:
    """What the reader must know of a table: sheet name, titles, and whether it runs downwards.

    `dates` names the titles whose values are dates; `others` the titles of columns that are not read.
    """

    sheet: str
    titles: tuple[str, ...]
    vertical: bool = False
    dates: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()


@dataclass
class RawTable:
    """One table of one file. `rows`: (Excel row, row code, values in the order of `titles`).

    `letters` holds the column letters of each title, or for a vertical table the full address.
    `merged` holds ranges of merged cells over several rows: first row, last row, first and last column, from 1.
    `retitled` holds what stands over a column whose title somebody reworded, by title; `remarks` what else
    stands otherwise than in the form (`validators.rearranged`).
    """

    sheet: str
    titles: list[str]
    letters: dict[str, str]
    rows: list[tuple[int, str, list[Any]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    retitled: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass
class RawReturn:
    """One returned file as read, or the reason why it could not be.

    `problem_list` holds the cells of 问题清单 where the file is a correction form; `uncached` the cells
    whose formula was never calculated, by sheet; `notices` what is worth saying of a file that was read;
    `remarks` what stands otherwise than in the form and was read all the same (`validators.rearranged`).
    """

    file: str
    sha256: str = ""
    modified: float = 0.0
    meta: dict[str, str] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    error_cells: dict[str, dict[str, str]] = field(default_factory=dict)
    uncached: dict[str, set[str]] = field(default_factory=dict)
    problem_list: list[list[Any]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusal: tuple[str, str, str] | None = None


def read_return(path: Path, name: str, layouts: Mapping[str, Layout]) -> RawReturn:
    """Read one returned file; a file that cannot be used comes back with its `refusal` set.

    Args:
        path: the file, opened read-only.
        name: how people know it (relative to the returns folder).
        layouts: table name → layout of the tables to look for.
    """
    result = RawReturn(name)
    try:
        found = look(path)
        result.sha256, result.modified, result.notices = found.sha256, found.modified, found.notices
        _read_workbook(found, layouts, result)
    except Refused as refused:
        result.refusal = (refused.code, refused.message, refused.suggestion)
    except OSError:
        result.refusal = ("F112", *_out_of_reach(path))
    return result


def _out_of_reach(path: Path) -> tuple[str, str]:
    with contextlib.suppress(OSError):  # not even that may be asked
        if path.is_dir():
            return "文件夹没有读取权限，里面的文件没有读取。", "请检查文件夹权限后重试。"
        if not path.exists():
            return "文件已不在原处（可能被移走，或只是失效的链接）。", "请把填报表本身放入回收文件夹后重试。"
    return "文件正被其他程序占用或没有读取权限。", "请关闭打开该文件的程序后重试。"


class _Sheets(Mapping[str, list[list[Any]]]):
    """The sheets of a workbook by name, each read when it is asked for; a sheet whose part is missing is empty."""

    def __init__(self, found: Look):
        self.book = CalamineWorkbook.from_filelike(BytesIO(found.readable))
        self.uncached, self.errors = by_sheet(found, found.uncached), by_sheet(found, found.error_cells)
        self.merged: dict[str, list[tuple[int, int, int, int]]] = {}
        self._names = set(self.book.sheet_names)
        self._read: dict[str, list[list[Any]]] = {}
        self._cells = 0

    def __getitem__(self, name: str) -> list[list[Any]]:
        if name not in self._read:
            self._read[name] = self._grid(name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.book.sheet_names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __len__(self) -> int:
        return len(self._names)

    def _grid(self, name: str) -> list[list[Any]]:
        try:
            sheet = self.book.get_sheet_by_name(name)
        except WorksheetNotFound:
            return []
        self._cells += sheet.total_height * sheet.total_width
        if self._cells > _MOST_CELLS:
            raise too_far(sheet.total_height, sheet.total_width)
        grid = sheet.to_python(skip_empty_area=False)
        # The reader gives some of them as 0, or as text.
        for cell in (*self.uncached.get(name, ()), *self.errors.get(name, ())):
            row, column = address_of(cell)
            if row <= len(grid) and column <= len(grid[row - 1]):
                grid[row - 1][column - 1] = ""
        ranges = sheet.merged_cell_ranges or ()
        self.merged[name] = [
            (top + 1, low + 1, left + 1, right + 1) for (top, left), (low, right) in ranges if low > top
        ]
        return grid


def _read_workbook(found: Look, layouts: Mapping[str, Layout], result: RawReturn) -> None:
    try:
        _fill(result, found, layouts)
    except (KeyboardInterrupt, SystemExit, Refused):
        raise
    except PasswordError as error:
        raise has_password() from error
    except BaseException as error:  # a panic of the Rust reader is no Exception
        result.tables.clear()
        raise broken() from error
    if not result.tables:
        raise Refused(
            "F113",
            "文件里没有找到任何一张填报表，不是本次下发的表样。",
            "请用下发给本部门的填报表填写后报送。",
        )


def _fill(result: RawReturn, found: Look, layouts: Mapping[str, Layout]) -> None:
    sheets = _Sheets(found)
    meta = sheets.get(META_SHEET, [])
    result.meta = {str(row[0]): text_of(row[1]) for row in meta if len(row) > 1}
    for sheet in _candidates(PROBLEM_LIST, sheets)[:1]:
        result.problem_list = [line[:_LIST_COLUMNS] for line in sheets[sheet][:_LIST_ROWS]]
    for name, layout in layouts.items():
        for sheet in _candidates(layout.sheet, sheets):
            if (table := _read(sheet, sheets, layout)) is not None:
                result.tables[name] = table
                break
    _read_renamed(result.tables, sheets, layouts)
    for name, table in result.tables.items():
        table.merged = sheets.merged.get(table.sheet, [])
        if found.since_1904:
            _count_from_1900(table, layouts[name].dates)
    own = {META_SHEET, *(sheet for name in BESIDE_TABLES for sheet in _candidates(name, sheets))}
    read = [result.tables[name].sheet for name in layouts if name in result.tables]
    result.remarks = of_sheets(list(sheets), read, own)
    result.remarks += [remark for table in result.tables.values() for remark in table.remarks]
    result.error_cells, result.uncached = sheets.errors, sheets.uncached


def _read(sheet: str, sheets: Mapping[str, list[list[Any]]], layout: Layout) -> RawTable | None:
    return (_read_vertical if layout.vertical else _read_table)(sheet, sheets[sheet], layout)


def _read_renamed(
    tables: dict[str, RawTable], sheets: Mapping[str, list[list[Any]]], layouts: Mapping[str, Layout]
) -> None:
    """Tables whose sheet got another name altogether: known by having every title, in the order of the sheets."""
    lost = {name: layout for name, layout in layouts.items() if name not in tables}
    if not lost or not tables:
        return
    taken = {META_SHEET, *(table.sheet for table in tables.values())}
    named = {sheet for layout in layouts.values() for sheet in _candidates(layout.sheet, sheets)}
    for sheet in [sheet for sheet in sheets if sheet not in taken | named]:
        for name, layout in lost.items():
            table = _read(sheet, sheets, layout) if name not in tables else None
            if table is not None and set(table.titles) == set(layout.titles) and not table.retitled:
                tables[name] = table
                break


def _count_from_1900(table: RawTable, dates: frozenset[str]) -> None:
    """Bare numbers of days in date columns; the reader itself has converted those formatted as dates."""
    places = [at for at, title in enumerate(table.titles) if title in dates]
    for _, _, values in table.rows:
        for at in places:
            value = values[at]
            if type(value) in (int, float) and _FIRST_DAY <= value + _SINCE_1904 <= _LAST_DAY:
                values[at] = value + _SINCE_1904


def _candidates(wanted: str, sheets: Mapping[str, Any]) -> list[str]:
    """The sheet of that name; else, since clerks rename sheets, one whose name contains it."""
    if wanted in sheets:
        return [wanted]
    short = squeeze(wanted)[-4:]
    return [name for name in sheets if short in squeeze(name)]


def _read_table(sheet: str, grid: list[list[Any]], layout: Layout) -> RawTable | None:
    wanted = {squeeze(title): title for title in (*layout.titles, ROW_CODE)}
    header, columns = _find_header(grid, wanted)
    if header is None:
        return None
    retitled = _reworded(grid[header], columns, layout)
    known = _places_known(grid[header], columns, layout)
    code_at = columns.pop(ROW_CODE, columns.get("编号"))
    remarks = of_columns(sheet, header, grid[header], columns, layout.titles, known)
    rows = []
    same: dict[str, str] = {}  # equal texts as one object travel once from the reading process, and take room once
    for number in range(header + 1, len(grid)):
        line = grid[number]
        code = text_of(line[code_at]) if code_at is not None else ""
        cells = [line[at] for at in columns.values()]
        values = [same.setdefault(cell, cell) if isinstance(cell, str) else cell for cell in cells]
        if code or any(value != "" for value in values):
            rows.append((number + 1, code, values))
    letters = {title: column_letters(at + 1) for title, at in columns.items()}
    return RawTable(sheet, list(columns), letters, rows, retitled=retitled, remarks=remarks)


def _places_known(line: list[Any], columns: Mapping[str, int], layout: Layout) -> set[int]:
    """Which cells of a header belong to the form, whether their columns are read or not."""
    others = {REFERENCE, *(squeeze(title) for title in layout.others)}
    own = {at for at, text in enumerate(line) if isinstance(text, str) and squeeze(text) in others}
    return own | set(columns.values())


def _find_header(grid: list[list[Any]], wanted: Mapping[str, str]) -> tuple[int | None, dict[str, int]]:
    """The row that holds most of the wanted titles, at least half, and where each title stands."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    longest = 2 * max(map(len, wanted))  # a title may have spaces and line breaks put into it
    for number, line in enumerate(grid[:HEADER_SEARCH_ROWS]):
        columns: dict[str, int] = {}
        for at, value in enumerate(line):
            title = wanted.get(squeeze(value)) if isinstance(value, str) and len(value) <= longest else None
            if title and title not in columns:
                columns[title] = at
        if len(columns) > len(best[1]) and len(columns) * 2 >= len(wanted):
            best = (number, columns)
        if len(columns) == len(wanted):
            break
    return best


def _reworded(line: list[Any], columns: dict[str, int], layout: Layout) -> dict[str, str]:
    """Titles that are not there but for their wording, put into `columns`; what stands in their place, by title.

    Only where one column and one title can mean each other: with the same numbers, and in no other unit.
    """
    lost = [title for title in layout.titles if title not in columns]
    if not lost:
        return {}
    known = {squeeze(title) for title in (*layout.titles, *layout.others, ROW_CODE)}
    texts = {at: squeeze(text) for at, text in enumerate(line) if isinstance(text, str) and 0 < len(text) < 40}
    free = {at: text for at, text in texts.items() if text not in known and at not in columns.values()}
    near = {title: [at for at, text in free.items() if _is_rewording(text, squeeze(title))] for title in lost}
    found = {}
    for title, places in near.items():
        if len(places) == 1 and sum(places[0] in others for others in near.values()) == 1:
            columns[title] = places[0]
            found[title] = str(line[places[0]]).strip()
    return found


def _is_rewording(text: str, title: str) -> bool:
    if _DIGITS.findall(text) != _DIGITS.findall(title):
        return False
    unit, own = (_IN_BRACKETS.findall(words) for words in (text, title))
    if own and unit and unit != own:
        return False
    return difflib.SequenceMatcher(None, text, title).ratio() >= _REWORDED


def _read_vertical(sheet: str, grid: list[list[Any]], layout: Layout) -> RawTable | None:
    """A table of one row that runs downwards: title in one cell, value in the next."""
    wanted = {squeeze(title): title for title in layout.titles}
    letters: dict[str, str] = {}
    values: list[Any] = []
    for number, line in enumerate(grid):
        for at, value in enumerate(line[:-1]):
            title = wanted.get(squeeze(value)) if isinstance(value, str) else None
            if title and title not in letters:
                letters[title] = f"{column_letters(at + 2)}{number + 1}"
                values.append(line[at + 1])
    return RawTable(sheet, list(letters), letters, [(0, "封面", values)]) if letters else None


@lru_cache(maxsize=10_000)  # the same titles stand in every file
def squeeze(value: Any) -> str:
    """A title as people mean it: no white space, full-width forms folded."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(value)))


def text_of(value: Any) -> str:
    """A cell as text; whole numbers without the `.0` that the reader gives them."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


_Odd = TypeVar("_Odd")


def error_cells_by_sheet(found: Look) -> dict[str, dict[str, str]]:
    """Sheet name → {cell: error value}; the reader itself shows error cells as blanks."""
    return by_sheet(found, found.error_cells)


def by_sheet(found: Look, cells: dict[str, _Odd]) -> dict[str, _Odd]:
    """What the look noted of worksheet parts, by the sheet's name."""
    if not cells or found.by_sheet:
        return cells
    names = names_of(found.links, found.book)
    return {names[part]: odd for part, odd in cells.items() if part in names}
