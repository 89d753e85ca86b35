"""Sheets longer than Excel's rows: 数据来源 goes on in 数据来源(2), and nothing is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbook_templates import sheets
from workbook_templates.blocks import Cells
from workbook_templates.sheets import Book, QuickWorksheet

# Writes a table's header, of at most _HEAD_ROWS rows, from a row on; gives the row below.
Head = Callable[[QuickWorksheet, int], int]
_HEAD_ROWS = 3


class Pages:
    """Blocks below one another on as many sheets as they need.

    Args:
        name: of the first sheet; the next are name(2), name(3) …
        begin: dresses a new sheet and gives its first free row.
        finish: called with each sheet and the row below its last one.
    """

    def __init__(
        self,
        workbook: Book,
        name: str,
        begin: Callable[[QuickWorksheet], int],
        finish: Callable[[QuickWorksheet, int], None] = lambda sheet, end: None,
    ):
        self._workbook, self._name, self._begin, self._finish = workbook, name, begin, finish
        self._count, self.row = 0, 0
        self._turn()

    def _turn(self) -> None:
        if self._count:
            self._finish(self.sheet, self.row)
        self._count += 1
        name = self._name if self._count == 1 else f"{self._name}({self._count})"
        self.sheet: QuickWorksheet = self._workbook.add_worksheet(name)
        self.row = self._begin(self.sheet)

    def write(
        self,
        columns: Sequence[Cells],
        which: Sequence[int] | None = None,
        heights: Sequence[float] | None = None,
        head: Head | None = None,
    ) -> None:
        """Write a block below the last one; `head` comes above it, and again wherever it goes on.

        Args:
            which: see `QuickWorksheet.write_block`.
            heights: of the rows, in points.
        """
        done, count = 0, len(columns[0])
        while done < count:
            if self.row + (_HEAD_ROWS if head else 0) >= sheets.MAX_ROWS:
                self._turn()
            top = head(self.sheet, self.row) if head else self.row
            part = slice(done, min(count, done + sheets.MAX_ROWS - top))
            own = None if which is None else which[part]
            high = None if heights is None else heights[part]
            self.row = self.sheet.write_block(top, 0, [column.part(part) for column in columns], own, high)
            done = part.stop

    def close(self) -> None:
        """Finish the last sheet."""
        self._finish(self.sheet, self.row)
