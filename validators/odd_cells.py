"""Answer cells whose value the reader cannot give: error values, formulas never calculated, merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from schemas.vocabulary import ERROR, WARNING
from validators.extent import column_number

if TYPE_CHECKING:
    from validators.frames import TableFrame
    from validators.reader import RawReturn, RawTable

# What to report, in the arguments of `TableFrame.finding`.
Report = tuple[Any, ...]
# (position of the file, Excel row) → index
Rows = Mapping[tuple[int, int], int]

_NO_ERROR = "请删除公式，直接填写数值或文字。"
_CALCULATE = "请用Excel或WPS打开后保存一次再报送，或删除公式直接填写结果。"
_UNMERGE = "请取消合并单元格，逐行填写。"


def odd_cells(frame: TableFrame, raws: Mapping[int, RawReturn]) -> list[Report]:
    """Findings for such cells in the columns that are answered; the cells are added to `frame.blamed`."""
    report: list[Report] = []
    places = zip(frame.values("_file"), frame.values("_row"), strict=True)
    rows = {place: index for index, place in enumerate(places)}
    for position, sheet in frame.sheets.items():
        cells = dict.fromkeys(raws[position].uncached.get(sheet, ()), "") | raws[position].error_cells.get(sheet, {})
        report += _without_value(frame, position, cells, rows)
    for position in frame.sheets:
        table = raws[position].tables.get(frame.table.name)
        if table is not None and table.merged and not frame.table.vertical:
            report += _merged(frame, position, table, rows)
    return report


def _without_value(frame: TableFrame, position: int, cells: Mapping[str, str], rows: Rows) -> Iterator[Report]:
    """What one file's odd cells are answers to; the error value of each by its address, "" for an uncached formula."""
    letters = {letter: title for title, letter in frame.letters[position].items()}
    titles = [column.title for column in frame.table.answers]
    wanted = {letter for letter, title in letters.items() if title in titles}
    odd = {cell: wrong for cell, wrong in cells.items() if (cell if frame.table.vertical else _letters(cell)) in wanted}
    found = []
    for cell, wrong in odd.items():
        letter = cell if frame.table.vertical else _letters(cell)
        index = rows.get((position, 0 if frame.table.vertical else int(cell[len(letter) :])))
        if index is not None and (index, letters[letter]) not in frame.elsewhere:
            found.append((index, titles.index(letters[letter]), wrong))
    for index, at, wrong in sorted(found):
        title = titles[at]
        frame.blamed.add((index, title))
        if wrong:
            message = f"“{title}”单元格是错误值{wrong}，不是有效内容。"
            yield index, title, "C107", ERROR, message, _NO_ERROR, wrong
        else:
            message = f"“{title}”单元格的公式没有计算结果，读不到数值。"
            yield index, title, "C111", ERROR, message, _CALCULATE, "（公式）"


def _letters(cell: str) -> str:
    return cell.rstrip("0123456789")


def _merged(frame: TableFrame, position: int, raw: RawTable, rows: Rows) -> Iterator[Report]:
    """One finding a range of merged cells that covers several answered rows: only the first one has its value."""
    coded = {number for number, code, _ in raw.rows if code}
    letters = {title: column_number(letter) for title, letter in raw.letters.items()}
    for top, low, left, right in raw.merged:
        titles = [c.title for c in frame.table.answers if left <= letters.get(c.title, 0) <= right]
        covered = [row for row in coded if top < row <= low and (position, row) in rows]
        if titles and (position, top) in rows and covered:
            # The rows below are blank for the same cause, so they have no findings of their own.
            frame.blamed.update((rows[position, row], title) for row in covered for title in titles)
            severity = ERROR if any(frame.table.by_title[title].required for title in titles) else WARNING
            message = f"“{titles[0]}”有跨行合并的单元格，内容只算在第一行，其余各行视为未填写。"
            yield rows[position, top], titles[0], "C112", severity, message, _UNMERGE
