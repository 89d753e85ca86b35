"""校验规则手册.xlsx: every finding there is, one line each, to print or to filter."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from validators.manual import INTRO, TITLES, lines
from workbook_templates.files import replacing
from workbook_templates.sheets import Book
from workbook_templates.styles import STEEL, Formats, page

_MADE = datetime(2023, 6, 30)  # fixed, so that the same inputs give the same bytes
_WIDTHS = (7, 17, 8, 10, 34, 26, 33, 33)
_HEADER_ROW = len(INTRO) + 1
_LETTERS_A_UNIT = 1.05  # letters of the small font that fit into one unit of column width
_LINE_HEIGHT = 13.5
_TALLEST = 405  # Excel allows 409 points


def write_manual(path: Path) -> None:
    """Write the manual as a workbook of one sheet."""
    with replacing(path) as temporary, Book(temporary) as workbook:
        workbook.set_properties({"title": "校验规则手册", "created": _MADE})
        formats = Formats(workbook)
        sheet = workbook.add_worksheet("校验规则")
        sheet.write(0, 0, "校验规则手册", formats.title())
        sheet.set_row(0, 26)
        for row, text in enumerate(INTRO, start=1):
            sheet.merge_range(
                row, 0, row, len(TITLES) - 1, text, formats(font_size=9, font_color=STEEL, text_wrap=True)
            )
            sheet.set_row(row, _height([text], [sum(_WIDTHS)]))
        for at, (title, width) in enumerate(zip(TITLES, _WIDTHS, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write(_HEADER_ROW, at, title, formats.header())
        style = formats.boxed(text_wrap=True, valign="top", font_size=9)
        told = lines()
        for row, line in enumerate(told, start=_HEADER_ROW + 1):
            sheet.set_row(row, _height(line, _WIDTHS))
            for at, text in enumerate(line):
                sheet.write_string(row, at, text, style)
        sheet.freeze_panes(_HEADER_ROW + 1, 2)
        sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(told), len(TITLES) - 1)
        page(sheet, header_rows=(_HEADER_ROW, _HEADER_ROW))


def _height(texts: tuple[str, ...] | list[str], widths: tuple[int, ...] | list[int]) -> float:
    """Points that a line needs so that the longest of its cells shows whole."""
    wraps = (
        sum(-(-max(_letters(part), 1) // max(int(width * _LETTERS_A_UNIT), 1)) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(max(wraps) * _LINE_HEIGHT + 4, _TALLEST)


def _letters(text: str) -> int:
    """Width in letters: a Chinese character is as wide as two."""
    return sum(2 if ord(character) > 255 else 1 for character in text)
