"""What the lean form of a workbook leaves out must change nothing that is read, and hide nothing from the look."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from tests.returns import sample_answers
from tests.validators.odd_files import SHEET, repacked, with_rows
from validators import lean
from validators.check import layouts
from validators.lean import lean_sheet
from validators.reader import RawReturn, read_return
from workbook_templates.form import write_form

SPELLINGS = {
    "公式带结果": b'<c r="B90"><f>1+1</f><v>2</v></c>',
    "公式结果是文字": b'<c r="B90" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>',
    "公式结果是空文字": b'<c r="B90" t="str"><f>""</f><v></v></c>',
    "公式没有结果": b'<c r="B90"><f>1+1</f><v></v></c><c r="C90"><f>A1</f></c><c r="D90"><f>A1</f><v/></c>',
    "共享公式": b'<c r="B90"><f t="shared" ref="B90:C90" si="0">A1</f><v>7</v></c>'
    b'<c r="C90"><f t="shared" si="0"/><v>8</v></c><c r="D90"><f t="shared" si="0"/></c>',
    "公式结果是错误值": b'<c r="B90" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    "换行和空格": b'<c r="B90"> <f>\n1 </f> <v> 5 </v> </c>',
    "注释": b'<!-- <c r="C90"><v>1</v></c> --><c r="B90"><f>1</f><v>1</v></c>',
    "公式里有大于号": b'<c r="B90"><f ca="1">IF(A1>0,1,2)</f><v>1</v></c>',
}


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good form."""
    path = tmp_path_factory.mktemp("填报表") / "好.xlsx"
    write_form(path, catalogue, "县民政局", KEY, sample_answers(catalogue, "县民政局"))
    return path


def read(path: Path) -> RawReturn:
    return read_return(path, path.name, layouts())


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_same_is_read_of_a_lean_sheet(
    form: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(with_rows(form, b'<row r="90">%b</row>' % SPELLINGS[name]))
    quickly = read(path)
    monkeypatch.setattr(lean, "MOST", 0)
    assert quickly == read(path)
    assert quickly.refusal is None


def test_merged_cells_are_found_in_a_lean_sheet(form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.xlsx"
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="K4:L6"/></mergeCells>'
    path.write_bytes(repacked(form, lambda name, data: data.replace(b"</sheetData>", merge)))
    quickly = read(path)
    assert quickly.tables["重大任务"].merged == [(4, 6, 11, 12)]
    monkeypatch.setattr(lean, "MOST", 0)
    assert quickly == read(path)


def test_a_lean_sheet_has_no_formula_that_has_a_result() -> None:
    start = b'<?xml version="1.0"?>\n<worksheet xmlns="x">'
    sheet = start + b'<cols/><sheetData><row r="1">%b</row></sheetData><tail/></worksheet>'
    cells = b'<c r="A1"><f>1</f><v>2</v></c><c r="B1"><f>1</f></c>'
    assert lean_sheet(sheet % cells) == (
        start + b'<mergeCells></mergeCells><sheetData><row r="1">'
        b'<c r="A1"><v>2</v></c><c r="B1"><f>1</f></c></row></sheetData></worksheet>'
    )


UNUSUAL = {
    "没有单元格": b"<worksheet><sheetData/></worksheet>",
    "带前缀": b'<x:worksheet><sheetData><c r="A1"><f>1</f><v>1</v></c></sheetData></x:worksheet>',
    "注释": b"<worksheet><sheetData><!-- <sheetData> --></sheetData></worksheet>",
    "两处单元格": b"<worksheet><sheetData></sheetData><sheetData></sheetData></worksheet>",
    "前面有声明": b"<!DOCTYPE a><worksheet><sheetData></sheetData></worksheet>",
    "后面有声明": b"<worksheet><sheetData></sheetData><!ENTITY a></worksheet>",
    "颠倒": b"</sheetData><worksheet><sheetData>",
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_a_sheet_that_is_spelled_unusually_stays_as_it_is(name: str) -> None:
    assert lean_sheet(UNUSUAL[name]) == UNUSUAL[name]


def test_what_stands_in_another_kind_of_part_cannot_reach_the_reader(form: Path, tmp_path: Path) -> None:
    """The reader opens whatever part the workbook names as a sheet, by any ending."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    moved = SHEET.replace(".xml", ".dat")

    def elsewhere(name: str, data: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            return data.replace(SHEET.removeprefix("xl/").encode(), moved.removeprefix("xl/").encode())
        return data

    with_sheet = re.sub(b"</sheetData>", far, _part(form, SHEET))
    (tmp_path / "表.xlsx").write_bytes(repacked(form, elsewhere, **{moved: with_sheet}))
    refusal = read(tmp_path / "表.xlsx").refusal
    assert refusal is not None and refusal[0] == "F111"


def _part(form: Path, name: str) -> bytes:
    with zipfile.ZipFile(form) as archive:
        return archive.read(name)
