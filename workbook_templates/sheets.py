"""Workbooks and worksheets as this project opens them."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet


class QuickWorksheet(Worksheet):
    """A worksheet that takes our formulas as they are.

    XlsxWriter looks through every formula for some forty functions newer than Excel
    2010; ours use none (a test holds it), and the search is half the time of a large
    master. Should a later version name this method otherwise, the search is merely back.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Book(xlsxwriter.Workbook):
    """A workbook in which text is text: nothing that a department wrote becomes a formula or a link."""

    def __init__(self, path: str):
        super().__init__(path, {"strings_to_formulas": False, "strings_to_urls": False})

    def add_worksheet(self, name: str | None = None, worksheet_class: Any = QuickWorksheet) -> Worksheet:
        """Add a sheet; see `QuickWorksheet`."""
        return super().add_worksheet(name, worksheet_class)
