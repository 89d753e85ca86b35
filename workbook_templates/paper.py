"""How a table goes on paper: on as few pages as letters of eight points allow, never on a page for one column more.

The number of pages is asked for, across and down, and the program finds the scale: a machine without our fonts
then prints a little smaller instead of spilling a column over on a page of its own. Broad tables go over two pages
side by side, the columns that name a row repeated on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from workbook_templates.styles import A3, A4, MARGIN_ACROSS, MARGIN_DOWN, page

# Points of the long and the short edge.
_EDGES = {A4: (842, 595), A3: (1191, 842)}
# In percent: letters of 9 points, the smallest of any sheet, are 8 points high at this scale.
SMALLEST_SCALE = 89
# Excel's columns and rows are a little larger on paper than on the screen.
_ROOM = 0.97
# More pages nobody reads from first to last: the last of them may be short.
_MOST_PAGES = 20


@dataclass(frozen=True)
class Printed:
    """What is to be printed of a sheet.

    Attributes:
        widths: of all printed columns, in characters.
        heights: of the rows below the header, in points.
        header: of the rows down to the header, in points, and zero-based row of the header.
        repeated: how many columns are repeated on each page.
        sides: the columns, zero-based, where another page across begins.
    """

    widths: Sequence[float]
    heights: Sequence[float]
    header: tuple[float, int]
    repeated: int = 0
    sides: Sequence[int] = ()


def points(width: float) -> float:
    """A column's width in points, from characters."""
    return (int(width * 7 + 0.5) + 5) * 0.75 if width else 0.0


def usable(paper: int, landscape: bool) -> tuple[float, float]:
    """Width and height of a page between the margins, in points."""
    long, short = _EDGES[paper]
    across, down = (long, short) if landscape else (short, long)
    return across - 2 * 72 * MARGIN_ACROSS, down - 2 * 72 * MARGIN_DOWN


def side_widths(widths: Sequence[float], repeated: int, sides: Sequence[int]) -> list[float]:
    """The width in points of each page across, repeated columns included."""
    bounds = [0, *sides, len(widths)]
    again = sum(map(points, widths[:repeated]))
    return [sum(map(points, widths[start:end])) + (again if start else 0) for start, end in pairwise(bounds)]


def print_table(sheet: Worksheet, printed: Printed, paper: int, landscape: bool = True) -> None:
    """Set up paper, pages across and down, repeated rows and columns."""
    page(sheet, paper=paper, landscape=landscape, header_rows=(0, printed.header[1]))
    sheet.fit_to_pages(1 + len(printed.sides), pages_down(printed, usable(paper, landscape)[1]))
    if printed.sides:
        sheet.repeat_columns(0, printed.repeated - 1)
        sheet.set_v_pagebreaks(list(printed.sides))
        sheet.print_across()


def pages_down(printed: Printed, height: float) -> int:
    """How many pages the rows need at the smallest scale, in a height in points; 0, as many as it takes, for many."""
    room = 100 * _ROOM * height / SMALLEST_SCALE - printed.header[0]
    if sum(printed.heights) > _MOST_PAGES * room:
        return 0
    count, filled = 1, 0.0
    for row in printed.heights:
        if filled and filled + row > room:
            count, filled = count + 1, 0.0
        filled += row
    return count
