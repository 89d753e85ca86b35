"""Catalogue and returned forms to master on disk, against plain reading and against a naive loop.

python -m benchmarks.consolidate [N] [--rows 150] [--pairs 5] [--family 1] [--folder KEPT]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate
from benchmarks.measure import Run, StepFailedError, interleaved, run, table
from benchmarks.steps import LOOP, files_of

SMALL = 200  # up to here the naive loop sees every file; beyond, a sample
SAMPLE = 60
_FINE = (0, 1)  # 1: the returns contain mistakes, which is so


@dataclass(frozen=True)
class Measured:
    """Everything that was measured on one workspace; `naive` may be scaled up from a sample."""

    count: int
    read: Run
    guarded: Run
    ours: Run
    naive: Run
    stages: dict[str, float]
    notes: tuple[str, ...]

    @property
    def validation(self) -> float:
        """Share of column checks and rules in the whole."""
        checking = sum(seconds for name, seconds in self.stages.items() if name.startswith("validation"))
        return checking / self.stages["whole"]


def measure(workspace: Path, count: int, rows: int, pairs: int) -> Measured:
    """Measure a prepared workspace."""
    notes = [f"{count} workbooks of {_mean_kb(workspace):.0f} KB, {rows} rows each, median of {pairs} interleaved runs"]
    commands = {name: ["-m", "benchmarks.steps", name, str(workspace)] for name in ("read", "guarded", "ours", "naive")}
    commands["ours"] = ["consolidate.py", str(workspace)]
    sampled = commands.pop("naive") if count > SMALL else None
    runs = interleaved(commands, _FINE, pairs)
    if sampled:
        runs["naive"] = _scaled(sampled, count)
        notes.append(f"naive: one run on {SAMPLE} files, scaled linearly to {count}; memory is the sample's")
    stages = run(["-m", "benchmarks.steps", "stages", str(workspace)]).stages
    return Measured(count, runs["read"], runs["guarded"], runs["ours"], runs["naive"], stages, tuple(notes))


def _mean_kb(workspace: Path) -> float:
    sizes = [path.stat().st_size for path in files_of(workspace)]
    return sum(sizes) / len(sizes) / 1000


def _scaled(command: Sequence[str], count: int) -> Run:
    """The naive loop on a sample; its time without start and imports grows with the number of files."""
    fixed, sample = (run([*command, str(files)]) for files in (0, SAMPLE))
    seconds = fixed.seconds + (sample.seconds - fixed.seconds) * count / SAMPLE
    return Run(seconds, sample.own_mib, sample.child_mib, {})


def comparison(m: Measured) -> str:
    """The measured processes side by side."""
    lines = [
        _line(name, one, m)
        for name, one in (("read", m.read), ("guarded read", m.guarded), ("ours", m.ours), ("naive", m.naive))
    ]
    header = ("process", "seconds", "x read", "ours x", "ms/file", "peak MiB", "child MiB")
    return table(f"Consolidation: {'; '.join(m.notes)}", header, lines)


def _line(name: str, one: Run, m: Measured) -> tuple[str, ...]:
    return (
        name,
        f"{one.seconds:.2f}",
        f"{one.seconds / m.read.seconds:.1f}",
        f"{one.seconds / m.ours.seconds:.2f}",
        f"{one.seconds / m.count * 1000:.1f}",
        f"{one.own_mib:.0f}",
        f"{one.child_mib:.0f}" if one.child_mib else "",
    )


def stage_table(stages: dict[str, float]) -> str:
    """Where one instrumented run spent its time, imports of the project's modules not included."""
    whole = stages["whole"]
    shown = {name: seconds for name, seconds in stages.items() if name != "whole"}
    shown["rest"] = whole - sum(shown.values())
    lines = [(name, f"{seconds:.2f}", f"{seconds / whole:.1%}") for name, seconds in shown.items()]
    return table("Stages of ours", ("stage", "seconds", "share"), [*lines, ("whole", f"{whole:.2f}", "")])


def budget(m: Measured, commands: dict[str, tuple[float, float]]) -> str:
    """The goals of the design against what was measured; the goals differ for a county and for large runs."""
    large = m.count > SMALL
    most, least = (4.0, 15.0) if large else (8.0, 6.0)
    goals = [
        (f"ours <= {most:g} x read", m.ours.seconds / m.read.seconds, most, ".1f"),
        (f"naive >= {least:g} x ours", -m.naive.seconds / m.ours.seconds, -least, ".1f"),
        ("guarded read <= 1.4 x read (files alone)", m.guarded.stages[LOOP] / m.read.stages[LOOP], 1.4, ".2f"),
    ]
    if large:
        goals.append(("largest process <= 0.8 GiB", m.ours.peak_mib / 1024, 0.8, ".2f"))
        goals.append(("validation and rules <= 10 % of the whole", m.validation, 0.1, ".1%"))
    goals += [(f"{name} <= {limit:g} s", seconds, limit, ".2f") for name, (seconds, limit) in commands.items()]
    lines = [(name, f"{abs(got):{form}}", "held" if got <= limit else "NOT HELD") for name, got, limit, form in goals]
    return table("Budget", ("goal", "measured", ""), lines)


def single_commands(workspace: Path, pairs: int) -> dict[str, tuple[float, float]]:
    """(measured, allowed) wall seconds of the commands that a person waits for, imports included."""
    one_file = str(files_of(workspace)[0])
    waited = {"midterm --help": (["--help"], 0.3), "midterm check ONE_FILE": (["check", one_file], 2.0)}
    runs = interleaved({name: ["midterm.py", *line] for name, (line, _) in waited.items()}, _FINE, pairs)
    return {name: (runs[name].seconds, limit) for name, (_, limit) in waited.items()}


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    generate.options(parser)
    parser.add_argument("--pairs", type=int, default=5, help="interleaved runs, of which the median counts (5)")
    parser.add_argument("--folder", type=Path, help="keep the workspace here and use it again")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        workspace = (args.folder or Path(temporary)).resolve()
        generate.prepare(workspace, args.count, args.rows, args.mistakes, args.family)
        try:
            measured = measure(workspace, args.count, args.rows, args.pairs)
            commands = single_commands(workspace, args.pairs) if args.count <= SMALL else {}
        except StepFailedError as failed:
            raise SystemExit(str(failed)) from failed
    print(comparison(measured), stage_table(measured.stages), budget(measured, commands), sep="\n")


if __name__ == "__main__":
    main()
