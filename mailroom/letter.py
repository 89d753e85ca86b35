"""A letter: what one recipient is sent, before it becomes a draft or goes through a server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mailroom.kinds import Kind


def day_in_words(day: date) -> str:
    """`2023年6月30日`, as letters write it."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Attachment:
    """A file to go with a letter, under the name that the recipient sees."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Content:
    """What a letter to one recipient is about.

    Attributes:
        name: the department or the recipient.
        cell: the mail addresses as the catalogue has them.
        values: what the template may name.
    """

    name: str
    cell: Any
    values: dict[str, Any]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """Somebody who gets no letter, and why; a Chinese sentence."""

    name: str
    reason: str


@dataclass(frozen=True)
class Letter:
    """One finished letter.

    Attributes:
        sender: (name, address) of the bureau; the address may be empty.
        trouble: what is wrong with the recipient's addresses, a Chinese sentence; empty where nothing is.
    """

    kind: Kind
    name: str
    addresses: tuple[str, ...]
    trouble: str
    sender: tuple[str, str]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that the recipient reads: 64 hexadecimal digits. Addresses do not count."""
        parts = [self.kind.name, self.name, self.subject, self.text, self.html]
        digest = hashlib.sha256("\0".join(parts).encode())
        for attachment in self.attachments:
            digest.update(f"\0{attachment.name}\0".encode())
            digest.update(hashlib.sha256(attachment.data).digest())
        return digest.hexdigest()
