"""Writing files so that nothing is lost: a temporary name first, and never over a file that is open."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[str]:
    """Give a temporary name to write to; rename to `path` when the block ends well."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield str(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


_FIXED_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')


def let_rows_grow(path: str, sheets: Collection[int]) -> None:
    """Take the mark "set by hand" off the row heights of some sheets, so that rows grow with what is typed.

    XlsxWriter marks every height that it is given; without a height the rows would open too low.

    Args:
        path: a finished workbook.
        sheets: positions of the sheets, from 1.
    """
    names = {f"xl/worksheets/sheet{number}.xml" for number in sheets}
    with zipfile.ZipFile(path) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in parts:
            archive.writestr(info, _FIXED_HEIGHT.sub(rb"\1", content) if info.filename in names else content)


def is_open(path: Path) -> bool:
    """Excel locks an open workbook on Windows and leaves a ~$ file beside it everywhere."""
    if not path.exists():
        return False
    if path.with_name(f"~${path.name}").exists() or path.with_name(f".~lock.{path.name}#").exists():
        return True
    try:
        with path.open("r+b"):
            return False
    except PermissionError:
        return True


def free_name(path: Path, is_taken: Callable[[Path], bool] = is_open) -> Path:
    """`path`, or the next free name beside it, 表(2).xlsx, where it is taken: by default when it is open in Excel."""
    candidate, number = path, 1
    while is_taken(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem}({number}){path.suffix}")
    return candidate


def all_names(path: Path) -> list[Path]:
    """The files that `free_name` may have given for `path`, as far as they are there."""
    ours = re.compile(rf"{re.escape(path.stem)}(\(\d+\))?{re.escape(path.suffix)}")
    return [each for each in path.parent.iterdir() if ours.fullmatch(each.name)] if path.parent.is_dir() else []
