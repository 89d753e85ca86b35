"""May this file be opened? Every odd file is refused for the right reason before a reader sees it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.tables import TASKS
from tests.returns import sample_answers
from tests.validators import odd_files
from tests.validators.odd_files import ODD, SHEET, repacked, with_rows
from validators import intake, reader
from validators.check import layouts
from validators.extent import column_letters, column_number
from validators.intake import Refused, is_candidate, look
from validators.reader import RawReturn, read_return
from workbook_templates.form import write_form


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good form."""
    path = tmp_path_factory.mktemp("填报表") / "好.xlsx"
    write_form(path, catalogue, "县民政局", KEY, sample_answers(catalogue, "县民政局"))
    return path


def read(path: Path) -> RawReturn:
    return read_return(path, path.name, layouts())


def read_bytes(data: bytes, tmp_path: Path) -> RawReturn:
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_refused_with_its_code(form: Path, tmp_path: Path, name: str) -> None:
    raw = read(odd_files.write(form, tmp_path, name))
    assert raw.refusal is not None
    code, message, suggestion = raw.refusal
    assert code == ODD[name][1]
    assert raw.tables == {}
    for sentence in (message, suggestion):
        assert sentence.endswith("。") and re.search(r"[一-鿿]", sentence)


def test_the_temporary_file_that_excel_leaves(form: Path, tmp_path: Path) -> None:
    raw = read(Path(shutil.copy(form, tmp_path / "~$填报表.xlsx")))
    assert raw.refusal is not None and raw.refusal[0] == "F101"


