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

_NO_ERROR = "请删除公式，直接填写数值或文字。"
_CALCULATE = "请用Excel或WPS打开后保存一次再报送，或删除公式直接填写结果。"
_UNMERGE = "请取消合并单元格，逐行填写。"


def odd_cells(frame: TableFrame, raws: Mapping[int, RawReturn]) -> list[Report]:
    """Findings for such cells in the columns that are answered; the cells are added to `frame.blamed`."""
    odd: dict[int, dict[str, str]] = {}
    for position, sheet in frame.sheets.items():
        cells = dict.fromkeys(raws[position].uncached.get(sheet, ()), "") | raws[position].error_cells.get(sheet, {})
        if cells:
            odd[position] = cells
    report = list(_without_value(frame, odd)) if odd else []
    for position in frame.sheets:
        table = raws[position].tables.get(frame.table.name)
        if table is not None and table.merged and not frame.table.vertical:
            report += _merged(frame, position, table)
    return report


def _without_value(frame: TableFrame, odd: Mapping[int, Mapping[str, str]]) -> Iterator[Report]:
    for index, position in enumerate(frame.data["_file"]):
        cells = odd.get(position, {})
        for title in [column.title for column in frame.table.answers] if cells else ():
            wrong = cells.get(frame.cell(index, title))
            if wrong is None:
                continue
            frame.blamed.add((index, title))
            if wrong:
                message = f"“{title}”单元格是错误值{wrong}，不是有效内容。"
                yield index, title, "C107", ERROR, message, _NO_ERROR, wrong
            else:
                message = f"“{title}”单元格的公式没有计算结果，读不到数值。"
                yield index, title, "C111", ERROR, message, _CALCULATE, "（公式）"


def _merged(frame: TableFrame, position: int, raw: RawTable) -> Iterator[Report]:
    """One finding a range of merged cells that covers several answered rows: only the first one has its value."""
    coded = {number for number, code, _ in raw.rows if code}
    rows = {
        row: index
        for index, (file, row) in enumerate(zip(frame.data["_file"], frame.data["_row"], strict=True))
        if file == position
    }
    letters = {title: column_number(letter) for title, letter in raw.letters.items()}
    for top, low, left, right in raw.merged:
        titles = [c.title for c in frame.table.answers if left <= letters.get(c.title, 0) <= right]
        if titles and top in rows and sum(1 for row in coded if top <= row <= low) > 1:
            message = f"“{titles[0]}”有跨行合并的单元格，内容只算在第一行，其余各行视为未填写。"
            yield rows[top], titles[0], "C112", WARNING, message, _UNMERGE
