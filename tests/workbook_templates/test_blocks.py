"""Blocks of cells are the same file, byte for byte, as the same cells written one by one."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from samples.workspace import KEY
from validators.check import check
from validators.workspace import Workspace
from workbook_templates import sheets
from workbook_templates.blocks import Cells, Formulas, Live, Numbers, Texts, Various
from workbook_templates.master import write_master
from workbook_templates.pages import Pages
from workbook_templates.sheets import Book, QuickWorksheet
from workbook_templates.styles import Formats
from workbook_templates.workspace_template import create

LINK = re.compile("<hyperlink [^>]*>")
Fill = Callable[[Book, Formats], None]


@contextmanager
def way(*, quick: bool) -> Iterator[None]:
    """Write blocks as such, or cell by cell; with formats numbered as they are made, not as they are first met."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "QUICK", quick)
        make = Workbook.add_format

        def numbered(self: Workbook, properties: Mapping[str, Any] | None = None) -> Format:
            style = make(self, properties)
            style._get_xf_index()
            return style

        patch.setattr(Workbook, "add_format", numbered)
        yield


def written(path: Path, fill: Fill, *, quick: bool) -> Path:
    with way(quick=quick), Book(str(path)) as book:
        book.set_properties({"created": datetime(2023, 1, 1)})
        fill(book, Formats(book))
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def assert_same(tmp_path: Path, fill: Fill) -> Path:
    fast, slow = (written(tmp_path / f"{quick}.xlsx", fill, quick=quick) for quick in (True, False))
    assert parts(fast) == parts(slow)
    return fast


def seen(path: Path) -> dict[str, Any]:
    """The parts of a workbook with texts and targets in place of their numbers: links number these otherwise."""
    found: dict[str, Any] = {name: data.decode("utf-8", "replace") for name, data in parts(path).items()}
    strings = re.findall("<si>.*?</si>", found.pop("xl/sharedStrings.xml"), re.DOTALL)
    relations = {name: found.pop(name) for name in list(found) if name.startswith("xl/worksheets/_rels/")}
    for name in [name for name in found if name.startswith("xl/worksheets/")]:
        told = ElementTree.fromstring(relations.get(f"{name.replace('sheets/', 'sheets/_rels/')}.rels", "<none/>"))
        targets = {relation.get("Id"): relation.get("Target") for relation in told}
        links = [ElementTree.fromstring(f'<a xmlns:r="r">{link}</a>')[0] for link in LINK.findall(found[name])]
        shown = [(a.get("ref"), targets.get(a.get("{r}id")), a.get("location"), a.get("tooltip")) for a in links]
        sheet = re.sub(r' t="s"><v>(\d+)<', lambda match: f">{strings[int(match[1])]}<", LINK.sub("", found[name]))
        sheet = re.sub(r'r:id="(\w+)"', lambda match, to=targets: f'r:id="{to[match[1]]}"', sheet)  # type: ignore[misc]
        found[name] = (sheet, sorted(shown, key=str))
    return found


def cells(path: Path, sheet: str) -> list[list[object]]:
    return [[c.value for c in line] for line in openpyxl.load_workbook(path)[sheet].iter_rows()]


TEXTS = ["=1+1", "@x", None, "融水 & <县>", "", math.nan, "  blank edges ", "_x0041_", "bell\x07", "<r>粗</r>", "=1+1"]


