"""Where everything stands in the form that a department gets today."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas.catalogue import Catalogue
from schemas.plan import rows_for
from schemas.tables import ASKED_TABLES, COVER, Table
from validators.normalise import display
from workbook_templates.form import with_added
from workbook_templates.form_page import COVER_FIRST_ROW, FIRST_ROW, HEADER_ROW
from workbook_templates.form_table import letters_of


@dataclass(frozen=True)
class Places:
    """A department's fresh form: the tables it has, each with its given rows, indexed by code (封面: one row)."""

    name: str
    rows: dict[Table, pd.DataFrame]

    @classmethod
    def of(cls, catalogue: Catalogue, name: str) -> Places:
        """As `fill_form` lays it out."""
        rows = {COVER: pd.DataFrame({"填报单位": [name]}, index=["封面"])}
        for table in ASKED_TABLES:
            given = rows_for(catalogue, table, name)
            if len(given):
                rows[table] = with_added(catalogue, table, given, name).set_index("编号", drop=False)
        return cls(name, rows)

    def place(self, table: Table, code: str, title: str) -> tuple[str, str] | None:
        """(sheet, cell) of an answer; its header where no row is meant, the row's first answer where no column is."""
        if table not in self.rows or (title and title not in table.by_title):
            return None
        if table is COVER:
            return (COVER.sheet, f"C{COVER_FIRST_ROW + list(COVER.by_title).index(title) + 1}") if title else None
        codes = self.rows[table].index.tolist()
        if code and code not in codes:
            return None
        letter = letters_of(table)[title or table.answers[0].title]
        row = FIRST_ROW + codes.index(code) if code else HEADER_ROW
        return table.sheet, f"{letter}{row + 1}"

    def subject(self, table: Table | None, code: str) -> str:
        """A row as a person knows it: code and name."""
        if table is None or table not in self.rows or code not in self.rows[table].index:
            return code
        return f"{code} {display(self.rows[table].at[code, table.label])}".strip()
