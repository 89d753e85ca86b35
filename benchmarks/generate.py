"""A synthetic workspace: a catalogue of N departments and the N forms that they returned.

python -m benchmarks.generate FOLDER [N] [--rows 150] [--mistakes 0.01]
"""

from __future__ import annotations

import argparse
import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from benchmarks.content import SEED, department, parameters
from schemas.catalogue import SHEETS, Catalogue
from validators.catalogue import FILE_NAME
from validators.signature import KEY_FILE
from validators.workspace import RETURNS
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.form import form_name, write_form

KEY = bytes.fromhex("5a" * 32)
MARK = "benchmark.json"
_CHUNK = 10


def prepare(root: Path, count: int, rows: int, mistakes: float) -> None:
    """Make the workspace in `root` unless the very same one is there already."""
    wanted = {"departments": count, "rows": rows, "mistakes": mistakes, "seed": SEED}
    mark = root / MARK
    if mark.exists() and json.loads(mark.read_text()) == wanted:
        return
    mark.unlink(missing_ok=True)
    returns = root / RETURNS
    shutil.rmtree(returns, ignore_errors=True)
    returns.mkdir(parents=True)
    (root / KEY_FILE).write_text(KEY.hex() + "\n", encoding="ascii")
    chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    with ProcessPoolExecutor() as executor:
        jobs = [executor.submit(_write_forms, returns, chunk, rows, mistakes) for chunk in chunks]
        _write_catalogue(root / FILE_NAME, count, rows, mistakes)
        for job in jobs:
            job.result()
    mark.write_text(json.dumps(wanted))


def _write_forms(folder: Path, numbers: range, rows: int, mistakes: float) -> None:
    """Forms of some departments; each from its own part of the catalogue, which is all that a form shows."""
    for number in numbers:
        made = department(number, rows, mistakes)
        part = Catalogue(parameters(), made.catalogue)
        write_form(folder / form_name(made.name), part, made.name, KEY, made.answers)


def _write_catalogue(path: Path, count: int, rows: int, mistakes: float) -> None:
    parts = [department(number, rows, mistakes).catalogue for number in range(count)]
    frames = {s.name: pd.concat([part[s.name] for part in parts], ignore_index=True) for s in SHEETS}
    write_catalogue(path, frames, parameters())


def options(parser: argparse.ArgumentParser) -> None:
    """The options that describe a workspace."""
    parser.add_argument("count", nargs="?", type=int, default=60, metavar="N", help="departments (60)")
    parser.add_argument("--rows", type=int, default=150, help="rows a department answers (150)")
    parser.add_argument("--mistakes", type=float, default=0.01, help="share of answers that are spoilt (0.01)")


def main() -> None:
    """Generate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options(parser)
    args = parser.parse_args()
    prepare(args.folder, args.count, args.rows, args.mistakes)


if __name__ == "__main__":
    main()