def test_a_file_that_is_too_large(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILE", 1000)
    with pytest.raises(Refused) as caught:
        look(form)
    assert caught.value.code == "F103"


def test_a_file_that_inflates_to_too_much(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_INFLATED", 1000)
    with pytest.raises(Refused) as caught:
        look(form)
    assert caught.value.code == "F108"


def test_the_file_is_never_written_to(form: Path, tmp_path: Path) -> None:
    for name in ODD:
        path = odd_files.write(form, tmp_path, name)
        path.chmod(0o444)
        before, stat = path.read_bytes(), path.stat()
        read(path)
        assert path.read_bytes() == before
        assert path.stat().st_mtime_ns == stat.st_mtime_ns
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(ODD)


# ---------------------------------------------------------------- what is fine

FINE: dict[str, Callable[[Path], bytes]] = {
    "原样": lambda form: form.read_bytes(),
    "不压缩": odd_files.stored,
    "带宏": lambda form: repacked(form, **{"xl/vbaProject.bin": b"\x00"}),
    "带图片": lambda form: repacked(form, **{"xl/media/image1.png": bytes(100_000)}),
    "谎报范围": lambda form: repacked(
        form, lambda name, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)
    ),
    "很远的空单元格只有格式": lambda form: with_rows(form, b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "整列都有格式": lambda form: with_rows(form, b'<row r="1048576" s="1" customFormat="1" ht="20"/>'),
    "没有样式": lambda form: odd_files.without(form, "xl/styles.xml"),
    "没有内容类型": lambda form: odd_files.without(form, "[Content_Types].xml"),
    "第两万行": lambda form: with_rows(form, b'<row r="20000"><c r="B20000"><v>1</v></c></row>'),
}


@pytest.mark.parametrize("name", FINE)
def test_an_unusual_file_that_is_fine(form: Path, tmp_path: Path, name: str) -> None:
    raw = read_bytes(FINE[name](form), tmp_path)
    assert raw.refusal is None
    assert raw.meta["部门"] == "县民政局"
    assert raw.tables["重大任务"] == read(form).tables["重大任务"]


# The reader makes a grid down to the farthest cell: one that the look misses costs it hundreds of gigabytes.
SPELLINGS: dict[str, bytes] = {
    "双引号": odd_files.FAR,
    "单引号": odd_files.FAR.replace(b'"', b"'"),
    "小写列号": odd_files.FAR.replace(b"XFD", b"xfd"),
    "等号两边有空格": odd_files.FAR.replace(b"r=", b"r = "),
    "属性值里有大于号": odd_files.FAR.replace(b"<c ", b'<c note=">" '),
    "带前缀": odd_files.FAR.replace(b"c ", b'x:c xmlns:x="' + odd_files.MAIN + b'" ').replace(b"/c>", b"/x:c>"),
    "不写单元格地址": b'<row r="1048576">' + b"<c><v>1</v></c>" * 400 + b"</row>",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_far_away_cell_is_seen_however_it_is_spelled(form: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "远.xlsx").write_bytes(with_rows(form, SPELLINGS[name]))
    with pytest.raises(Refused):
        look(tmp_path / "远.xlsx")


def test_a_far_away_cell_is_seen_wherever_its_sheet_is_kept(form: Path, tmp_path: Path) -> None:
    """A part's name is free: the workbook's relations say where a sheet is."""
    moved = with_rows(form, odd_files.FAR).replace(b"xl/worksheets/sheet1.xml", b"xl/wooksheets/sheet1.xml")
    (tmp_path / "远.xlsx").write_bytes(moved)
    with pytest.raises(Refused):
        look(tmp_path / "远.xlsx")


def test_the_look_knows_macros_and_the_fingerprint(form: Path, tmp_path: Path) -> None:
    assert not look(form).has_macros
    (tmp_path / "宏.xlsm").write_bytes(repacked(form, **{"xl/vbaProject.bin": b"\x00"}))
    assert look(tmp_path / "宏.xlsm").has_macros
    assert look(form).sha256 == look(Path(shutil.copy(form, tmp_path / "副本.xlsx"))).sha256


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [b'<row r="%d" s="1" customFormat="1" ht="20"/>', b'<row r="%d"><c r="B%d" s="1"/></row>'], ids=["行", "格"]
)
def test_a_million_styled_empty_rows_are_fine(form: Path, tmp_path: Path, row: bytes) -> None:
    many = b"".join(row % ((n,) * row.count(b"%d")) for n in range(200, 1_048_576))
    raw = read_bytes(with_rows(form, many), tmp_path)
    assert raw.refusal is None and raw.tables["重大任务"] == read(form).tables["重大任务"]


NOTED: dict[str, tuple[dict[str, bytes], str]] = {
    "宏": ({"xl/vbaProject.bin": b"\x00"}, "F117"),
    "旧式宏表": ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "F117"),
    "外部链接": ({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}, "F118"),
    "嵌入对象": ({"xl/embeddings/oleObject1.bin": b"\x00"}, "F119"),
    "控件": ({"xl/activeX/activeX1.xml": b"<x/>"}, "F119"),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_is_read_all_the_same_is_noted(form: Path, tmp_path: Path, name: str) -> None:
    more, code = NOTED[name]
    raw = read_bytes(repacked(form, **more), tmp_path)
    assert raw.refusal is None and raw.tables == read(form).tables
    assert [(found, severity) for found, severity, *_ in raw.notices] == [(code, "提示")]


def test_a_good_form_is_not_noted(form: Path) -> None:
    assert read(form).notices == []


def test_a_sheet_whose_part_is_missing_costs_only_itself(form: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(form)
    part = f"xl/worksheets/sheet{book.sheetnames.index(TASKS.sheet) + 1}.xml"
    raw = read_bytes(odd_files.without(form, part), tmp_path)
    assert raw.refusal is None
    assert set(raw.tables) == set(read(form).tables) - {TASKS.name}


def test_grids_that_are_too_large_together(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MOST_CELLS", 100)
    raw = read(form)
    assert raw.refusal is not None and raw.refusal[0] == "F111"


def test_the_look_finds_error_values(form: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(
        with_rows(
            form,
            b'<row r="90"><c r="B90" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C90" s="3" t="e"><v>#REF!</v></c>'
            b'<c r="D90"><v>1</v></c></row>',
        )
    )
    assert look(tmp_path / "a.xlsx").error_cells == {SHEET: {"B90": "#DIV/0!", "C90": "#REF!"}}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("填报表.xlsx", True),
        ("照片.jpg", True),
        ("~$填报表.xlsx", True),
        (".DS_Store", False),
        ("Thumbs.db", False),
        ("desktop.ini", False),
        (".~lock.填报表.xlsx#", False),
    ],
)
def test_the_system_s_own_files_are_no_returns(name: str, counts: bool) -> None:
    assert is_candidate(Path("2_回收填报表") / name) is counts


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_column_letters(letters: str, number: int) -> None:
    assert (column_letters(number), column_number(letters)) == (letters, number)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("填报表.xlsx - 快捷方式.lnk", b"L\0\0\0" + bytes(60), "这是快捷方式，不是填报表。"),
        ("回复.eml", b"From: a@example.com\n\n", "这是保存下来的邮件，没有读取里面的附件。"),
        ("回复.msg", odd_files.OLE + bytes(4096), "这是保存下来的邮件，没有读取里面的附件。"),
        (
            "说明.wps",
            odd_files.OLE + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(4096),
            "文件是文字文档（doc或wps），不是填报表。",
        ),
    ],
    ids=["shortcut", "letter", "Outlook", "text"],
)
def test_what_lies_in_a_form_s_stead_is_called_by_its_name(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused) as refused:
        look(tmp_path / name)
    assert refused.value.message == said
