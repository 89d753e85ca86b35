"""The bytes of a mail: what Outlook, Foxmail and Thunderbird look at, and nothing that depends on chance."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailroom.kinds import KINDS
from mailroom.letter import Attachment, Letter
from mailroom.listing import Listing
from mailroom.message import as_bytes, message_of
from mailroom.parcel import read_eml

LONG = "退回修改表-县实施乡村振兴战略指挥部办公室.xlsx"


def letter(
    name: str = "县教育局", file: str = LONG, text: str = "正文。\n", to: tuple[str, ...] = ("a@b.cn",)
) -> Letter:
    attachments = (Attachment(file, b"PK\x03\x04" + bytes(range(256)) * 3),) if file else ()
    sender = ("县发展和改革局", "fgj@example.com")
    return Letter(
        KINDS["forms"], name, to, "", sender, "“十四五”填报表（县教育局）", text, "<p>正文</p>\n", attachments
    )


def raw(data: bytes, header: str) -> str:
    """A header as it stands on the line, in the attachment."""
    at = data.index(b"Content-Type: application/")
    found = re.search(rf"^{header}:((?:.*\r\n)(?:[ \t].*\r\n)*)", data[at:].decode(), re.MULTILINE)
    assert found is not None
    return found[1]


def test_an_unsent_draft_with_text_html_and_attachment() -> None:
    mail = message_from_bytes(as_bytes(message_of(letter())), policy=policy.default)
    assert (mail["X-Unsent"], mail["Date"]) == ("1", None)
    assert mail["Subject"] == "“十四五”填报表（县教育局）"
    assert [a.display_name for a in mail["To"].addresses] == ["县教育局"]
    assert mail["From"].addresses[0].addr_spec == "fgj@example.com"
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in next(mail.iter_parts()).iter_parts()] == ["text/plain", "text/html"]
    (attached,) = mail.iter_attachments()
    assert attached.get_content()[:4] == b"PK\x03\x04"
    assert attached.defects == [] == mail.defects


def test_the_name_in_all_three_forms() -> None:
    data = as_bytes(message_of(letter()))
    disposition, kind = raw(data, "Content-Disposition"), raw(data, "Content-Type")
    rfc2231 = re.search(r"filename\*=UTF-8''([!-~]+)", disposition)
    assert rfc2231 is not None
    assert bytes.fromhex(rfc2231[1].replace("%", "")[:6]).decode() == "退"
    for text, parameter in ((disposition, "filename"), (kind, "name")):
        quoted = re.search(rf' {parameter}="([^"]*)"', text)
        assert quoted is not None
        words = re.split(r"\r\n ", quoted[1])
        assert all(len(word) <= 75 for word in words)
        assert "".join(decode_header(word)[0][0].decode() for word in words) == LONG  # each a whole number of letters


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n", exclude_categories=("Cc",)), min_size=1))
@example("融水苗族自治县" * 30 + ".xlsx")  # Windows takes 255 characters, which are 2,295 in percent signs
def test_any_name_survives_in_both_forms(name: str) -> None:
    data = as_bytes(message_of(letter(file=name)))
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    extended = re.findall(r"filename\*(?:\d+\*)?=(?:UTF-8'')?([!-:<-~]+)", raw(data, "Content-Disposition"))
    assert unquote("".join(extended)) == name
    assert [part.name for part in read_eml(data).parts] == [name.strip()] or not name.strip()


def test_same_letter_same_bytes_and_any_change_another_id() -> None:
    first, again = (as_bytes(message_of(letter())) for _ in range(2))
    assert first == again
    others = [letter(text="别的。\n"), letter(file="别的.xlsx"), letter(to=("x@b.cn",)), letter(name="县财政局")]
    ids = {message_of(each)["Message-ID"] for each in (letter(), *others)}
    assert len(ids) == 5


def test_lines_of_the_text_cannot_break_out_of_their_part() -> None:
    text = "\n.\n--=_midterm_text_\nFrom x\n"
    mail = message_from_bytes(as_bytes(message_of(letter(text=text))), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == text.splitlines()


@pytest.mark.parametrize("name", ["局\r\nBcc: x@y.cn", "局, 二", "局<a@b.cn>", '局"引号"'], ids=range(4))
def test_a_name_is_only_a_name(name: str) -> None:
    try:
        data = as_bytes(message_of(letter(name=name)))
    except ValueError:
        assert "\r" in name
        return
    mail = message_from_bytes(data, policy=policy.default)
    assert mail["Bcc"] is None
    assert [a.addr_spec for a in mail["To"].addresses] == ["a@b.cn"]


def test_a_listing_is_lines_or_a_table() -> None:
    listing = Listing(("位置", "问题"), (("L4", "a < b & c"),), "{0}：{1}", "……另有2类问题。")
    assert str(listing) == "1. L4：a < b & c\n……另有2类问题。"
    assert "a &lt; b &amp; c" in listing.__html__()
    assert "\n" not in listing.__html__()
