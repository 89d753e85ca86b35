"""Every cell of a returned file, read once more for what the tables do not take up.

The check reads only the sheets that it knows, so this is the first time that the others are opened: in a process
of its own with a time limit, since a hostile sheet can end or stall whoever reads it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import TracebackType

from validators.intake import look
from validators.written import SheetCells, sheets_of

SECONDS_PER_FILE = 30

# Fingerprint and sheets of a file; None for one that cannot be read.
WholeFile = tuple[str, dict[str, SheetCells]]
ReadWhole = Callable[[Path], WholeFile | None]


def read_whole(path: Path) -> WholeFile | None:
    """Read a file in this very process."""
    try:
        found = look(path)
        return found.sha256, sheets_of(found.data, found.data.startswith(b"PK") and not found.by_sheet)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # what the reader raises when it panics is no Exception
        return None


class ApartReader:
    """Reads whole files in another process, a fresh one after each that ended it or took too long."""

    def __init__(self, seconds: float = SECONDS_PER_FILE):
        self._seconds = seconds
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> ApartReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, path: Path) -> WholeFile | None:
        """What the file holds; None where it cannot be read."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        try:
            return self._executor.submit(read_whole, path).result(timeout=self._seconds)
        except KeyboardInterrupt:
            raise
        except Exception:  # the process died, hung, or its answer could not be brought over
            self._stop()
            return None

    def _stop(self) -> None:
        if self._executor is not None:
            for process in list((self._executor._processes or {}).values()):
                process.kill()
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
