"""The main job as one readable story: returns folder in, master workbook out.

`python consolidate.py WORKSPACE` is the same job as `midterm consolidate WORKSPACE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from validators.check import Checked, check
from validators.workspace import MASTER_NAME, RESULTS, Workspace
from workbook_templates.files import free_name
from workbook_templates.master import write_master


@dataclass(frozen=True)
class Consolidated:
    """What the job made: the check behind it and where the master lies."""

    checked: Checked
    master: Path


def consolidate(workspace: Workspace, on_progress: Callable[[int], None] = lambda done: None) -> Consolidated:
    """Check every returned file and write the master; raises CannotWork if the catalogue cannot be used."""
    catalogue = workspace.catalogue()
    checked = check(catalogue, workspace.returned(), workspace.key(), on_progress)
    master = free_name(workspace.folder(RESULTS) / MASTER_NAME)
    write_master(master, checked)
    return Consolidated(checked, master)


if __name__ == "__main__":
    import sys

    from midterm import main

    main(["consolidate", *sys.argv[1:]])
