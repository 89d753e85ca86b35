"""A new workspace: folders, key, catalogue, control workbook, files to double-click; blank or with the sample."""

from __future__ import annotations

from pathlib import Path

from validators.problems import CannotWork
from validators.signature import make_key
from validators.workspace import FILE_NAME, FOLDERS
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.control import CONTROL_NAME, write_control
from workbook_templates.double_click import write_double_click


def create(root: Path, sample: bool = False) -> None:
    """Make a workspace; raises CannotWork rather than touch one that is there already."""
    if (root / FILE_NAME).exists():
        raise CannotWork(f"“{root}”已经是工作区，为免覆盖《{FILE_NAME}》，请换一个文件夹。")
    if root.exists() and not root.is_dir():
        raise CannotWork(f"“{root}”是一个文件，请换一个文件夹名。")
    root.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (root / name).mkdir(exist_ok=True)
    if sample:
        from samples.workspace import fill

        fill(root)
    else:
        make_key(root)
        write_catalogue(root / FILE_NAME)
    if not (root / CONTROL_NAME).exists():
        write_control(root / CONTROL_NAME)
    write_double_click(root)
