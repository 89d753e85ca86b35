"""Append-only records of what was sent and fetched: one JSON line each, on disk before anything else happens.

A line that a crash cut short is passed over, and the next one starts on a line of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from validators.problems import CannotWork

Entry = dict[str, Any]
_STALE = 6 * 3600  # seconds after which a lock is taken for left behind by a crash


class Ledger:
    """One such file."""

    def __init__(self, path: Path):
        self._path = path

    def entries(self) -> list[Entry]:
        """Every line that can be read, oldest first."""
        if not self._path.exists():
            return []
        found = []
        for line in self._path.read_bytes().split(b"\n"):
            with contextlib.suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict):
                    found.append(entry)
        return found

    def add(self, entry: Entry) -> None:
        """Write one line; it is on disk when this returns."""
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    line = b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Keep others from writing the same ledger; raises CannotWork while somebody does.

        Args:
            what: what is being done, for the sentence to the second one.
        """
        lock = self._path.with_name(f"{self._path.name}.lock")
        with contextlib.suppress(OSError):
            if time.time() - lock.stat().st_mtime > _STALE:
                lock.unlink()
        try:
            lock.touch(exist_ok=False)
        except FileExistsError as error:
            raise CannotWork(
                f"另一个窗口正在{what}，请等它结束。确实没有的（上次中途断电等），删除文件“{lock}”后重试。"
            ) from error
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
