"""xls, et and ods: read when plain, with a note; otherwise xlsx is asked for."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import PROJECTS
from tests.office import _convert, needs_soffice
from tests.returns import check_files, sample_answers
from tests.validators.old_files import Grids, cell_record, grids_of, ods, ole, record, xls
from validators.check import layouts
from validators.extent import address_of
from validators.reader import RawReturn, read_return
from workbook_templates.form import write_form

WHO = "县交通局"


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good form."""
    path = tmp_path_factory.mktemp("填报表") / "好.xlsx"
    write_form(path, catalogue, WHO, KEY, sample_answers(catalogue, WHO))
    return path


def read(data: bytes, folder: Path, name: str = "表.xls") -> RawReturn:
    (folder / name).write_bytes(data)
    return read_return(folder / name, name, layouts())


@pytest.mark.parametrize("write", [xls, ods])
@pytest.mark.parametrize("name", ["表.xls", "表.et", "表.ods", "改名.xlsx", "表.wps"])
def test_a_form_saved_in_an_old_format_is_read_alike(
    form: Path, tmp_path: Path, write: Callable[[Grids], bytes], name: str
) -> None:
    raw, expected = read(write(grids_of(form)), tmp_path, name), read_return(form, "", layouts())
    assert raw.refusal is None
    assert (raw.meta, raw.tables) == (expected.meta, expected.tables)
    assert [(code, severity) for code, severity, *_ in raw.notices] == [("F116", "提示")]


@pytest.mark.parametrize("write", [xls, ods])
def test_the_note_reaches_the_findings_and_nothing_else_does(
    catalogue: Catalogue, form: Path, tmp_path: Path, write: Callable[[Grids], bytes]
) -> None:
    (tmp_path / "表.xls").write_bytes(write(grids_of(form)))
    (finding,) = check_files(catalogue, {"表.xls": tmp_path / "表.xls"}).findings
    assert (finding.code, finding.severity, finding.department, finding.file) == ("F116", "提示", WHO, "表.xls")


@pytest.mark.parametrize(("write", "error"), [(xls, b"\x17"), (ods, b"#REF!")], ids=["xls", "ods"])
def test_error_values_in_an_old_format(
    catalogue: Catalogue, form: Path, tmp_path: Path, write: Callable[[Grids], bytes], error: bytes
) -> None:
    grids, raw = grids_of(form), read_return(form, "", layouts()).tables[PROJECTS.name]
    cell = f"{raw.letters['累计完成投资(万元)']}{raw.rows[0][0]}"
    row, column = address_of(cell)
    grids[PROJECTS.sheet][row - 1][column - 1] = error
    (tmp_path / "表.xls").write_bytes(write(grids))
    found = [f for f in check_files(catalogue, {"表.xls": tmp_path / "表.xls"}).findings if f.severity == "错误"]
    assert [(f.code, f.cell, f.value) for f in found] == [("C107", cell, "#REF!")]


@pytest.mark.parametrize("write", [xls, ods])
def test_a_formula_without_a_result_in_an_old_format(
    catalogue: Catalogue, form: Path, tmp_path: Path, write: Callable[[Grids], bytes]
) -> None:
    grids, raw = grids_of(form), read_return(form, "", layouts()).tables[PROJECTS.name]
    cell = f"{raw.letters['累计完成投资(万元)']}{raw.rows[0][0]}"
    row, column = address_of(cell)
    grids[PROJECTS.sheet][row - 1][column - 1] = ...
    (tmp_path / "表.xls").write_bytes(write(grids))
    found = [f for f in check_files(catalogue, {"表.xls": tmp_path / "表.xls"}).findings if f.severity == "错误"]
    assert [(f.code, f.cell) for f in found] == [("C111", cell)]


def row_of_many(count: int) -> str:
    empty = f'<table:table-row table:number-rows-repeated="{count}"><table:table-cell/></table:table-row>'
    return empty + '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'


MANY_BLANKS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:style-name="a" table:number-columns-repeated="16384"/></table:table-row>'
)
WIDE = (
    '<table:table-row><table:table-cell table:number-columns-repeated="16000" office:value-type="float"'
    ' office:value="1"/></table:table-row>'
)
DEEP = WIDE.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">').replace("16000", "9")
REFUSED: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "很远的行.xls": (lambda form: xls(grids_of(form), cell_record(60_000, 1, "x")), "F111"),
    "谎报范围.xls": (
        lambda form: xls(grids_of(form), record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 255, 0))),
        "F111",
    ),
    "有密码.xls": (lambda form: xls(grids_of(form), record(0x2F, b"\x01\x00")), "F104"),
    "文字文档.wps": (lambda form: ole(bytes(5000), "WordDocument"), "F105"),
    "更早的格式.xls": (lambda form: ole(record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))), "F105"),
    "绕圈的扇区.xls": (lambda form: circular(xls(grids_of(form))), "F105"),
    "截断.xls": (lambda form: xls(grids_of(form))[:9000], "F105"),
    "很远的行.ods": (lambda form: ods(grids_of(form), row_of_many(1_048_000)), "F111"),
    "很远的列.ods": (lambda form: ods(grids_of(form), WIDE), "F111"),
    "重复百万行.ods": (lambda form: ods(grids_of(form), DEEP), "F111"),
    "残缺.ods": (lambda form: ods(grids_of(form), "<table:table-row>"), "F107"),
    "实体.ods": (lambda form: ods(grids_of(form), "<!DOCTYPE x>"), "F109"),
}


def circular(data: bytes) -> bytes:
    """Every sector's next one is the first."""
    table = data.index(struct.pack("<4I", 1, 2, 3, 4))
    return data[:table] + bytes(400) + data[table + 400 :]


@pytest.mark.parametrize("name", REFUSED)
def test_an_old_file_that_is_not_plain_is_refused(form: Path, tmp_path: Path, name: str) -> None:
    raw = read(REFUSED[name][0](form), tmp_path, name)
    assert raw.refusal is not None and raw.refusal[0] == REFUSED[name][1]


def test_blanks_repeated_a_million_times_are_harmless(form: Path, tmp_path: Path) -> None:
    raw = read(ods(grids_of(form), MANY_BLANKS), tmp_path, "表.ods")
    assert raw.refusal is None and raw.tables == read_return(form, "", layouts()).tables


@pytest.mark.office
@needs_soffice
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_what_libreoffice_saves(form: Path, tmp_path: Path, ending: str) -> None:
    path = _convert(form, tmp_path, ending, 120)
    raw, expected = read_return(path, "", layouts()), read_return(form, "", layouts())
    assert raw.refusal is None
    assert (raw.meta, raw.tables) == (expected.meta, expected.tables)
