"""The processes that are measured: `python -m benchmarks.steps NAME WORKSPACE [FILES]`.

Every step runs alone in a process of its own and imports only what it needs.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_RETURNS, _NAIVE_OUTPUT = "2_回收填报表", "naive.xlsx"
LOOP = "loop"  # the files alone, without start and imports
_TITLE_ROWS = 2  # above the header of a form's tables


def files_of(workspace: Path, count: int | None = None) -> list[Path]:
    """The first `count` returned files, or all."""
    return sorted((workspace / _RETURNS).glob("*.xlsx"))[:count]


def read(workspace: Path, count: int | None) -> None:
    """python-calamine alone, every sheet of every file."""
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    for path in files_of(workspace, count):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    _tell({LOOP: time.perf_counter() - start})


def guarded(workspace: Path, count: int | None) -> None:
    """The look before opening, and every table with its addresses, in one process."""
    from validators.check import layouts
    from validators.reader import read_return

    wanted = layouts()
    start = time.perf_counter()
    for path in files_of(workspace, count):
        refusal = read_return(path, path.name, wanted).refusal
        assert refusal is None, refusal
    _tell({LOOP: time.perf_counter() - start})


def ours(workspace: Path, count: int | None) -> None:
    """The whole job by import, for the clocks of `stages`."""
    from consolidate import consolidate
    from validators.workspace import Workspace

    result = consolidate(Workspace.open(workspace))
    assert not [raw for raw in result.checked.raws if raw.refusal]
    print(f"{len(result.checked.findings)} findings, {sum(len(f.data) for f in result.checked.frames.values())} rows")


def naive(workspace: Path, count: int | None) -> None:
    """The loop that comes to mind: read_excel and pandera sheet by sheet, concat, to_excel.

    It reads what ours reads: the cover too, which says who answered and in which version.
    """
    import pandas as pd
    import pandera.pandas as pa

    from schemas.tables import CATALOGUE_TABLES, COVER, REPORT

    frames: dict[str, list[Any]] = {}
    for path in files_of(workspace, count):
        cover = pd.read_excel(path, sheet_name=COVER.sheet, header=None, engine="openpyxl")
        frames.setdefault(COVER.name, []).append(cover.assign(file=path.name))
        for table in (*CATALOGUE_TABLES, REPORT):
            frame = pd.read_excel(path, sheet_name=table.sheet, header=_TITLE_ROWS, engine="openpyxl")
            schema = table.model.to_schema().select_columns([column.title for column in table.answers])
            schema.coerce = True
            try:
                schema.validate(frame, lazy=True)
            except pa.errors.SchemaErrors as errors:
                frames.setdefault("问题清单", []).append(errors.failure_cases.assign(file=path.name))
            frames.setdefault(table.name, []).append(frame.assign(file=path.name))
    if frames:
        with pd.ExcelWriter(workspace / _NAIVE_OUTPUT) as writer:
            for name, parts in frames.items():
                pd.concat(parts, ignore_index=True).to_excel(writer, sheet_name=name, index=False)


def stages(workspace: Path, count: int | None) -> None:
    """The whole job with a clock around each stage; prints seconds by stage as JSON."""
    spent: dict[str, float] = {}
    with _clocks(spent):
        start = time.perf_counter()
        ours(workspace, count)
        spent["whole"] = time.perf_counter() - start
    _tell(spent)


def _tell(seconds: dict[str, float]) -> None:
    """The last line that a step prints: seconds by name, for `benchmarks.measure`."""
    print(json.dumps(seconds, ensure_ascii=False))


@contextmanager
def _clocks(spent: dict[str, float]) -> Iterator[None]:
    from validators import check
    from validators.pool import Reading
    from validators.workspace import Workspace
    from workbook_templates import master

    places: tuple[tuple[Any, str, str], ...] = (
        (Workspace, "catalogue", "catalogue"),
        (Reading, "__call__", "guarded read in workers, waited for"),
        (check, "asked_rows", "rows asked for"),
        (check, "build", "frames, normalising"),
        (check, "compute_indicators", "computed columns"),
        (check, "check_columns", "validation: columns (pandera)"),
        (check, "apply_rules", "validation: rules"),
        (master, "write_master", "master workbook"),
    )
    original = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, stage in places:
        setattr(owner, name, _clocked(getattr(owner, name), stage, spent))
    try:
        yield
    finally:
        for owner, name, function in original:
            setattr(owner, name, function)


def _clocked(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def clocked(*args: Any, **options: Any) -> Any:
        start = time.perf_counter()
        result = function(*args, **options)
        if isinstance(result, Iterator):
            result = list(result)  # a generator works only when it is asked
        spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - start
        return result

    return clocked


STEPS = {step.__name__: step for step in (read, guarded, ours, naive, stages)}

if __name__ == "__main__":
    STEPS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)
