"""The archive of a workbook: each part is compressed while XlsxWriter renders what follows.

Compressing is a quarter of the time that a large master takes to save and does not need Python's lock,
so a thread of its own does it. The parts never lie on the disk by themselves.
"""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from queue import Queue
from threading import Thread
from typing import Any
from zipfile import ZipFile, ZipInfo

# Letters handed over at a time: large, because the thread waits its turn after each; and how many may wait.
_PIECE, _WAITING = 2**21, 6


class Archive(ZipFile):
    """A zip file, open for writing, that takes texts part by part (`part`) as they come.

    The same parts give the same bytes on every system: no file's date or rights go in.
    """

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self._names: set[str] = set()
        self._pieces: Queue[tuple[str, str] | None] = Queue(_WAITING)
        self._part: _Part | None = None
        self._error: Exception | None = None
        self._thread = Thread(target=self._take, name="archive", daemon=True)
        self._thread.start()

    def part(self, name: str) -> StringIO:
        """A new part to write text to; the one before is complete."""
        self._complete()
        self._names.add(name)
        self._part = _Part(name, self._pieces)
        return self._part

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """See `ZipFile`; of a part that is in the archive already there is nothing to do."""
        named = zinfo_or_arcname
        if (named.filename if isinstance(named, ZipInfo) else named) not in self._names:
            self._finish()
            super().writestr(named, data, compress_type, compresslevel)

    def close(self) -> None:
        """Complete the file; raises what hindered writing it."""
        self._finish()
        super().close()

    def abandon(self) -> None:
        """Let go of the file as it is, so that it can be deleted."""
        self._part = None
        self._end()
        with suppress(Exception):
            super().close()

    def _complete(self) -> None:
        if self._part is not None:
            self._part.pass_on()
            self._part = None

    def _finish(self) -> None:
        self._complete()
        self._end()
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _end(self) -> None:
        if self._thread.is_alive():
            self._pieces.put(None)
            self._thread.join()

    def _take(self) -> None:
        name, file = "", None
        try:
            while (piece := self._pieces.get()) is not None:
                if piece[0] != name:
                    if file is not None:
                        file.close()
                    name, file = piece[0], self.open(piece[0], "w")
                if file is not None:
                    file.write(piece[1].encode("utf-8"))
            if file is not None:
                file.close()
        except Exception as error:  # such as a full disk: raised where the workbook is closed
            self._error = error
            while self._pieces.get() is not None:
                pass


class _Part(StringIO):
    """What XlsxWriter writes a part to; it keeps nothing."""

    def __init__(self, name: str, pieces: Queue[tuple[str, str] | None]):
        super().__init__()
        self._name, self._pieces = name, pieces
        self._texts: list[str] = []
        self._length = 0

    def write(self, text: str) -> int:
        self._texts.append(text)
        self._length += len(text)
        if self._length >= _PIECE:
            self.pass_on()
        return len(text)

    def pass_on(self) -> None:
        """Hand over what has come so far."""
        self._pieces.put((self._name, "".join(self._texts)))
        self._texts, self._length = [], 0
