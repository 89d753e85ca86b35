"""What a department was last written: the newer of its drafts and of what a server has taken."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from mailroom.last_mail import last_mails
from mailroom.ledger import Ledger
from mailroom.send import LEDGER
from validators.workspace import OUTBOX, Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def drafted(workspace: Workspace, name: str, when: str) -> None:
    path = workspace.folder(OUTBOX) / name
    path.write_bytes(b"")
    seconds = datetime.fromisoformat(when).timestamp()
    os.utime(path, (seconds, seconds))


def recorded(workspace: Workspace, event: str, name: str, when: str) -> None:
    time = datetime.fromisoformat(when).astimezone().isoformat(timespec="seconds")
    ledger = Ledger(workspace.folder(OUTBOX) / LEDGER)
    ledger.add({"time": time, "event": event, "kind": "corrections", "name": name})


def test_nothing_was_written(workspace: Workspace) -> None:
    assert last_mails(workspace) == {}


def test_the_newest_letter_counts(workspace: Workspace) -> None:
    drafted(workspace, "下发填报表-县教育局.eml", "2023-07-01 08:00")
    drafted(workspace, "催报-县教育局(2).eml", "2023-08-01 08:00")
    drafted(workspace, "下发填报表-县司法局.eml", "2023-07-01 08:00")
    recorded(workspace, "已发", "县司法局", "2023-07-20 09:30")
    recorded(workspace, "已发", "县教育局", "2023-07-20 09:30")
    assert last_mails(workspace) == {
        "县教育局": "催报 已起草 2023-08-01 08:00",
        "县司法局": "退回修改 已发送 2023-07-20 09:30",
    }


def test_what_no_server_has_taken_was_not_sent(workspace: Workspace) -> None:
    recorded(workspace, "开始", "县教育局", "2023-07-20 09:30")
    recorded(workspace, "未发出", "县教育局", "2023-07-20 09:31")
    assert last_mails(workspace) == {}
