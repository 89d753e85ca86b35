"""Unsent drafts in the outbox, one .eml a recipient: a double click opens it in the mail program, ready to send."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from hashlib import sha256
from pathlib import Path

from mailroom.kinds import Kind
from mailroom.letter import Letter, Skipped
from mailroom.letters import Post, letters_of
from mailroom.message import as_bytes, message_of
from mailroom.wording import put_templates
from validators.workspace import OUTBOX, Workspace
from workbook_templates.files import free_name, replacing

# Characters that Windows does not take in a file name.
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
# First line of every draft: shows whether somebody has changed the rest since.
_SEAL = b"X-Midterm-Seal: "


def draft(
    workspace: Workspace,
    kind: str,
    only: Collection[str] = (),
    day: date | None = None,
    on_skip: Callable[[Skipped], None] = lambda skipped: None,
    on_read: Callable[[int], None] = lambda done: None,
) -> list[Path]:
    """Write the drafts of a kind into the outbox and give their paths, in the catalogue's order.

    Args:
        kind: forms, corrections, receipts, reminders or results.
        only: departments or recipients; everybody by default.
        day: what counts as today for the reminders.
        on_skip: told of everybody who gets no draft, or one without an address.
        on_read: called with the number of returned files read since the last call.

    Raises CannotWork, one Chinese sentence, where there is nothing to write them from.
    """
    put_templates(workspace.root)
    post = letters_of(workspace, kind, only, day, on_read)
    folder, written = workspace.folder(OUTBOX), []
    for skipped in post.skipped:
        on_skip(skipped)
    for letter in post.letters:
        path = free_name(folder / draft_name(letter), _is_kept)
        with replacing(path) as temporary:
            Path(temporary).write_bytes(_sealed(as_bytes(message_of(letter))))
        written.append(path)
        if letter.trouble:
            on_skip(Skipped(letter.name, f"{letter.trouble}，草稿没有写全收件人，请在发送前补上"))
    if not only:
        _remove_outdated(folder, post, set(written))
    return written


def draft_name(letter: Letter) -> str:
    """File name of a letter's draft."""
    return f"{letter.kind.title}-{_UNFIT.sub('_', letter.name)}.eml"


def drafts_of(folder: Path, kind: Kind) -> list[tuple[str, Path]]:
    """The drafts of a kind that lie in a folder, each with the name of its recipient as far as a file name has it."""
    start = f"{kind.title}-"
    paths = sorted(folder.glob(f"{start}*.eml"))
    return [(re.sub(r"\(\d+\)$", "", path.stem.removeprefix(start)), path) for path in paths]


def _sealed(data: bytes) -> bytes:
    return _SEAL + sha256(data).hexdigest().encode() + b"\r\n" + data


def _is_untouched(path: Path) -> bool:
    """Whether a draft is as it was written: one that a clerk has changed is never overwritten or removed."""
    head, _, rest = path.read_bytes().partition(b"\r\n")
    return head == _SEAL + sha256(rest).hexdigest().encode()


def _is_kept(path: Path) -> bool:
    return path.exists() and not _is_untouched(path)


def _remove_outdated(folder: Path, post: Post, written: set[Path]) -> None:
    """Remove untouched drafts of this kind that no longer hold: the department has answered meanwhile."""
    for path in folder.glob(f"{post.kind.title}-*.eml"):
        if path not in written and _is_untouched(path):
            path.unlink()
