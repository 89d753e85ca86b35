"""What each department was last written: for the tracker of the control workbook."""

from __future__ import annotations

from datetime import datetime

from mailroom.draft import drafts_of
from mailroom.kinds import KINDS
from mailroom.ledger import Ledger
from mailroom.send import ENDED, LEDGER
from validators.workspace import OUTBOX, Workspace

DRAFTED, SENT = "已起草", "已发送"


def last_mails(workspace: Workspace) -> dict[str, str]:
    """Department → the newest of its letters, such as 退回修改 已发送 2023-07-20 09:30.

    Sent is what the ledger says that a server has taken; a draft may have been sent from a mail program since, of
    which nobody here knows.
    """
    folder = workspace.folder(OUTBOX)
    newest: dict[str, tuple[datetime, str]] = {}

    def note(name: str, when: datetime, kind: str, what: str) -> None:
        if name not in newest or newest[name][0] < when:
            newest[name] = (when, f"{kind} {what} {when:%Y-%m-%d %H:%M}")

    for entry in Ledger(folder / LEDGER).entries():
        if entry.get("event") == ENDED and entry.get("kind") in KINDS:
            when = datetime.fromisoformat(entry["time"]).astimezone().replace(tzinfo=None)
            note(str(entry["name"]), when, KINDS[entry["kind"]].title, SENT)
    for kind in KINDS.values():
        for name, path in drafts_of(folder, kind):
            note(name, datetime.fromtimestamp(path.stat().st_mtime), kind.title, DRAFTED)
    return {name: told for name, (_, told) in newest.items()}
