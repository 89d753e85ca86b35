"""Sending the letters of one kind through SMTP: each at most once, whatever breaks in between.

The ledger is written before a mail is handed over and again when the server has answered. What the ledger holds as
begun and not as ended may have arrived: it is never sent again by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailroom.ledger import Entry, Ledger
from mailroom.letter import Letter
from mailroom.letters import Post, letters_of
from mailroom.message import as_bytes, message_id, message_of
from mailroom.settings import password_of, seconds_between, smtp_server
from mailroom.smtp import Broken, Line, NotTaken, Unknown
from validators.problems import CannotWork
from validators.workspace import OUTBOX, Workspace

LEDGER = ".发送记录.jsonl"
WOULD_SEND, SENT, SENT_BEFORE, SKIPPED = "将发送", "已发送", "已发过", "跳过"
FAILED, UNCERTAIN, NOT_TRIED = "失败", "不确定", "未发"
NOT_DONE = (FAILED, UNCERTAIN, NOT_TRIED)
_BEGUN, ENDED, _GIVEN_UP = "开始", "已发", "未发出"
_MOST_BREAKS = 2


@dataclass(frozen=True)
class Sent:
    """What became of one letter; `note` is a Chinese remark."""

    name: str
    addresses: tuple[str, ...]
    subject: str
    state: str
    note: str = ""


class History:
    """What the ledger says of earlier runs."""

    def __init__(self, entries: Collection[Entry]):
        self._state: dict[tuple[str, str], str] = {}
        self._when: dict[tuple[str, str], str] = {}
        self._sent: set[tuple[str, str]] = set()
        for entry in entries:
            for address in entry.get("to", ()):
                key = (entry.get("fingerprint", ""), address)
                self._state[key], self._when[key] = entry.get("event", ""), entry.get("time", "")
                if entry.get("event") == ENDED:
                    self._sent.add((entry.get("kind", ""), entry.get("name", "")))

    def left(self, letter: Letter) -> tuple[str, ...]:
        """The addresses that have surely not been sent this very letter, or of which nobody knows."""
        return tuple(a for a in letter.addresses if self._state.get((letter.fingerprint, a)) != ENDED)

    def is_uncertain(self, letter: Letter) -> bool:
        """Whether an earlier run handed it over and never heard the server's answer."""
        return any(self._state.get((letter.fingerprint, a)) == _BEGUN for a in letter.addresses)

    def when(self, letter: Letter) -> str:
        """When it was sent."""
        return max((self._when.get((letter.fingerprint, a), "") for a in letter.addresses), default="")

    def had_another(self, letter: Letter) -> bool:
        """Whether the recipient has been sent a letter of this kind with other contents."""
        return (letter.kind.name, letter.name) in self._sent


def send(
    workspace: Workspace,
    kind: str,
    only: Collection[str] = (),
    day: date | None = None,
    really: bool = False,
    again: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    on_read: Callable[[int], None] = lambda done: None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Sent]:
    """Send what has not been sent yet, or only say what would be.

    Args:
        only, day, on_read: as for `draft`.
        really: send; otherwise nothing leaves the house.
        again: send also what an earlier run may or may not have delivered.
        on_progress: called with (1, number of letters to send) after each.
        sleep: how to wait between two mails.

    Raises CannotWork where nothing can be sent at all.
    """
    post = letters_of(workspace, kind, only, day, on_read)
    ledger = Ledger(workspace.folder(OUTBOX) / LEDGER)
    if not really:
        return _planned(post, History(ledger.entries()), again)
    with ledger.alone("发送邮件"):
        planned = _planned(post, History(ledger.entries()), again)
        return _Sender(workspace, post, ledger, on_progress, sleep).run(planned)


def _planned(post: Post, history: History, again: bool) -> list[Sent]:
    """What is to be done with each letter; the first lines are about who gets none."""
    planned = [Sent(skipped.name, (), "", SKIPPED, skipped.reason) for skipped in post.skipped]
    for letter in post.letters:
        left = history.left(letter)
        result = Sent(letter.name, left, letter.subject, WOULD_SEND, letter.trouble)
        if not letter.addresses:
            result = replace(result, state=SKIPPED)
        elif not left:
            result = replace(result, state=SENT_BEFORE, addresses=letter.addresses, note=history.when(letter))
        elif history.is_uncertain(letter) and not again:
            result = replace(result, state=UNCERTAIN, note=_ASK)
        elif history.had_another(letter):
            result = replace(
                result, note="以前发过这种邮件，这次内容不同" + (f"；{result.note}" if result.note else "")
            )
        planned.append(result)
    return planned


