"""Our worksheets skip XlsxWriter's search for new functions: none of our formulas has any."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from consolidate import consolidate
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from validators.workspace import Workspace
from workbook_templates.form import write_form
from workbook_templates.workspace_template import create


@pytest.mark.slow
def test_formulas_are_what_xlsxwriter_would_have_written(catalogue: Catalogue, tmp_path: Path) -> None:
    create(tmp_path / "w", sample=True)
    master = consolidate(Workspace.open(tmp_path / "w")).master
    form = tmp_path / "f.xlsx"
    write_form(form, catalogue, "县农业农村局", KEY)
    seen = set()
    for path in (master, form):
        for sheet in openpyxl.load_workbook(path).worksheets:
            seen |= {c.value for line in sheet.iter_rows() for c in line if c.data_type == "f"}
    assert len(seen) > 1000
    assert hasattr(Worksheet, "_prepare_formula"), "XlsxWriter has renamed the method that QuickWorksheet replaces"
    for formula in seen:
        assert Worksheet()._prepare_formula(formula) == formula.removeprefix("=")
