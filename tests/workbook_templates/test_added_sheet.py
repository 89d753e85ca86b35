"""补充事项: rows that departments added, each with its place; what passes a sheet's last row goes on in the next."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import TASKS
from tests.returns import check_files, edit, sample_answers
from workbook_templates import sheets
from workbook_templates.form import write_form
from workbook_templates.master_tables import HEADER_ROW
from workbook_templates.master_texts import write_added_sheet
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats

DEPARTMENTS = ("县民政局", "县教育局", "县水利局", "县林业局")


def add_task(book: Workbook) -> None:
    """Fill in the first 补充 row of the tasks."""
    sheet = book[TASKS.sheet]
    at = {cell.value: cell.column for cell in sheet[HEADER_ROW + 1]}
    row = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("补充"))
    told = {"任务内容": "建设游步道", "进展状态": "按进度推进", "政策措施": "印发全县实施方案"}
    for title, value in told.items():
        sheet.cell(row, at[title]).value = value


@pytest.mark.parametrize(("most", "names"), [(1_048_576, ["补充事项"]), (6, ["补充事项", "补充事项(2)"])])
def test_no_added_row_is_dropped(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, names: list[str]
) -> None:
    files = {}
    for department in DEPARTMENTS:
        path = tmp_path / f"{department}.xlsx"
        write_form(path, catalogue, department, KEY, sample_answers(catalogue, department))
        files[path.name] = edit(path, add_task)
    checked = check_files(catalogue, files)
    monkeypatch.setattr(sheets, "MAX_ROWS", most)
    with Book(str(tmp_path / "x.xlsx")) as book:
        write_added_sheet(book, Formats(book), checked)
    written = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert written.sheetnames == names
    lines = [line for sheet in written for line in sheet.iter_rows(values_only=True) if "建设游步道" in line]
    assert [line[0] for line in lines] == [f"{department}-补充1" for department in DEPARTMENTS]
    assert all(f"{department}.xlsx" in line for department, line in zip(DEPARTMENTS, lines, strict=True))
    for sheet in written:
        titles = [line for line in sheet.iter_rows(values_only=True) if line[0] == "编号"]
        assert len(titles) == 1, "every sheet has its header"
