"""A received mail taken apart: who sent it, when, and the files in it, as bytes and labels that nobody trusts yet.

Mails are parsed in the lenient way (`compat32`): junk must not raise. Names are decoded as Chinese mail programs
write them: RFC 2231, encoded words inside `filename=`, and bare GBK.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from io import BytesIO
from typing import Any

from mailroom.addresses import sender_of

_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_IN_TEXT = ("text/plain", "text/html", "multipart", "message/rfc822")
_FROM = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+")


@dataclass(frozen=True)
class Part:
    """One file in a mail under the name that it claims."""

    name: str
    data: bytes = field(repr=False)


@dataclass
class Mail:
    """One mail; `sent` has a time zone or is None, `sender` is a bare address in small letters."""

    sender: str = ""
    subject: str = ""
    sent: datetime | None = None
    message_id: str = ""
    parts: list[Part] = field(default_factory=list)


def read_eml(data: bytes) -> Mail:
    """Take a mail apart as it came over the line."""
    message = message_from_bytes(data)
    for part in message.walk():
        _mend(part)
    mail = Mail(
        sender_of(_text(message.get("From"))),
        " ".join(_text(message.get("Subject")).split()),
        _date(message.get("Date")),
        _text(message.get("Message-ID")).strip(),
    )
    mail.parts = list(_parts(message))
    return mail


def read_msg(data: bytes) -> Mail:
    """Take apart a mail that Outlook saved as .msg."""
    from oxmsg import Message as OutlookMessage

    message = OutlookMessage.load(BytesIO(data))
    headers = {name.lower(): text for name, text in (message.message_headers or {}).items()}
    found = _FROM.search(message.sender or "")
    sender = sender_of(_text(headers.get("from"))) or (found[0].lower() if found else "")
    sent = message.sent_date.astimezone() if message.sent_date else None
    mail = Mail(sender, message.subject or "", sent, headers.get("message-id", "").strip())
    for attachment in message.attachments:
        if attachment.file_bytes is not None:
            mail.parts += _unwrapped(attachment.file_name or "", attachment.file_bytes, "")
    return mail


def _parts(message: Message) -> Iterator[Part]:
    for part in message.walk():
        kind = part.get_content_type()
        name = _name_of(part)
        if part.is_multipart() or (not name and kind.startswith(_IN_TEXT)):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and (name or part.get_content_disposition() == "attachment"):
            yield from _unwrapped(name, data, kind)


def _unwrapped(name: str, data: bytes, kind: str) -> list[Part]:
    """Outlook's winmail.dat hides the files that were attached; everything else is itself."""
    if kind not in _TNEF_TYPES and name.lower() != "winmail.dat":
        return [Part(name, data)]
    from tnefparse import TNEF

    try:
        return [Part(_wrapped_name(item), item.data) for item in TNEF(data).attachments] or [Part(name, data)]
    except Exception:  # the library raises many kinds on damaged wrappings
        return [Part(name, data)]


def _wrapped_name(item: Any) -> str:
    """A name out of winmail.dat; the library takes short names for UTF-8, a Chinese Outlook writes GBK."""
    try:
        return str(item.long_filename())
    except UnicodeDecodeError as error:
        return error.object.decode("gb18030", "replace").strip("\0")


def _mend(part: Message) -> None:
    """Read headers with bare eight-bit characters, as old mail programs write them."""
    for name, text in list(part.raw_items()):
        if isinstance(text, str) and not text.isascii():
            raw = text.encode("utf-8", "surrogateescape")
            for encoding in ("utf-8", "gb18030"):
                try:
                    part.replace_header(name, raw.decode(encoding))
                    break
                except (UnicodeDecodeError, KeyError):
                    continue


def _name_of(part: Message) -> str:
    for parameter, header in (("filename", "Content-Disposition"), ("name", "Content-Type")):
        found = part.get_param(parameter, "", header)
        if found:
            return _text(collapse_rfc2231_value(found).strip()).strip()
    return ""


def _text(header: object) -> str:
    """A header with its encoded words read."""
    text = str(header) if header is not None else ""
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(re.sub(r"\?=\s+=\?", "?==?", text))
        return "".join(_decoded(piece, charset) for piece, charset in pieces)
    except (HeaderParseError, ValueError, LookupError):
        return text


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    wider = "gb18030" if (charset or "").lower() in ("gb2312", "gbk") else charset or "utf-8"
    try:
        return piece.decode(wider, "replace")
    except LookupError:
        return piece.decode("utf-8", "replace")


def _date(header: object) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(header))
        return found if found.tzinfo else found.astimezone()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
