"""Links that are written beside the cells: right place, odd file names, Excel's limits, other links on the sheet."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from workbook_templates import links, sheets
from workbook_templates.links import Link, location
from workbook_templates.master_origins import opening, table_options
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats


def written(path: Path, *wanted: Link, quick: bool = True) -> openpyxl.Workbook:
    """A sheet with a text, a table and the links."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "QUICK_LINKS", quick)
        with Book(str(path)) as book:
            sheet = book.add_worksheet("汇总")
            for link in wanted:
                sheet.link(link)
            for row in range(1, 6):
                sheet.write_string(row, 0, f"第{row}行")
            sheet.add_table(0, 0, 5, 0, table_options("表", ["名称"], Formats(book).header()))
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(
    "file", ["填报表-县教育局 - 副本.xlsx", "第 一批/a [1]#100%.xlsx", "人社局/100%25{x}^`.xlsx", "甲&乙'丙.xlsx"]
)
def test_a_link_leads_to_a_cell_of_any_file(file: str, quick: bool, tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", opening((2, 0), file, "表1 '主要' 指标", "K4"), quick=quick)
    cell = book["汇总"]["A3"]
    assert cell.value == "第2行"
    assert unquote(cell.hyperlink.target).replace("\\", "/") == f"../2_回收填报表/{file}"
    assert "#" not in cell.hyperlink.target
    assert cell.hyperlink.location == "'表1 ''主要'' 指标'!K4"
    assert list(book["汇总"].tables) == ["表"]


def test_a_file_in_an_archive_opens_the_archive(tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", opening((1, 0), "第一批.zip/内/填报表.xlsx", "封面", "C5"))
    link = book["汇总"]["A2"].hyperlink
    assert unquote(link.target).endswith("第一批.zip")
    assert link.location is None


def test_links_of_one_file_share_a_relationship(tmp_path: Path) -> None:
    wanted = [opening((row, 0), "甲.xlsx", "封面", f"C{row}") for row in range(1, 6)]
    book = written(tmp_path / "m.xlsx", *wanted, Link(1, 1, location("汇总", "A4"), "提示"))
    sheet = book["汇总"]
    assert [sheet[f"A{row + 1}"].hyperlink.location for row in range(1, 6)] == [f"'封面'!C{row}" for row in range(1, 6)]
    assert (sheet["B2"].hyperlink.location, sheet["B2"].hyperlink.tooltip) == ("'汇总'!A4", "提示")


def test_what_excel_cannot_take_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 2)
    too_long = opening((1, 0), "长" * 700 + ".xlsx", "封面", "C5")
    fine = [Link(row, 0, location("汇总", "A1"), "说" * 400) for row in range(2, 5)]
    sheet = written(tmp_path / "m.xlsx", too_long, *fine)["汇总"]
    assert [bool(sheet[f"A{row}"].hyperlink) for row in range(2, 6)] == [False, True, True, False]
    assert [sheet[f"A{row}"].value for row in range(2, 6)] == ["第1行", "第2行", "第3行", "第4行"]
    assert len(sheet["A3"].hyperlink.tooltip) <= 255
    assert links.MOST_LINKS < 65_530