_ASK = "上次发送时连接中断，不知道对方是否收到。请与对方核实，没有收到的加“--again --to 部门”再发"


class _Sender:
    """One run through the server."""

    def __init__(
        self,
        workspace: Workspace,
        post: Post,
        ledger: Ledger,
        on_progress: Callable[[int, int], None],
        sleep: Callable[[float], None],
    ):
        parameters = post.catalogue.parameters
        server = smtp_server(parameters)
        self._gap, self._sleep, self._on_progress = seconds_between(parameters), sleep, on_progress
        self._post, self._ledger = post, ledger
        self._account = server.account
        self._line = Line(server, password_of(server.account))

    def run(self, planned: list[Sent]) -> list[Sent]:
        letters = {letter.name: letter for letter in self._post.letters}
        todo = [result for result in planned if result.state == WOULD_SEND]
        done: dict[str, Sent] = {}
        breaks, stop = 0, ""
        if todo:
            self._first_connection()
        try:
            for number, result in enumerate(todo):
                if stop:
                    done[result.name] = replace(result, state=NOT_TRIED, note=stop)
                    continue
                if number:
                    self._sleep(self._gap)
                done[result.name], broke = self._one(letters[result.name], result)
                breaks = breaks + 1 if broke else 0
                if breaks >= _MOST_BREAKS:
                    stop = "发信服务器连不上，没有发。请稍后重新运行，只会发还没有发的"
                self._on_progress(1, len(todo))
        except KeyboardInterrupt:
            stop = "已中断，没有发。重新运行只会发还没有发的"
        finally:
            self._line.close()
        begun = History(self._ledger.entries())
        for result in todo:
            if result.name not in done:
                state = UNCERTAIN if begun.is_uncertain(letters[result.name]) else NOT_TRIED
                done[result.name] = replace(result, state=state, note=_ASK if state == UNCERTAIN else stop)
        return [done.get(r.name, r) if r.state == WOULD_SEND else r for r in planned]

    def _first_connection(self) -> None:
        try:
            self._line.open()
        except Broken as broken:
            raise CannotWork(f"{broken}，没有发出任何邮件。请检查网络和“参数”表的发信服务器、端口、加密。") from broken

    def _one(self, letter: Letter, result: Sent) -> tuple[Sent, bool]:
        """Send one letter, with a second try on a new connection where the line surely broke too early."""
        address = self._account if "@" in self._account else letter.sender[1]
        if not address:
            return replace(result, state=FAILED, note="不知道用哪个地址发信，请填写“参数”表的“电子邮箱”"), False
        sender = (letter.sender[0], address)
        mail = as_bytes(message_of(letter, sender, datetime.now().astimezone()))
        for last in (False, True):
            self._note(letter, _BEGUN, result.addresses, address)
            try:
                refused = self._line.send(address, result.addresses, mail)
            except NotTaken as problem:
                self._note(letter, _GIVEN_UP, result.addresses, address)
                return replace(result, state=FAILED, note=str(problem)), False
            except (Broken, CannotWork) as problem:
                self._note(letter, _GIVEN_UP, result.addresses, address)
                if last:
                    return replace(result, state=FAILED, note=str(problem)), True
            except Unknown:
                return replace(result, state=UNCERTAIN, note=_ASK), False
            else:
                return self._handed_over(letter, result, refused, address), False
        raise AssertionError("unreachable")

    def _handed_over(self, letter: Letter, result: Sent, refused: dict[str, str], sender: str) -> Sent:
        taken = tuple(address for address in result.addresses if address not in refused)
        self._note(letter, ENDED, taken, sender)
        if not refused:
            return replace(result, state=SENT)
        self._note(letter, _GIVEN_UP, tuple(refused), sender)
        told = "；".join(f"{address}被拒绝：{words}" for address, words in refused.items())
        return replace(result, state=FAILED, note=f"{'、'.join(taken)}已发送，{told}")

    def _note(self, letter: Letter, event: str, to: tuple[str, ...], sender: str) -> None:
        self._ledger.add(
            {
                "time": datetime.now().astimezone().isoformat(timespec="seconds"),
                "event": event,
                "kind": letter.kind.name,
                "name": letter.name,
                "to": list(to),
                "subject": letter.subject,
                "fingerprint": letter.fingerprint,
                "message_id": message_id(letter, sender),
            }
        )
