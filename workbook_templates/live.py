"""Computed columns as live formulas with the values that they will show cached beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas import language
from schemas.columns import Column
from schemas.compute import deciding_column, variants

REFERENCE = "参照指标"
# Stand for the row and for the rows to look up in while a formula is compiled.
_ROW, _SHEET, _FIRST, _LAST, _COLUMN = "\x00", "\x01", "\x02", "\x03", "\x04"
_NAMED = re.compile(f"{_COLUMN}(.+?){_COLUMN}")


@dataclass(frozen=True)
class Area:
    """Rows that formulas look up in: Excel rows `first` to `last` of a sheet ("" is the formula's own).

    `letters`: its column letters by title, where they are not those of the formula's own sheet.
    """

    first: int
    last: int
    sheet: str = ""
    letters: Mapping[str, str] | None = None


class LiveColumns:
    """The formulas of a table's computed columns for a given layout; compiled once, filled in per row.

    Args:
        columns: the table's columns.
        letters: column letters of each title on the sheet.
        own: the table's own rows.
        references: row code → the area that holds that row, where it is not the table's own.
        values: what 参数(…) stands for.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        letters: Mapping[str, str],
        own: Area,
        values: Mapping[str, Any],
        references: Mapping[str, Area] | None = None,
    ):
        self._own, self._references, self._letters = own, references or {}, letters
        kinds = {column.title: column.kind for column in columns}

        def cell(title: str) -> str:
            return f"${letters[title]}{_ROW}"

        def column_range(title: str) -> str:
            letter = f"{_COLUMN}{title}{_COLUMN}"
            return f"{_SHEET}${letter}${_FIRST}:${letter}${_LAST}"

        self._pieces: dict[tuple[str, str, int, int], tuple[str, ...]] = {}
        self._formulas: dict[str, tuple[str | None, dict[str | None, str]]] = {}
        for column in columns:
            if column.role == "computed":
                decided_by = deciding_column(column) if isinstance(column.formula, tuple) else None
                self._formulas[column.title] = (
                    decided_by,
                    {
                        value: language.to_excel(expression, cell, values, column_range)
                        for value, expression in variants(column, kinds)
                    },
                )

    def formula(self, title: str, row: int, decide: Callable[[str], Any]) -> str | None:
        """The formula of a computed cell; None where the row's kind has none.

        Args:
            row: Excel row number.
            decide: gives the row's value of the deciding column.
        """
        pieces = self.pieces(title, decide)
        return None if pieces is None else f"={str(row).join(pieces)}"

    def deciding(self) -> list[str]:
        """The columns whose values decide what formulas a row has."""
        return list(dict.fromkeys([*(by for by, _ in self._formulas.values() if by), REFERENCE]))

    def pieces(self, title: str, decide: Callable[[str], Any]) -> tuple[str, ...] | None:
        """The formula of a computed cell without "=", cut where its row number goes; None without formula."""
        decided_by, formulas = self._formulas[title]
        text = formulas.get(decide(decided_by) if decided_by else None)
        if not text:
            return None
        if _SHEET in text:
            area = self._references.get(str(decide(REFERENCE)), self._own)
            return self._cut(text, area)
        return self._cut(text, self._own)

    def _cut(self, text: str, area: Area) -> tuple[str, ...]:
        """A compiled formula cut where its row number goes, the very same object for every row that has it."""
        key = text, area.sheet, area.first, area.last
        if key not in self._pieces:
            prefix = f"'{area.sheet}'!" if area.sheet else ""
            letters = area.letters or self._letters
            text = _NAMED.sub(lambda found: letters[found[1]], text)
            text = text.replace(_SHEET, prefix).replace(_FIRST, str(area.first)).replace(_LAST, str(area.last))
            self._pieces[key] = tuple(text.split(_ROW))
        return self._pieces[key]
