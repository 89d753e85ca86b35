"""What is taken out of a mail and what is not: names, kinds, sizes, contents."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom.mailbox import Waiting
from mailroom.opening import LEFT, REFUSED, open_mail
from mailroom.suspicion import NotWanted, Suspect, check_bytes, check_name
from tests.conftest import MakeForm
from tests.mailroom.servers import reply
from validators.intake import MAX_FILE

GOOD = """
填报表.xlsx
填报表-县教育局 - 副本(1).xlsx
水利局7.20.xlsx
表.xls
表.XLSX
表.et
表.ods
表.xls.xlsx
表.xlsx.xlsx
县教育局2023.7.18（终稿）.xlsm
填报表.zip
"""
BAD = [
    ("../表.xlsx", "文件夹路径"),
    ("..\\表.xlsx", "文件夹路径"),
    ("/etc/表.xlsx", "文件夹路径"),
    ("\\\\server\\share\\表.xlsx", "文件夹路径"),
    ("C:\\表.xlsx", "文件夹路径"),
    ("C:表.xlsx", "文件夹路径"),
    ("CON.xlsx", "设备名"),
    ("con", "设备名"),
    ("Lpt1.txt.xlsx", "设备名"),
    ("aux .xlsx", "设备名"),
    ("表.xlsx.", "点或空格结尾"),
    ("表.xlsx. .", "点或空格结尾"),
    ("表\u202excod.xlsx", "控制字符"),
    ("表\u200b.xlsx", "控制字符"),
    ("表\x00.xlsx", "控制字符"),
    ("表\n.xlsx", "控制字符"),
    ("表.xlsx:流.xlsx", "不允许的符号"),
    ("表?.xlsx", "不允许的符号"),
    ("表.xlsx.exe", "双重扩展名"),
    ("表.pdf.xlsx", "双重扩展名"),
    ("表.exe.xlsx", "双重扩展名"),
    ("表.xlsx.zip.xlsx", "双重扩展名"),
    ("表.vbs", "程序、脚本或网页"),
    ("表.html", "程序、脚本或网页"),
]


@pytest.mark.parametrize("name", GOOD.split("\n")[1:-1])
def test_names_that_clerks_use(name: str) -> None:
    assert name.lower().endswith(check_name(name))


@pytest.mark.parametrize(("name", "why"), BAD, ids=range(len(BAD)))
def test_names_with_a_trick(name: str, why: str) -> None:
    with pytest.raises(Suspect, match=why):
        check_name(name)


@pytest.mark.parametrize("name", ["报告.docx", "盖章.pdf", "照片.jpg", "没有扩展名", ""])
def test_what_is_no_workbook_is_left_alone(name: str) -> None:
    with pytest.raises(NotWanted):
        check_name(name)


@given(st.text(max_size=40))
def test_an_accepted_name_holds_nothing_but_a_name(name: str) -> None:
    try:
        check_name(name)
    except (Suspect, NotWanted):
        return
    assert not set(name) & set('/\\:*?"<>|') and name.isprintable() and not name.endswith((".", " "))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"MZ\x90\x00" * 100, "不是Excel工作簿"),
        (b"%PDF-1.7", "不是Excel工作簿"),
        (b"<html><table></table></html>", "不是Excel工作簿"),
        (b"", "0字节"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"x" * (MAX_FILE + 1), "过大"),
    ],
    ids=["program", "pdf", "html", "empty", "rar", "huge"],
)
def test_contents_that_are_something_else(data: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(Suspect, match=why):
        check_bytes(".xlsx", data, tmp_path)


def test_a_workbook_with_a_password_is_left_to_the_check(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    check_bytes(".xlsx", locked, tmp_path)


def packed(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def opened(tmp_path: Path, *files: tuple[str, bytes]) -> list[tuple[str, str, str]]:
    """(name, state, why) of every file in a mail; the state is empty where nothing speaks against the file."""
    mail = reply("a@example.com", *files)
    now = datetime.now().astimezone()
    waiting = Waiting("imap:1", len(mail), now, False, "", lambda: mail)
    _, found = open_mail(waiting, tmp_path)
    return [(file.name, file.report.state, file.report.note) for file in found]


def test_inside_zip_archives(make_form: MakeForm, tmp_path: Path) -> None:
    form = make_form("县统计局").read_bytes()
    inner = packed(("第二层.xlsx", form))
    files = packed(("材料/填报表.xlsx", form), ("材料/病毒.exe", b"MZ"), ("再包一层.zip", inner), ("说明.docx", b"PK"))
    found = opened(tmp_path, ("报送.zip", files))
    assert [(name, state) for name, state, _ in found] == [
        ("填报表.xlsx", ""),
        ("病毒.exe", REFUSED),
        ("第二层.xlsx", ""),
        ("说明.docx", LEFT),
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [("../../填报表.xlsx", "包外"), ("C:/填报表.xlsx", "包外"), ("/填报表.xlsx", "包外"), ("a\u202exslx.exe", "控制")],
    ids=["up", "drive", "root", "turned"],
)
def test_an_archive_with_a_trick_in_it_is_refused_whole(name: str, why: str, tmp_path: Path) -> None:
    ((shown, state, note),) = opened(tmp_path, ("报送.zip", packed((name, b"PK"))))
    assert (shown, state) == ("报送.zip", REFUSED)
    assert why in note


def test_bombs_and_disguised_archives(tmp_path: Path) -> None:
    bomb = packed(("填报表.xlsx", b"\0" * 30_000_000))
    assert [state for _, state, _ in opened(tmp_path, ("炸弹.zip", bomb), ("假的.zip", b"MZ"))] == [REFUSED, REFUSED]


def test_letterheads_beside_a_form_are_not_worth_a_word(make_form: MakeForm, tmp_path: Path) -> None:
    form, picture = ("表.xlsx", make_form("县统计局").read_bytes()), ("盖章.jpg", b"\xff\xd8\xff")
    assert [name for name, _, _ in opened(tmp_path, form, picture)] == ["表.xlsx"]
    assert [(name, state) for name, state, _ in opened(tmp_path, picture)] == [("盖章.jpg", LEFT)]


def test_a_huge_mail_is_not_even_loaded(tmp_path: Path) -> None:
    def load() -> bytes:
        raise AssertionError("loaded")

    now = datetime.now().astimezone()
    _, (file,) = open_mail(Waiting("imap:1", 10**9, now, False, "昨天的邮件", load), tmp_path)
    assert file.report.state == REFUSED
    assert "邮件过大" in file.report.note
