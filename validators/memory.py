"""A bound on what one file may cost a reading process in memory; nothing where the system knows none (Windows)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Together with the interpreter itself this stays below 1 GiB.
MOST_PER_FILE = 880 * 2**20


@contextmanager
def limited_memory() -> Iterator[None]:
    """Within this, the process may grow by `MOST_PER_FILE`; beyond it, Python raises and the Rust reader aborts."""
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    # Out of memory, the Rust reader panics; to draw a backtrace it would want more, and hang.
    os.environ["RUST_BACKTRACE"] = "0"
    before = resource.getrlimit(resource.RLIMIT_AS)
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = now + MOST_PER_FILE
    if before[1] != resource.RLIM_INFINITY:
        most = min(most, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
