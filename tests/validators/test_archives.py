"""Zip archives as mail programs pack them: each file in them is a file of its own."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from samples.workspace import KEY
from schemas.catalogue import Catalogue
from tests.returns import sample_answers
from tests.validators.odd_files import archive, encrypted_part
from validators import archives
from validators.check import check, layouts
from validators.intake import look
from validators.pool import read_all
from workbook_templates.form import write_form

WHO = "县民政局"


@pytest.fixture(scope="module")
def form(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good form."""
    path = tmp_path_factory.mktemp("填报表") / "好.xlsx"
    write_form(path, catalogue, WHO, KEY, sample_answers(catalogue, WHO))
    return path


def in_gbk(**parts: bytes) -> bytes:
    """A zip whose names are GBK without saying so, as Chinese mail programs write it."""
    fillers = [chr(ord("a") + at) * len(name.encode("gbk")) for at, name in enumerate(parts)]
    data = archive(**dict(zip(fillers, parts.values(), strict=True)))
    for filler, name in zip(fillers, parts, strict=True):
        data = data.replace(filler.encode(), name.encode("gbk"))
    return data


def flipped(data: bytes) -> bytes:
    """One byte in the middle changed."""
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]


def labels(data: bytes, folder: Path, name: str = "包.zip") -> list[str]:
    (folder / name).write_bytes(data)
    return archives.members(folder / name)


PACKED: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "UTF-8": (lambda form: archive(**{"民政局.xlsx": form}), ["民政局.xlsx"]),
    "GBK": (lambda form: in_gbk(**{"县民政局.xlsx": form}), ["县民政局.xlsx"]),
    "文件夹": (lambda form: archive(**{"附件/": b"", "附件/民政局.xlsx": form}), ["附件/民政局.xlsx"]),
    "反斜杠": (lambda form: archive(**{"附件\\民政局.xlsx": form}), ["附件/民政局.xlsx"]),
    "系统文件": (
        lambda form: archive(**{"a.xlsx": form, "__MACOSX/._a.xlsx": b"x", ".DS_Store": b"x", "附/Thumbs.db": b"x"}),
        ["a.xlsx"],
    ),
    "上级目录": (
        lambda form: archive(**{"../../etc/a.xlsx": form, "/b.xlsx": form, "C:/c.xlsx": form}),
        ["etc/a.xlsx", "b.xlsx", "c.xlsx"],
    ),
    "包中包": (
        lambda form: archive(**{"内.zip": archive(**{"a.xlsx": form}), "b.xlsx": form}),
        ["内.zip/a.xlsx", "b.xlsx"],
    ),
    "包中包中包": (
        lambda form: archive(**{"内.zip": archive(**{"再内.zip": archive(**{"a.xlsx": form})})}),
        ["内.zip/再内.zip"],
    ),
    "空包": (lambda form: archive(), []),
    "工作簿": (lambda form: form, []),
    "损坏": (lambda form: archive(**{"a.xlsx": form})[:-40], []),
}


@pytest.mark.parametrize("name", PACKED)
def test_what_is_in_an_archive(form: Path, tmp_path: Path, name: str) -> None:
    make, expected = PACKED[name]
    assert labels(make(form.read_bytes()), tmp_path) == expected


