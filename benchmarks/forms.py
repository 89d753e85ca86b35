"""Writing forms against writing the same cells bare: no formats, no validation, no protection.

python -m benchmarks.forms [N] [--pairs 5]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl
import xlsxwriter

from benchmarks.measure import table
from samples.content import PARAMETERS, catalogue_frames
from samples.workspace import KEY
from schemas.catalogue import Catalogue
from schemas.plan import reporters
from validators.catalogue import load_catalogue
from validators.workspace import FILE_NAME
from workbook_templates.catalogue_template import write_catalogue
from workbook_templates.form import form_name, write_form

GOAL = 3.0
Sheets = dict[str, list[tuple[int, int, Any]]]


def sample_catalogue(folder: Path) -> Catalogue:
    """The sample catalogue, written and read as a bureau's own would be."""
    write_catalogue(folder / FILE_NAME, catalogue_frames(), PARAMETERS)
    return load_catalogue(folder / FILE_NAME)


def write_all(folder: Path, catalogue: Catalogue, departments: Sequence[str]) -> None:
    """One form a department, as `midterm forms` writes them; a department that comes again is written again."""
    for department in departments:
        write_form(folder / form_name(department), catalogue, department, KEY)


def cells_of(path: Path) -> Sheets:
    """Everything that stands in a form: (row, column, value or formula), by sheet."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value)
            for line in sheet.iter_rows()
            for cell in line
            if cell.value is not None
        ]
        for sheet in book.worksheets
    }


def write_bare(path: Path, sheets: Sheets) -> None:
    """The same cells with xlsxwriter and nothing else."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, cells in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, column, value in cells:
                sheet.write(row, column, value)


def compare(count: int, pairs: int) -> tuple[float, float, int]:
    """(seconds for the forms, seconds bare, cells): medians of interleaved runs in one process."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalogue = sample_catalogue(folder)
        departments = list(islice(cycle(reporters(catalogue)), count))
        write_all(folder, catalogue, departments)
        contents = {department: cells_of(folder / form_name(department)) for department in set(departments)}
        for _ in range(pairs):
            start = time.perf_counter()
            write_all(folder, catalogue, departments)
            middle = time.perf_counter()
            for department in departments:
                write_bare(folder / "bare.xlsx", contents[department])
            ours.append(middle - start)
            bare.append(time.perf_counter() - middle)
    cells = sum(len(sheet) for department in departments for sheet in contents[department].values())
    return median(ours), median(bare), cells


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=60, metavar="N", help="forms (60)")
    parser.add_argument("--pairs", type=int, default=5, help="interleaved runs, of which the median counts (5)")
    args = parser.parse_args()
    ours, bare, cells = compare(args.count, args.pairs)
    ratio = ours / bare
    lines = [
        ("forms", f"{ours:.2f}", f"{ratio:.2f}", f"{ours / args.count * 1000:.0f}"),
        ("bare cells", f"{bare:.2f}", "1.00", f"{bare / args.count * 1000:.0f}"),
    ]
    title = f"{args.count} forms of the sample catalogue, {cells:,} cells, median of {args.pairs} interleaved runs"
    print(table(title, ("process", "seconds", "x bare", "ms/form"), lines))
    verdict = "held" if ratio <= GOAL else "NOT HELD"
    print(table("Budget", ("goal", "measured", ""), [(f"forms <= {GOAL:g} x bare", f"{ratio:.2f}", verdict)]))


if __name__ == "__main__":
    main()
