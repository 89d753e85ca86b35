"""Reading many files in worker processes, so that a hostile file costs only itself.

Files go out in batches through joblib (local processes, or whatever backend
`joblib.parallel_config` names, Dask included). When a batch dies with its worker,
its files are read again one by one, each in a process of its own with a time limit.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError

from validators.reader import Layout, RawReturn, read_return

BATCH = 20
SECONDS_PER_FILE = 30

Job = tuple[Path, str]


def read_all(
    jobs: Sequence[Job],
    layouts: Mapping[str, Layout],
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[RawReturn]:
    """Read every file, in the order given; nothing a file does stops the others.

    Args:
        jobs: (path, name for people) of each file.
        on_progress: called with the number of files finished since the last call.
    """
    batches = [jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)]
    results: dict[str, RawReturn] = {}
    if len(jobs) > 1:
        try:
            for batch in _parallel(batches, layouts):
                results.update((result.file, result) for result in batch)
                on_progress(len(batch))
        except (TerminatedWorkerError, BrokenProcessPool, TimeoutError, FutureTimeout, multiprocessing.TimeoutError):
            pass
    for job in jobs:
        if job[1] not in results:
            results[job[1]] = _read_alone(job, layouts)
            on_progress(1)
    return [results[name] for _, name in jobs]


def _parallel(batches: Sequence[Sequence[Job]], layouts: Mapping[str, Layout]) -> Iterator[list[RawReturn]]:
    # At least two workers even for one batch: with one, joblib would read in this very process.
    workers = max(2, min(joblib.cpu_count(), len(batches)))
    run = joblib.Parallel(
        n_jobs=workers, return_as="generator_unordered", batch_size=1, timeout=SECONDS_PER_FILE * BATCH
    )
    yield from run(joblib.delayed(read_batch)(list(batch), dict(layouts)) for batch in batches)


def read_batch(jobs: Sequence[Job], layouts: Mapping[str, Layout]) -> list[RawReturn]:
    """What one worker does: read a batch of files one after the other."""
    return [read_return(path, name, layouts) for path, name in jobs]


def _read_alone(job: Job, layouts: Mapping[str, Layout]) -> RawReturn:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        future = executor.submit(read_return, *job, layouts)
        try:
            return future.result(timeout=SECONDS_PER_FILE)
        except FutureTimeout:
            for process in executor._processes.values():
                process.kill()
            reason = f"读取超过{SECONDS_PER_FILE}秒，已停止。"
        except BrokenProcessPool:
            reason = "读取时程序异常退出，文件可能已损坏。"
    return RawReturn(job[1], refusal=("F114", reason, "请用下发的填报表重新填写后报送。"))
