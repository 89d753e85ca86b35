"""Reading many files in worker processes, so that a hostile file costs only itself.

Files go out in batches through joblib (local processes, or whatever backend
`joblib.parallel_config` names, Dask included). Each worker leaves a note of the file
that it has under its hands and ends itself when that takes too long; so when a worker
dies, the note says which file it was, and the others are read by fresh workers.
"""

from __future__ import annotations

import faulthandler
import hashlib
import multiprocessing
import os
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from validators import archives
from validators.memory import limited_memory
from validators.reader import Layout, RawReturn, read_return
from validators.refused import FILL_IN_AFRESH, Refused

BATCH = 20
SECONDS_PER_FILE = 30
_A_DAY = 86_400.0  # whoever started the process ends it much sooner
_TIMEOUT = b"Timeout ("

Job = tuple[Path, str]


def _fallen() -> tuple[type[BaseException], ...]:
    """What joblib raises when a worker dies or hangs."""
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    return (TerminatedWorkerError, BrokenProcessPool, TimeoutError, FutureTimeout, multiprocessing.TimeoutError)


def read_all(
    jobs: Sequence[Job],
    layouts: Mapping[str, Layout],
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[RawReturn]:
    """Read every file, in the order given; nothing a file does stops the others.

    Args:
        jobs: (path, name for people) of each file; a zip archive stands for the files in it.
        on_progress: called with the number of files finished since the last call.
    """
    with Reading(jobs, layouts) as reading:
        return reading(jobs, layouts, on_progress)


class Reading:
    """Files that are being read by worker processes while this one does something else.

    To be used as a context manager: left before the files are asked for, it stops.
    """

    def __init__(self, jobs: Sequence[Job], layouts: Mapping[str, Layout]):
        self._jobs, self._layouts = jobs, layouts
        self._results: dict[str, RawReturn] = {}
        self._everything = _unpacked(jobs, self._results)
        self._folder = TemporaryDirectory(prefix="midterm-")
        self._batches: Iterator[list[RawReturn]] | None = None
        self._alone: _Alone | None = None
        self._next: Callable[[], Any] | None = None
        self._aside: Iterator[Any] | None = None
        waiting = self._waiting()
        self._workers = _workers_for(waiting)
        if self._workers:
            self._batches = _parallel(waiting, layouts, Path(self._folder.name))
        elif waiting:
            self._alone = _Alone(waiting[0], layouts)

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *error: object) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib speaks of results that nobody fetched
            if isinstance(self._batches, Generator):
                self._batches.close()
        if self._alone is not None:
            self._alone.stop()
        self._folder.cleanup()

    def then(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Something else to be done once the files are read: by a worker process, idle by then, where there are any.

        Args:
            function: of a module's top level; it and what it is given must be fit for pickling.
        """
        self._next = partial(function, *arguments)

    def aside(self) -> Any:
        """What came of it; raises what it raised."""
        if self._aside is not None:
            with suppress(*_fallen()):  # what kills a worker is tried once more here
                return next(self._aside)
        return self._next() if self._next else None

    def dismiss(self) -> None:
        """Let the worker processes end beside what comes next; later files start new ones."""
        if self._workers:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor(reuse=True).shutdown(wait=False)

    def _waiting(self) -> list[Job]:
        return [job for job in self._everything if job[1] not in self._results]

    def __call__(
        self, jobs: Sequence[Job], layouts: Mapping[str, Layout], on_progress: Callable[[int], None]
    ) -> list[RawReturn]:
        """The files that this was made for, read, in the order given; as `read_all`."""
        assert list(jobs) == list(self._jobs), "other files were asked for than are being read"
        left = len(self._jobs)

        def done(*finished: RawReturn) -> None:
            nonlocal left
            self._results.update((result.file, result) for result in finished)
            step = min(left, len(finished))  # an archive counts as one
            left -= step
            on_progress(step)

        done(*self._results.values())
        self._read_together(done)
        if self._workers and self._next:
            self._aside = _run(self._workers, [(self._next, ())])
        for job in self._waiting():
            done((self._alone or _Alone(job, self._layouts)).result())
            self._alone = None
        if left:
            on_progress(left)
        return [self._results[name] for _, name in self._everything]

    def _read_together(self, done: Callable[..., None]) -> None:
        notes = Path(self._folder.name)
        while len(waiting := self._waiting()) > 1:
            try:
                for batch in self._batches or _parallel(waiting, self._layouts, notes):
                    done(*batch)
            except _fallen():
                pass
            self._batches = None
            suspects = {note.name: note.read_bytes().startswith(_TIMEOUT) for note in notes.iterdir()}
            for note in notes.iterdir():
                note.unlink()
            if not suspects:
                return
            for job in [job for job in self._waiting() if _note_of(job) in suspects]:
                done(_too_slow(job) if suspects[_note_of(job)] else _Alone(job, self._layouts).result())


def _unpacked(jobs: Sequence[Job], results: dict[str, RawReturn]) -> list[Job]:
    """The jobs with zip archives replaced by what is in them; an archive that cannot be used is put into `results`."""
    found: list[Job] = []
    for path, name in jobs:
        labels: list[str] = []
        try:
            labels = archives.members(path)
        except Refused as refused:
            results[name] = RawReturn(name, refusal=(refused.code, refused.message, refused.suggestion))
        found += [(path / label, f"{name}/{label}") for label in labels] or [(path, name)]
    return found


@contextmanager
def ready(jobs: Sequence[Job]) -> Iterator[None]:
    """Meanwhile the worker processes start that will read these files: they take a quarter of a second."""
    workers = _workers_for(jobs)
    started = _run(workers, [(os.getpid, ())] * workers) if workers else iter(())
    yield
    with suppress(*_fallen()):  # whoever reads starts them again
        for _ in started:
            pass


def _workers_for(jobs: Sequence[Job]) -> int:
    """How many processes read them; none for a single file, which is read by itself."""
    import joblib

    # At least two workers even for one batch: with one, joblib would read in this very process.
    return max(2, min(joblib.cpu_count(), -(-len(jobs) // BATCH))) if len(jobs) > 1 else 0


def _parallel(jobs: Sequence[Job], layouts: Mapping[str, Layout], notes: Path) -> Iterator[list[RawReturn]]:
    workers = _workers_for(jobs)
    size = min(BATCH, -(-len(jobs) // (2 * workers)))  # of few files none is left to one worker alone
    batches = [list(jobs[start : start + size]) for start in range(0, len(jobs), size)]
    # The first batches are under way when this returns, the others follow by themselves.
    return _run(workers, [(read_batch, (batch, dict(layouts), notes, SECONDS_PER_FILE)) for batch in batches])


def _run(workers: int, calls: Sequence[tuple[Callable[..., Any], tuple[Any, ...]]]) -> Iterator[Any]:
    """What comes of each call, in the order in which the worker processes get ready."""
    import joblib

    run = joblib.Parallel(
        n_jobs=workers, return_as="generator_unordered", batch_size=1, timeout=SECONDS_PER_FILE * BATCH
    )
    found: Iterator[Any] = run(joblib.delayed(function)(*arguments) for function, arguments in calls)
    return found


def read_batch(jobs: Sequence[Job], layouts: Mapping[str, Layout], notes: Path, seconds: float) -> list[RawReturn]:
    """What one worker does: read a batch of files one after the other."""
    # Limits hold for a whole process: only one that reads and does nothing else may be given them.
    if threading.current_thread() is not threading.main_thread() or not notes.is_dir():
        return [read_return(path, name, layouts) for path, name in jobs]
    results = []
    with limited_memory():
        for job in jobs:
            with _watched(notes / _note_of(job), seconds):
                results.append(read_return(*job, layouts))
    return results


@contextmanager
def _watched(note: Path, seconds: float) -> Iterator[None]:
    """Leave a note while a file is being read; end the process, and say so in the note, when it takes too long.

    What a dying reader has to say goes into the note as well, not to the user.
    """
    with note.open("wb") as file:
        stderr = os.dup(2)
        os.dup2(file.fileno(), 2)
        faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            os.dup2(stderr, 2)
            os.close(stderr)
    note.unlink()


def _note_of(job: Job) -> str:
    return hashlib.sha256(job[1].encode("utf-8", "surrogatepass")).hexdigest()


class _Alone:
    """One file in a process of its own."""

    def __init__(self, job: Job, layouts: Mapping[str, Layout]):
        self._job = job
        self._executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._future = self._executor.submit(_read_limited, job, layouts)

    def result(self) -> RawReturn:
        """The file as read, or why it could not be; the process is ended."""
        try:
            return self._future.result(timeout=SECONDS_PER_FILE)
        except FutureTimeout:
            return _too_slow(self._job)
        except BrokenProcessPool:
            reason = "读取时程序异常退出，文件可能已损坏。"
            return RawReturn(self._job[1], refusal=("F114", reason, FILL_IN_AFRESH))
        finally:
            self.stop()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        for process in list((self._executor._processes or {}).values()):
            process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _read_limited(job: Job, layouts: Mapping[str, Layout]) -> RawReturn:
    with TemporaryDirectory(prefix="midterm-") as folder, limited_memory(), _watched(Path(folder) / "note", _A_DAY):
        return read_return(*job, layouts)


def _too_slow(job: Job) -> RawReturn:
    return RawReturn(job[1], refusal=("F114", f"读取超过{SECONDS_PER_FILE}秒，已停止。", FILL_IN_AFRESH))