def test_every_kind_of_cell(tmp_path: Path) -> None:
    def fill(book: Book, formats: Formats) -> None:
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, "标题", formats.title())
        plain, centred, number = formats.boxed(), formats.boxed(align="center"), formats.boxed(num_format="0.00")
        numbers = [1.0, -0.0, math.nan, 1e-9, 1 / 3, 123456789012345678.0, 0.1 + 0.2, 5, 6, 7, 8]
        formula: list[tuple[str, ...] | None] = [("A", "+B", '&"<"'), None] * 5 + [("1",)]
        cached = ["词<", None, "", None, math.nan, None, 2.5, None, "#N/A", None, 0]
        sheet.set_row(4, 40)
        mixed = [Live("=1<2", "是&"), 3, None, math.nan, "=x", Live("=A1", math.nan), 2.5, "", Live("=B1", 4), "y", 0]
        columns: list[Cells] = [
            Texts(TEXTS, plain, centred),
            Numbers(numbers, number),
            Formulas(formula, cached, plain),
        ]
        columns.append(Various(mixed, [centred, number] * 5 + [plain]))
        end = sheet.write_block(2, 1, [*columns, Texts(TEXTS, plain, gaps=True)], [0, 1] * 5 + [1])
        sheet.write_blank(3, 2, None, centred)  # on top of a block's cell
        sheet.write_string(5, 8, "right of it")
        sheet.write_comment(6, 2, "note")
        sheet.write_block(end + 1, 0, [Texts(["below"], plain)])
        sheet.write_block(end + 2, 0, [Texts([], plain)])

    path = assert_same(tmp_path, fill)
    rows = cells(path, "表")
    assert [row[1] for row in rows[2:13]] == [
        "=1+1", "@x", None, "融水 & <县>", "", None, "  blank edges ", "_x0041_", "bell_x0007_", "<r>粗</r>", "=1+1"
    ]  # fmt: skip
    assert [row[2] for row in rows[2:6]] == [1, None, None, 1e-9]
    assert rows[2][3] == '=A3+B3&"<"'
    assert [row[4] for row in rows[2:13]] == ["=1<2", 3, None, None, "=x", "=A1", 2.5, "", "=B1", "y", 0]
    assert rows[5][8] == "right of it"
    assert rows[14][0] == "below"
    styles = [openpyxl.load_workbook(path)["表"].cell(row, 2).alignment.horizontal for row in (3, 4, 5, 13)]
    assert styles == [None, "center", None, "center"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(TEXTS),
            st.floats(allow_infinity=False),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_any_rows(tmp_path: Path, rows: list[tuple[str | None, float, int]]) -> None:
    def fill(book: Book, formats: Formats) -> None:
        styles = [formats.boxed(font_size=size) for size in (8, 9, 10)]
        texts, numbers, which = zip(*rows, strict=True)
        sheet = book.add_worksheet()
        columns = [Texts(texts, *styles), Numbers(numbers, styles[0]), Texts(texts[::-1], styles[1])]
        sheet.write_block(0, 0, columns, which)

    assert_same(tmp_path, fill)


@pytest.mark.parametrize("last", ["字", "😀"])
def test_text_over_the_limit_of_a_cell_is_cut_as_excel_counts(tmp_path: Path, last: str) -> None:
    long = "长" * 32766 + last + "尾"

    def fill(book: Book, formats: Formats) -> None:
        sheet = book.add_worksheet("表")
        sheet.write_block(0, 0, [Texts([long, "短"], formats.boxed())])

    path = assert_same(tmp_path, fill)
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("表").to_python()
    assert read == [["长" * 32766 + ("字" if last == "字" else "")], ["短"]]


def test_rows_beyond_the_sheet_are_refused_rather_than_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    with Book(str(tmp_path / "x.xlsx")) as book, pytest.raises(ValueError, match="do not fit"):
        book.add_worksheet().write_block(1, 0, [Texts(["a", "b", "c"], Formats(book).boxed())])


@pytest.mark.parametrize("count", [0, 1, 5, 6, 7, 20])
def test_a_long_list_goes_on_on_the_next_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Eight rows a sheet: a title, then a table with a header of its own, then another."""
    monkeypatch.setattr(sheets, "MAX_ROWS", 8)

    def fill(book: Book, formats: Formats) -> None:
        def begin(sheet: QuickWorksheet) -> int:
            sheet.write(0, 0, "数据来源")
            return 1

        def head(sheet: QuickWorksheet, row: int) -> int:
            sheet.write(row, 0, "编号")
            return row + 1

        ends: list[int] = []
        pages = Pages(book, "数据来源", begin, lambda sheet, end: ends.append(end))
        for letter in "AB":
            codes = [f"{letter}{n}" for n in range(count)]
            styles = formats.boxed(), formats.boxed(bold=True)
            pages.write(
                [Texts(codes, *styles)], [n % 2 for n in range(count)], [15.0 * (n % 3 + 2) for n in range(count)], head
            )
        pages.close()
        assert all(end <= 8 for end in ends)
        assert len(ends) == len(book.worksheets())

    path = assert_same(tmp_path, fill)
    book = openpyxl.load_workbook(path)
    numbered = [f"数据来源({n})" for n in range(2, len(book.sheetnames) + 1)]
    assert book.sheetnames == ["数据来源", *numbered]
    lines = [(str(c.value), c.font.bold, s.row_dimensions[c.row].height) for s in book for c in s["A"]]
    expected = [(f"{t}{n}", n % 2 == 1, 15.0 * (n % 3 + 2)) for t in "AB" for n in range(count)]
    assert [line for line in lines if line[0] not in ("数据来源", "编号")] == expected
    for sheet in book:
        column = [cell.value for cell in sheet["A"]]
        assert column[0] == "数据来源"
        assert column[-1] != "编号", "a header without a row"
        assert count == 0 or column[1] == "编号"


@pytest.mark.slow
def test_the_sample_master_is_the_same_both_ways(tmp_path: Path) -> None:
    create(tmp_path / "w", sample=True)
    workspace = Workspace.open(tmp_path / "w")
    checked = check(workspace.catalogue(), workspace.returned(), KEY)
    assert any(finding.severity == "错误" for finding in checked.findings)
    assert sheets.QUICK, "this version of XlsxWriter is not among those that are trusted"
    for quick in (True, False):
        with way(quick=quick):
            write_master(tmp_path / f"{quick}.xlsx", checked)
    quick, slow = (seen(tmp_path / f"{quick}.xlsx") for quick in (True, False))
    assert list(quick) == list(slow)
    assert [name for name in quick if quick[name] != slow[name]] == []
