"""Writing files so that nothing is lost: a temporary name first, and never over a file that is open."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


def free_name(path: Path) -> Path:
    """`path`, or the next free name beside it when somebody has it open in Excel."""
    candidate, number = path, 1
    while _is_open(candidate):
        number += 1
        candidate = path.with_name(f"{path.stem}({number}){path.suffix}")
    return candidate


def _is_open(path: Path) -> bool:
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
