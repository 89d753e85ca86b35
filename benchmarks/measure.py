"""Whole processes measured from outside: wall time, peak memory of the process and of its largest child."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import TypeVar
from unicodedata import east_asian_width

ROOT = Path(__file__).resolve().parent.parent
_SAMPLE_SECONDS = 0.05

Name = TypeVar("Name", bound=str)


class StepFailedError(Exception):
    """A measured command ended with an exit code that it should not have."""


@dataclass(frozen=True)
class Run:
    """One run: wall seconds, peak memory in MiB (0 where /proc does not tell it), seconds by stage it told."""

    seconds: float
    own_mib: float
    child_mib: float
    stages: dict[str, float]

    @property
    def peak_mib(self) -> float:
        """Of the largest process."""
        return max(self.own_mib, self.child_mib)


def run(command: Sequence[str], fine: Sequence[int] = (0,), folder: Path = ROOT) -> Run:
    """Run a Python command line (without the interpreter) and measure it until it ends.

    Args:
        fine: exit codes that count as success.
        folder: working directory; modules are found in the project's root in any case.
    """
    peaks: dict[int, float] = {}
    ended = Event()
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**_environment(), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    watcher = Thread(target=_watch, args=(process.pid, peaks, ended))
    watcher.start()
    output, errors = process.communicate()
    seconds = time.perf_counter() - start
    ended.set()
    watcher.join()
    if process.returncode not in fine:
        raise StepFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{errors[-2000:]}")
    own = peaks.pop(process.pid, 0.0)
    return Run(seconds, own, max(peaks.values(), default=0.0), _told(output))


def _told(output: str) -> dict[str, float]:
    """The seconds by stage in the last line that a step of ours printed."""
    last = output.splitlines()[-1:]
    told: dict[str, float] = json.loads(last[0]) if last and last[0].startswith("{") else {}
    return told


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}


def _watch(pid: int, peaks: dict[int, float], ended: Event) -> None:
    """Note the high-water mark of a process and all its descendants; the mark only grows, so sampling suffices."""
    while not ended.wait(_SAMPLE_SECONDS):
        waiting = [pid]
        while waiting:
            current = waiting.pop()
            peak, children = _process(current)
            peaks[current] = max(peak, peaks.get(current, 0.0))
            waiting += children


def _process(pid: int) -> tuple[float, list[int]]:
    place = Path(f"/proc/{pid}")
    try:
        lines = (place / "status").read_text().splitlines()
        children = [int(c) for task in (place / "task").iterdir() for c in (task / "children").read_text().split()]
    except OSError:
        return 0.0, []
    marks = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return (int(marks[0]) / 1024 if marks else 0.0), children


def interleaved(commands: Mapping[Name, Sequence[str]], fine: Sequence[int], pairs: int) -> dict[Name, Run]:
    """Run the commands in turn, `pairs` times round; the run of median time of each."""
    runs: dict[Name, list[Run]] = {name: [] for name in commands}
    for _ in range(pairs):
        for name, command in commands.items():
            runs[name].append(run(command, fine))
    return {name: _middle(several) for name, several in runs.items()}


def _middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        median(r.seconds for r in runs),
        median(r.own_mib for r in runs),
        median(r.child_mib for r in runs),
        {name: median(r.stages[name] for r in runs) for name in runs[0].stages},
    )


def table(title: str, header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Plain text columns, Chinese characters counted as two; the first column left, the others right."""
    rows = [header, *lines]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(header))]
    shown = [
        "  ".join(
            cell + " " * (width - _width(cell)) if at == 0 else " " * (width - _width(cell)) + cell
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(("", title, shown[0], "-" * (sum(widths) + 2 * len(widths) - 2), *shown[1:]))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
