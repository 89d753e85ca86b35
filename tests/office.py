"""LibreOffice for tests: recalculate a workbook, print it to PDF, turn the PDF into pictures.

Every call starts its own soffice with its own throw-away profile, so that calls may run side by side
and no setting of the person at the keyboard reaches a test.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

# The profile's one setting: LibreOffice otherwise trusts the values the writing program left in the file.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def soffice_path() -> str | None:
    """The soffice program on this machine, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


needs_soffice = pytest.mark.skipif(soffice_path() is None, reason="LibreOffice is not installed")


def recalculate(xlsx: Path, outdir: Path, timeout: float = 120) -> Path:
    """A copy of the workbook in `outdir`, under the same name, every formula calculated afresh."""
    if outdir.resolve() == xlsx.parent.resolve():
        raise ValueError("outdir must not be the folder of the workbook: it would be overwritten")
    return _convert(xlsx, outdir, "xlsx", timeout)


def recalculate_all(workbooks: Sequence[Path], outdir: Path, timeout: float = 300) -> list[Path]:
    """The same for several workbooks of different names in one run of the program."""
    outdir.mkdir(parents=True, exist_ok=True)
    _soffice(workbooks, outdir, "xlsx", timeout)
    return [outdir / path.name for path in workbooks]


def to_pdf(xlsx: Path, outdir: Path, timeout: float = 120) -> Path:
    """The workbook as a PDF in `outdir`, as LibreOffice would print it, formulas calculated afresh."""
    return _convert(xlsx, outdir, "pdf", timeout)


def to_png(pdf: Path, outdir: Path, dpi: int = 60) -> list[Path]:
    """One picture a page, in page order."""
    outdir.mkdir(parents=True, exist_ok=True)
    prefix = outdir / pdf.stem
    _run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(prefix)], timeout=120)
    return sorted(outdir.glob(f"{glob.escape(pdf.stem)}-*.png"))


def _convert(source: Path, outdir: Path, ending: str, timeout: float) -> Path:
    outdir.mkdir(parents=True, exist_ok=True)
    target = outdir / f"{source.stem}.{ending}"
    target.unlink(missing_ok=True)
    said = _soffice([source], outdir, ending, timeout)
    # soffice ends with 0 even when it could not read the file.
    if not target.exists():
        raise RuntimeError(f"soffice wrote no {target.name}: {said.strip()}")
    return target


def _soffice(sources: Sequence[Path], outdir: Path, ending: str, timeout: float) -> str:
    program = soffice_path()
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as folder:
        settings = Path(folder, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
        command = [program, f"-env:UserInstallation={Path(folder).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", ending, "--outdir", str(outdir), *map(str, sources)]
        return _run(command, timeout)


def _run(command: list[str], timeout: float) -> str:
    """What the program said. It runs in a process group of its own, which no time limit leaves alive."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=timeout)
    except BaseException as interruption:
        # soffice is a launcher: killing it alone would leave soffice.bin behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(interruption, subprocess.TimeoutExpired):
            raise TimeoutError(f"{command[0]} took longer than {timeout} s") from None
        raise
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said.strip()}")
    return said
