"""The main job as one readable story: returns folder in, master workbook out.

`python consolidate.py WORKSPACE` is the same job as `midterm consolidate WORKSPACE`.
"""

from __future__ import annotations

if __name__ == "__main__":  # before what is heavy: the command starts the readers while that is imported
    import sys

    from midterm import main

    main(["consolidate", *sys.argv[1:]])

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from validators.check import Checked, check, layouts
from validators.master_reader import EarlierMaster, read_overrides
from validators.pool import Reading
from validators.workspace import MASTER_NAME, RESULTS, Workspace
from workbook_templates.files import free_name


@dataclass(frozen=True)
class Consolidated:
    """What the job made: the check behind it and where the master lies."""

    checked: Checked
    master: Path

    def lines(self) -> list[str]:
        """Where the master lies."""
        beside = f"《{MASTER_NAME}》正在Excel中打开，没有覆盖，本次结果另存为新文件。"
        return [*([beside] if self.master.name != MASTER_NAME else []), f"总进度表：{self.master}"]


def consolidate(
    workspace: Workspace,
    on_progress: Callable[[int], None] = lambda done: None,
    earlier: EarlierMaster | None = None,
) -> Consolidated:
    """Check every returned file and write the master; raises CannotWork if the catalogue cannot be used.

    Args:
        earlier: the master of an earlier round to hold the answers against.
    """
    jobs = workspace.returned()
    results = workspace.folder(RESULTS)
    with _no_search_for_cycles():
        with Reading(jobs, layouts()) as reading:  # while what writes the master is imported, and the catalogue read
            from workbook_templates.master import write_master

            reading.then(earlier_overrides, results)
            catalogue = workspace.catalogue()
            checked = check(catalogue, jobs, workspace.key(), on_progress, reading, earlier, keep_cells=False)
            overrides = reading.aside()
            reading.dismiss()  # their memory is free while the master is written
        master = free_name(results / MASTER_NAME)
        write_master(master, checked, overrides)
    return Consolidated(checked, master)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python's garbage collector rests: it would visit millions of cells again and again to free next to nothing."""
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()


def earlier_overrides(results: Path) -> dict[str, tuple[str, str]]:
    """The bureau's overrides in the newest master: writing a new one must not lose them."""
    newest = newest_master(results)
    return read_overrides(newest) if newest else {}


def newest_master(results: Path) -> Path | None:
    """The master that was written or saved last; None where there is none yet."""
    masters = [path for path in results.glob(f"{Path(MASTER_NAME).stem}*.xlsx") if not path.name.startswith("~$")]
    return max(masters, key=lambda path: path.stat().st_mtime, default=None)
