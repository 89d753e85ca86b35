"""A synthetic workspace: a catalogue of N departments and the N forms that they returned.

python -m benchmarks.generate FOLDER [N] [--rows 150] [--mistakes 0.01] [--family 1]
"""

from __future__ import annotations

import argparse
import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import pandas as pd

from benchmarks.content import SEED, department, name_of, parameters
from benchmarks.variants import Retelling, copy_form, signing
from schemas.catalogue import SHEETS, Catalogue
from validators.signature import KEY_FILE
from validators.workspace import FILE_NAME, RETURNS
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.form import form_name, write_form

KEY = bytes.fromhex("5a" * 32)
MARK = "benchmark.json"
_CHUNK = 10


def prepare(root: Path, count: int, rows: int, mistakes: float, family: int = 1) -> None:
    """Make the workspace in `root` unless the very same one is there already.

    Args:
        family: of so many departments one has its form written; the others' are that one retold (`Retelling`).
    """
    wanted = {"departments": count, "rows": rows, "mistakes": mistakes, "seed": SEED}
    if family > 1:
        wanted["family"] = family
    mark = root / MARK
    if mark.exists() and json.loads(mark.read_text()) == wanted:
        return
    mark.unlink(missing_ok=True)
    returns = root / RETURNS
    shutil.rmtree(returns, ignore_errors=True)
    returns.mkdir(parents=True)
    (root / KEY_FILE).write_text(KEY.hex() + "\n", encoding="ascii")
    chunk = family if family > 1 else _CHUNK
    chunks = [range(start, min(start + chunk, count)) for start in range(0, count, chunk)]
    with ProcessPoolExecutor() as executor:
        jobs = [executor.submit(_write_forms, returns, chunk, rows, mistakes, family) for chunk in chunks]
        parts = list(executor.map(_catalogue_of, chunks, repeat(rows), repeat(mistakes), repeat(family)))
        frames = {s.name: pd.concat([part[s.name] for part in parts], ignore_index=True) for s in SHEETS}
        write_catalogue(root / FILE_NAME, frames, parameters())
        for job in jobs:
            job.result()
    mark.write_text(json.dumps(wanted))


def _write_forms(folder: Path, numbers: range, rows: int, mistakes: float, family: int) -> None:
    """Forms of some departments; each from its own part of the catalogue, which is all that a form shows."""
    for number in numbers:
        if number % family:
            _retell_form(folder, number - number % family, number)
            continue
        made = department(number, rows, mistakes)
        part = Catalogue(parameters(), made.catalogue)
        write_form(folder / form_name(made.name), part, made.name, KEY, made.answers)


def _retell_form(folder: Path, first: int, number: int) -> None:
    known, old, new = parameters(), name_of(first), name_of(number)
    signed = signing(known["规划名称"], known["评估轮次"], old, new, KEY)
    copy_form(folder / form_name(old), folder / form_name(new), Retelling(first, number), signed)


def _catalogue_of(numbers: range, rows: int, mistakes: float, family: int) -> dict[str, pd.DataFrame]:
    """The catalogue rows of some departments, by sheet."""
    parts: list[dict[str, pd.DataFrame]] = []
    for number in numbers:
        if number % family:
            retold = Retelling(number - number % family, number)
            parts.append({name: retold.frame(data) for name, data in parts[-(number % family)].items()})
        else:
            parts.append(department(number, rows, mistakes).catalogue)
    return {s.name: pd.concat([part[s.name] for part in parts], ignore_index=True) for s in SHEETS}


def options(parser: argparse.ArgumentParser) -> None:
    """The options that describe a workspace."""
    parser.add_argument("count", nargs="?", type=int, default=60, metavar="N", help="departments (60)")
    parser.add_argument("--rows", type=int, default=150, help="rows a department answers (150)")
    parser.add_argument("--mistakes", type=float, default=0.01, help="share of answers that are spoilt (0.01)")
    parser.add_argument("--family", type=int, default=1, help="of so many forms one is written, the rest retell it (1)")


def main() -> None:
    """Generate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options(parser)
    args = parser.parse_args()
    prepare(args.folder, args.count, args.rows, args.mistakes, args.family)


if __name__ == "__main__":
    main()
