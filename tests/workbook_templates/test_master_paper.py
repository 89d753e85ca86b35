"""The master on paper and on a small screen: letters of eight points, room beside what is frozen."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, coordinate_to_tuple, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from samples.typing_plan import RETURNED
from samples.workspace import RETURNED_FOLDER
from schemas.catalogue import Catalogue
from tests.returns import check_files
from workbook_templates.master import write_master
from workbook_templates.paper import Printed, pages_down, points, side_widths, usable
from workbook_templates.styles import A3, A4

LEAST_POINTS = 8.0
SCREEN = (1366 - 50, 560)  # of a small screen, what is left for cells


@pytest.fixture(scope="module")
def path(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's master."""
    path = tmp_path_factory.mktemp("paper") / "总进度表.xlsx"
    write_master(path, check_files(catalogue, {n: RETURNED_FOLDER / f for n, f in RETURNED.items()}))
    return path


@pytest.fixture(scope="module")
def sheets(path: Path) -> list[Worksheet]:
    """Its sheets."""
    return openpyxl.load_workbook(path).worksheets


def widths_of(sheet: Worksheet) -> dict[int, float]:
    """Column → width in points, 0 where hidden."""
    found: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        for at in range(dimension.min, dimension.max + 1):
            found[at] = 0.0 if dimension.hidden else int(dimension.width * 7 + 0.5) * 0.75
    return found


def height_of(sheet: Worksheet, rows: range) -> float:
    """Points of some rows."""
    return sum(float(sheet.row_dimensions[row].height or 15) for row in rows)


def printed(sheet: Worksheet) -> tuple[int, int, int, int]:
    """(first column, first row, last column, last row) that is printed."""
    area = sheet.print_area
    if not area:
        return 1, 1, sheet.max_column, sheet.max_row
    return range_boundaries(str(area).split("!")[-1].replace("$", ""))  # type: ignore[return-value]  # no bound is missing here


def scale_of(sheet: Worksheet) -> float:
    """The scale at which the sheet fits the pages that it asks for, at most 1."""
    wide, _ = usable(int(sheet.page_setup.paperSize), sheet.page_setup.orientation == "landscape")
    high = usable(int(sheet.page_setup.paperSize), sheet.page_setup.orientation == "landscape")[1]
    _, _, last, bottom = printed(sheet)
    widths = widths_of(sheet)
    bounds = [0, *(brk.id for brk in sheet.col_breaks.brk), last]
    again = 0.0
    if sheet.print_title_cols:
        repeated = column_index_from_string(str(sheet.print_title_cols).split(":")[1].strip("$"))
        again = sum(widths[at] for at in range(1, repeated + 1))
    sides = [
        sum(widths.get(at, 0.0) for at in range(start + 1, end + 1)) + (again if start else 0)
        for start, end in pairwise(bounds)
    ]
    assert len(sides) == (sheet.page_setup.fitToWidth or 1), sheet.title
    scale = min(1.0, wide / max(sides))
    if sheet.page_setup.fitToHeight is None:  # one page
        scale = min(scale, high / height_of(sheet, range(1, bottom + 1)))
    return scale


def test_letters_are_eight_points_high_on_every_sheet(sheets: list[Worksheet]) -> None:
    small = {}
    for sheet in sheets:
        _, _, right, bottom = printed(sheet)
        cells = (cell for row in sheet.iter_rows(max_row=bottom, max_col=right) for cell in row)
        least = min(cell.font.sz for cell in cells if cell.value is not None)
        if least * scale_of(sheet) < LEAST_POINTS:
            small[sheet.title] = (least, scale_of(sheet))
    assert not small


def test_letters_in_the_charts_as_well(path: Path, sheets: list[Worksheet]) -> None:
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    sizes = [int(size) / 100 for text in charts for size in re.findall(r'\bsz="(\d+)"', text)]
    assert len(charts) >= 6 and min(sizes) * scale_of(sheets[0]) >= LEAST_POINTS


def test_the_name_of_a_row_stands_on_both_pages_of_a_broad_table(sheets: list[Worksheet]) -> None:
    broad = {sheet.title: sheet for sheet in sheets if sheet.col_breaks.brk}
    assert set(broad) == {"主要指标", "章节指标", "重大项目"}
    for sheet in broad.values():
        last = column_index_from_string(str(sheet.print_title_cols).split(":")[1].strip("$"))
        assert str(sheet.cell(3, last).value).endswith("名称")
        assert sheet.print_title_rows == "$1:$3"


def test_what_is_frozen_leaves_the_screen_to_the_rest(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        if sheet.freeze_panes:
            row, column = coordinate_to_tuple(str(sheet.freeze_panes))
            zoom = (sheet.sheet_view.zoomScale or 100) / 100
            across = sum(widths_of(sheet).get(at, 48) for at in range(1, column)) / 0.75 * zoom
            down = height_of(sheet, range(1, row)) / 0.75 * zoom
            assert across < 0.45 * SCREEN[0] and down < 0.45 * SCREEN[1], sheet.title


def test_lists_and_texts_fit_a_small_screen(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        if sheet.title in ("总览", "评估报告", "问题清单"):
            zoom = (sheet.sheet_view.zoomScale or 100) / 100
            _, _, right, _ = printed(sheet)
            assert sum(list(widths_of(sheet).values())[:right]) / 0.75 * zoom <= SCREEN[0], sheet.title


def test_a_last_page_of_a_few_rows_is_drawn_in() -> None:
    height = usable(A3, True)[1]
    for rows, pages in ((1, 1), (25, 1), (27, 2), (2000, 0)):
        assert pages_down(Printed([10], [30.0] * rows, (60, 2)), height) == pages, rows


def test_repeated_columns_count_on_every_page_but_the_first() -> None:
    assert points(10) == 75 * 0.75 and points(0) == 0
    assert side_widths([10, 20, 30], 1, [2]) == [points(10) + points(20), points(30) + points(10)]
    assert usable(A4, False) == (595 - 57.6, 842 - 86.4)
