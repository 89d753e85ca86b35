"""A letter as the bytes of a mail: plain text and HTML side by side, attachments under Chinese names.

Mail programs differ in how they read a file name that is not ASCII. Thunderbird and current Outlook read
`filename*=` (RFC 2231); older Outlook and Foxmail read encoded words (RFC 2047) in `filename=` and `name=`. All
three forms are written, each on a line of its own. Nothing depends on chance or the clock: same letter, same bytes.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from urllib.parse import quote

from mailroom.letter import Attachment, Letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KIND_HEADER, PRINT_HEADER = "X-Midterm-Kind", "X-Midterm-Fingerprint"
# Headers that are written by hand must not be folded again.
_POLICY = policy.SMTP.clone(refold_source="none", max_line_length=78)
_LINE = 900  # of the 998 letters that a line of mail may have
_WORD = 36  # bytes of UTF-8 in one encoded word; with its frame it stays below 75 characters


def message_of(letter: Letter, sender: tuple[str, str] | None = None, when: datetime | None = None) -> EmailMessage:
    """The mail; without `when` an unsent draft, which the mail program dates when it is sent.

    Args:
        sender: (name, address) where it differs from the letter's own, to which answers then go.
        when: time of sending.
    """
    name, address = sender or letter.sender
    mail = EmailMessage(policy=_POLICY)
    if address:
        mail["From"] = Address(name, addr_spec=address)
    if letter.addresses:
        mail["To"] = [Address(letter.name, addr_spec=each) for each in letter.addresses]
    mail["Subject"] = letter.subject
    if when is None:
        mail["X-Unsent"] = "1"
    else:
        mail["Date"] = format_datetime(when)
    if sender and letter.sender[1] and letter.sender[1].lower() != address.lower():
        mail["Reply-To"] = Address(letter.sender[0], addr_spec=letter.sender[1])
    mail["Message-ID"] = message_id(letter, address)
    mail[KIND_HEADER], mail[PRINT_HEADER] = letter.kind.name, letter.fingerprint
    mail["MIME-Version"] = "1.0"
    _put_body(mail, letter)
    return mail


def message_id(letter: Letter, address: str) -> str:
    """The same letter to the same addresses has the same id, so that a mail program sees a repetition."""
    whom = hashlib.sha256("\0".join((letter.fingerprint, *letter.addresses)).encode()).hexdigest()
    return f"<midterm.{whom[:40]}@{address.rpartition('@')[2] or 'localhost'}>"


def as_bytes(mail: EmailMessage) -> bytes:
    """The mail with CRLF line ends."""
    return mail.as_bytes(policy=_POLICY)


def _put_body(mail: EmailMessage, letter: Letter) -> None:
    texts = MIMEPart(policy=_POLICY)
    _put_parts(texts, "alternative", [_text(letter.text, "plain"), _text(letter.html, "html")], letter, "text")
    if letter.attachments:
        _put_parts(mail, "mixed", [texts, *map(_attachment, letter.attachments)], letter, "mixed")
    else:
        _put_parts(mail, "alternative", texts.get_payload(), letter, "text")  # type: ignore[arg-type]  # a list of parts


def _put_parts(whole: MIMEPart, kind: str, parts: Sequence[MIMEPart], letter: Letter, level: str) -> None:
    whole.set_raw("Content-Type", f'multipart/{kind};\n boundary="=_midterm_{level}_{letter.fingerprint[:24]}"')
    whole.set_payload(list(parts))


def _text(text: str, subtype: str) -> MIMEPart:
    part = MIMEPart(policy=_POLICY)
    part.set_content(text, subtype=subtype, charset="utf-8", cte="base64")
    return part


def _attachment(attachment: Attachment) -> MIMEPart:
    words = _encoded_words(attachment.name)
    part = MIMEPart(policy=_POLICY)
    part.set_raw("Content-Type", f'{XLSX};\n name="{words}"')
    part.set_raw("Content-Disposition", f'attachment;\n filename="{words}";\n {_extended(attachment.name)}')
    part["Content-Transfer-Encoding"] = "base64"
    encoded = b64encode(attachment.data).decode("ascii")
    part.set_payload("\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76)) + "\n")
    return part


def _extended(name: str) -> str:
    """The name as RFC 2231 wants it, in pieces where one line would be longer than mail allows."""
    pieces = [""]
    for character in name:
        if len(pieces[-1]) + len(quoted := quote(character, safe="")) > _LINE:
            pieces.append("")
        pieces[-1] += quoted
    if len(pieces) == 1:
        return f"filename*=UTF-8''{pieces[0]}"
    first, *others = pieces
    lines = [f"filename*0*=UTF-8''{first}", *(f"filename*{at}*={piece}" for at, piece in enumerate(others, start=1))]
    return ";\n ".join(lines)


def _encoded_words(text: str) -> str:
    """Encoded words (RFC 2047), each short enough and ending between two characters."""
    words, piece = [], ""
    for character in text:
        if len((piece + character).encode()) > _WORD:
            words.append(piece)
            piece = ""
        piece += character
    return "\n ".join(f"=?UTF-8?B?{b64encode(word.encode()).decode('ascii')}?=" for word in (*words, piece))
