"""Workbooks and worksheets as this project opens them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from io import StringIO
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import numpy as np
import pandas as pd
import xlsxwriter.workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from workbook_templates.archive import Archive
from workbook_templates.blocks import Block, Cells, Texts, Various
from workbook_templates.links import MOST_LINKS, Link, render

# Excel's limits for the text of one cell, in UTF-16 units, and for a sheet.
MAX_TEXT, MAX_ROWS = 32767, 1_048_576
# Rendering rows at once rests on private methods of XlsxWriter, tested with these versions.
QUICK = xlsxwriter.__version__.split(".")[:2] in (["3", "2"], ["3", "3"])  # otherwise cell by cell
QUICK_LINKS = QUICK  # likewise; otherwise link by link
_CHUNK, _FEW = 512, 64
_SPECIAL = re.compile(r"[\x00-\x08\x0b-\x1f&<>\ufffe\uffff]|_x")
# Of 1 to 9: half of 6's time for a seventh more bytes.
_DEFLATE_LEVEL = 4


class QuickWorksheet(Worksheet):
    """A worksheet that takes our formulas as they are, and whole blocks of cells.

    XlsxWriter looks through every formula for some forty functions newer than Excel
    2010; ours use none (a test holds it), and the search is half the time of a large
    master. Should a later version name this method otherwise, the search is merely back.
    """

    fh: Any
    dim_rowmin: int
    dim_rowmax: int

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[Block] = []
        self._links: list[Link] = []

    def write_block(
        self,
        row: int,
        left: int,
        columns: Sequence[Cells],
        which: Sequence[int] | None = None,
        heights: Sequence[float] | None = None,
    ) -> int:
        """Write columns of one length side by side; cells written one by one later lie on top.

        Args:
            row: zero-based first row.
            left: zero-based column of the first column.
            which: each row's style, as a position in the `styles` of every column; the first if None.
            heights: of the rows, in points; as they come if None.

        Returns the row below the block. Raises ValueError where the sheet has no room for it.
        """
        count = len(columns[0])
        if row + count > MAX_ROWS:
            raise ValueError(f"{row + count} rows do not fit on a sheet")
        chosen = np.zeros(count, dtype="int32") if which is None else np.asarray(which, dtype="int32")
        block = Block(row, left, tuple(columns), chosen, None if heights is None else _pixels(heights))
        if not count:
            return row
        if QUICK:
            self._check_dimensions(row, left)
            self._check_dimensions(block.end - 1, left + len(columns) - 1)
            texts = [column.texts if isinstance(column, Various) else column for column in columns]
            self._share([column for column in texts if isinstance(column, Texts)])
            self._blocks.append(block)
        else:
            for at, height in enumerate(heights if heights is not None else (), start=row):
                self.set_row(at, height)
            for index, style in enumerate(chosen.tolist()):
                for at, column in enumerate(columns, start=left):
                    column.write(self, row + index, at, index, column.style(style))
        return block.end

    def link(self, link: Link) -> None:
        """Put a link on a cell, before its content is written; none where Excel would not take it."""
        if len(self._links) < MOST_LINKS and link.fits():
            self._links.append(link)
            if not QUICK_LINKS:
                self.write_url(link.row, link.column, link.url, None, "", link.tip)

    def add_table(self, *place: Any) -> Any:
        """See `Worksheet`, which looks at every single cell lest two tables overlap; of ours none does."""
        if not QUICK:
            return super().add_table(*place)
        first_row, first, last_row, last, options = place
        refused = super().add_table(first_row, first, first_row + 1, last, options)
        if not refused:
            table, whole = self.tables[-1], xl_range(first_row, first, last_row, last)
            table |= {name: whole for name in ("range", "a_range", "autofilter") if table.get(name)}
        return refused

    def serial(self, day: datetime) -> float:
        """A date as Excel counts it."""
        return float(self._convert_date_time(day))

    def _share(self, columns: Sequence[Texts]) -> None:
        """Put texts into the workbook's table of shared strings, in the order in which cells are read."""
        if not columns:
            return
        table = self.str_table.string_table
        known = len(table)
        cells = np.stack([column.values for column in columns], axis=1)
        filled = ~pd.isna(cells)
        texts = cells[filled].tolist()
        for text in dict.fromkeys(texts):
            table.setdefault(text, len(table))
        new = list(islice(reversed(table), len(table) - known))
        if any(text.startswith("<r>") or len(text) > MAX_TEXT // 2 for text in new):  # what `clean_text` may change
            for text in new:
                del table[text]
            places = [table.setdefault(clean_text(text), len(table)) for text in texts]
        else:
            places = list(map(table.__getitem__, texts))
        self.str_table.count += len(places)
        self.str_table.unique_count = len(table)
        indices = np.full(cells.shape, -1, dtype="int32")
        indices[filled] = places
        for at, column in enumerate(columns):
            column.take(indices[:, at].copy())

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Any:
        return super()._write_string(row, col, clean_text(string), cell_format)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_hyperlinks(self) -> None:
        if not QUICK_LINKS or not self._links:
            super()._write_hyperlinks()
            return
        for row, cells in self.hyperlinks.items():
            self._links += [Link(row, at, url._anchor) for at, url in cells.items() if not url._target_mode()]
        elements, relationships = render(self._links, self.rel_count + 1)
        self.rel_count += len(relationships)
        self.external_hyper_links += relationships
        self.fh.write(f"<hyperlinks>{elements}</hyperlinks>")

    def _calculate_spans(self) -> None:
        # An optional hint to Excel, which XlsxWriter leaves out of large files as well.
        self.row_spans: dict[int, str] = {}

    def _write_rows(self) -> None:
        first, last = self.dim_rowmin, self.dim_rowmax
        row = first
        for block in sorted(self._blocks, key=lambda block: block.row):
            self._write_rows_between(row, block.row)
            self._write_block_rows(block)
            row = block.end
        self._write_rows_between(row, last + 1)
        self.dim_rowmin, self.dim_rowmax = first, last

    def _write_rows_between(self, first: int, end: int) -> None:
        if first < end:
            self.dim_rowmin, self.dim_rowmax = first, end - 1
            super()._write_rows()

    def _write_block_rows(self, block: Block) -> None:
        names = [xl_col_to_name(at) for at in range(block.left, block.left + len(block.columns))]
        for style in dict.fromkeys(block.which.tolist()):
            for column in block.columns:
                column.style(style)._get_xf_index()
        for start in range(0, len(block.which), _CHUNK):
            part = slice(start, min(start + _CHUNK, len(block.which)))
            numbers = [str(block.row + index + 1) for index in range(part.start, part.stop)]
            styles, same = block.which[part].tolist(), [0] * len(numbers)
            cells = [
                column.render(f'<c r="{name}', (part, numbers, styles if len(column.styles) > 1 else same))
                for name, column in zip(names, block.columns, strict=True)
            ]
            begun = self._row_starts(block, part, numbers)
            lines: list[str] = []
            for row, (begin, line) in enumerate(
                zip(begun, zip(*cells, strict=True), strict=True), start=block.row + start
            ):
                lines.append(begin)
                lines += self._overlaid(row, block.left, line) if self.table.get(row) else line
                lines.append("</row>")
            self.fh.write("".join(lines))

    def _row_starts(self, block: Block, part: slice, numbers: Sequence[str]) -> list[str]:
        """The <row> of each row; what was said of a single row goes before the block's heights."""
        first = block.row + part.start
        own = {row: self._row_start(row) for row in self.row_info.keys() & range(first, block.row + part.stop)}
        heights = [None] * len(numbers) if block.heights is None else block.heights[part].tolist()
        ends = {}
        for height in set(heights):
            before = self.row_info.pop(first, None)
            if height is not None:
                self.set_row_pixels(first, height)
            ends[height] = self._row_start(first).removeprefix(f'<row r="{first + 1}"')
            if before is None:
                self.row_info.pop(first, None)
            else:
                self.row_info[first] = before
        starts = [f'<row r="{number}"{ends[height]}' for number, height in zip(numbers, heights, strict=True)]
        for row, start in own.items():
            starts[row - first] = start
        return starts

    def _row_start(self, row: int) -> str:
        file, self.fh = self.fh, StringIO()
        self._write_row(row, None, self.row_info.get(row))
        text, self.fh = self.fh.getvalue(), file
        return str(text)

    def _size_row(self, row: int, anchor: int = 0) -> Any:
        if row not in self.row_sizes:
            for block in self._blocks:
                if block.heights is not None and block.row <= row < block.end:
                    return int(block.heights[row - block.row])
        return super()._size_row(row, anchor)

    def _overlaid(self, row: int, left: int, line: Sequence[str]) -> list[str]:
        """A rendered row with the cells on top that were written one by one."""
        cells = dict(enumerate(line, start=left))
        for at, cell in self.table[row].items():
            file, self.fh = self.fh, StringIO()
            self._write_cell(row, at, cell)
            cells[at], self.fh = self.fh.getvalue(), file
        return [cells[at] for at in sorted(cells)]


def _pixels(heights: Sequence[float]) -> np.ndarray[Any, Any]:
    """Heights in points as XlsxWriter rounds them."""
    return (np.asarray(heights, dtype="float64") * 4.0 / 3.0 + 0.5).astype("int32")


def clean_text(text: str) -> str:
    """Text as a cell can hold it: cut at Excel's limit; the very text where nothing is to do.

    XlsxWriter takes a text from <r> to </r> for formatted runs and would write it into the
    file as it stands; as one run that holds it, it is shown as it was written.
    """
    if len(text) > MAX_TEXT // 2 and len(units := text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
        text = units[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text


class _SharedStrings(SharedStrings):
    """The texts of a workbook; only those among which there is something to escape go XlsxWriter's way."""

    def _write_sst_strings(self) -> None:
        texts = self.string_table.string_array
        for start in range(0, len(texts), _FEW):
            some = texts[start : start + _FEW]
            if _SPECIAL.search("".join(some)) or any(text != text.strip() for text in some):
                for text in some:
                    self._write_si(text)
            else:
                self.fh.write(f"<si><t>{'</t></si><si><t>'.join(some)}</t></si>")


class _Packager(Packager):
    def __init__(self, archive: Archive):
        super().__init__()
        self._archive = archive

    def _filename(self, xml_filename: str) -> Any:
        part = self._archive.part(xml_filename)
        self.filenames.append((part, xml_filename, False))
        return part

    def _write_shared_strings_file(self) -> None:
        if not self.workbook.str_table.count:
            return
        strings = _SharedStrings()
        strings.string_table = self.workbook.str_table
        strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        strings._assemble_xml_file()


class Book(xlsxwriter.Workbook):
    """A workbook in which text is text: nothing that a department wrote becomes a formula or a link."""

    _archive: Archive | None = None

    def __init__(self, path: str):
        super().__init__(path, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": QUICK})

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = QuickWorksheet) -> Any:
        """Add a sheet; see `QuickWorksheet`."""
        return super().add_worksheet(name, worksheet_class)

    def _get_packager(self) -> Packager:
        return _Packager(self._archive) if self._archive is not None else super()._get_packager()

    def _store_workbook(self) -> None:
        with _archives_made_by(self._open_archive if QUICK else partial(ZipFile, compresslevel=_DEFLATE_LEVEL)):
            try:
                super()._store_workbook()
            except BaseException:
                if self._archive is not None:
                    self._archive.abandon()
                raise

    def _open_archive(self, *arguments: Any, **options: Any) -> Archive:
        self._archive = Archive(*arguments, compresslevel=_DEFLATE_LEVEL, **options)
        return self._archive


@contextmanager
def _archives_made_by(make: Callable[..., ZipFile]) -> Iterator[None]:
    """XlsxWriter asks for no level; where a later version names its archive otherwise, that stays so."""
    archive = getattr(xlsxwriter.workbook, "ZipFile", None)
    if archive:
        xlsxwriter.workbook.ZipFile = make
    try:
        yield
    finally:
        if archive:
            xlsxwriter.workbook.ZipFile = archive