def test_the_same_name_twice(form: Path, tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as new, pytest.warns(UserWarning):
        new.writestr("a.xlsx", form.read_bytes())
        new.writestr("a.xlsx", b"")
    assert labels(out.getvalue(), tmp_path) == ["a.xlsx", "a.xlsx（2）"]
    assert look(tmp_path / "包.zip" / "a.xlsx").data == form.read_bytes()


@pytest.mark.parametrize("name", [name for name, (_, found) in PACKED.items() if found and name != "包中包中包"])
def test_members_are_read_like_files(form: Path, tmp_path: Path, name: str) -> None:
    make, expected = PACKED[name]
    (tmp_path / "包.zip").write_bytes(make(form.read_bytes()))
    raws = read_all([(tmp_path / "包.zip", "包.zip")], layouts())
    assert [(raw.file, raw.refusal, raw.meta.get("部门")) for raw in raws] == [
        (f"包.zip/{label}", None, WHO) for label in expected
    ]


REFUSED: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "包中包中包": (PACKED["包中包中包"][0], "包.zip/内.zip/再内.zip", "F115"),
    "空包": (lambda form: archive(), "包.zip", "F106"),
    "损坏": (PACKED["损坏"][0], "包.zip", "F107"),
    "照片": (lambda form: archive(**{"a.jpg": b"\xff\xd8"}), "包.zip/a.jpg", "F120"),
    "说明": (lambda form: archive(**{"说明.TXT": "见附件".encode()}), "包.zip/说明.TXT", "F120"),
    "空的说明": (lambda form: archive(**{"说明.txt": b""}), "包.zip/说明.txt", "F120"),
    "文档": (
        lambda form: archive(**{"报告.docx": archive(**{"word/document.xml": b"<w/>"})}),
        "包.zip/报告.docx",
        "F120",
    ),
    "不明文件": (lambda form: archive(**{"表": b"abc"}), "包.zip/表", "F106"),
    "空文件": (lambda form: archive(**{"a.xlsx": b""}), "包.zip/a.xlsx", "F102"),
    "临时文件": (lambda form: archive(**{"附/~$a.xlsx": b"x"}), "包.zip/附/~$a.xlsx", "F101"),
    "有密码": (lambda form: encrypted_part(Path(), "a.xlsx"), "包.zip/a.xlsx", "F104"),
    "炸弹": (lambda form: archive(**{"a.xlsx": bytes(30_000_000)}), "包.zip", "F108"),
    "文件太多": (lambda form: archive(**{f"{n}.xlsx": b"x" for n in range(400)}), "包.zip", "F108"),
    "校验和不符": (lambda form: flipped(archive(**{"a.xlsx": form})), "包.zip/a.xlsx", "F107"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_members_and_archives_that_cannot_be_read(form: Path, tmp_path: Path, name: str) -> None:
    make, file, code = REFUSED[name]
    (tmp_path / "包.zip").write_bytes(make(form.read_bytes()))
    shutil.copy(form, tmp_path / "好.xlsx")
    raws = read_all([(tmp_path / "包.zip", "包.zip"), (tmp_path / "好.xlsx", "好.xlsx")], layouts())
    assert [(raw.file, raw.refusal[0] if raw.refusal else "") for raw in raws] == [(file, code), ("好.xlsx", "")]


@pytest.mark.parametrize("start", [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c"], ids=["rar", "7z"])
def test_other_archives_are_to_be_unpacked(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "包.rar").write_bytes(start + bytes(100))
    (raw,) = read_all([(tmp_path / "包.rar", "包.rar")], layouts())
    assert raw.refusal is not None and raw.refusal[0] == "F115" and "解压" in raw.refusal[2]


def test_a_bad_member_costs_only_itself(form: Path, tmp_path: Path) -> None:
    parts = {"坏.xlsx": b"PK\x03\x04", "好.xlsx": form.read_bytes(), "说明.txt": "见附件".encode()}
    (tmp_path / "包.zip").write_bytes(archive(**parts))
    raws = read_all([(tmp_path / "包.zip", "包.zip")], layouts())
    assert [raw.refusal and raw.refusal[0] for raw in raws] == ["F107", None, "F120"]


def test_what_lies_beside_a_form_is_said_and_nothing_to_be_corrected(
    catalogue: Catalogue, form: Path, tmp_path: Path
) -> None:
    (tmp_path / "包.zip").write_bytes(archive(**{"民政局.xlsx": form.read_bytes(), "说明.txt": "见附件".encode()}))
    (finding,) = check(catalogue, [(tmp_path / "包.zip", "包.zip")], KEY).findings
    assert (finding.code, finding.severity, finding.file) == ("F120", "提示", "包.zip/说明.txt")


def test_a_form_whose_ending_is_wrong_is_read_all_the_same(catalogue: Catalogue, form: Path, tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(archive(**{"民政局.txt": form.read_bytes()}))
    assert check(catalogue, [(tmp_path / "包.zip", "包.zip")], KEY).findings == []


def test_a_member_reaches_the_result_and_nothing_the_disk(catalogue: Catalogue, form: Path, tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(archive(**{"../民政局.xlsx": form.read_bytes()}))
    checked = check(catalogue, [(tmp_path / "包.zip", "来信/包.zip")], KEY)
    assert [source.raw.file for source in checked.sources] == ["来信/包.zip/民政局.xlsx"]
    assert checked.findings == []
    assert [path.name for path in tmp_path.iterdir()] == ["包.zip"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("空包", "压缩包是空的，里面没有文件。请直接报送填报表。"),
        ("损坏", "压缩包已损坏，无法打开。请重新打包，或直接报送其中的填报表。"),
    ],
)
def test_what_is_said_of_an_archive_is_about_an_archive(form: Path, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "包.zip").write_bytes(REFUSED[name][0](form.read_bytes()))
    (raw,) = read_all([(tmp_path / "包.zip", "包.zip")], layouts())
    assert raw.refusal and "".join(raw.refusal[1:]) == said
