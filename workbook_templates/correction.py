"""The correction form (退回修改表): a fresh form, all that was written put back, each problem marked at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import xlsxwriter

from schemas.catalogue import Catalogue
from schemas.findings import Finding
from validators.answered import CORRECTS
from validators.fresh import LEFT_OVER_SHEET, Fresh, LeftOver
from validators.left_over import left_over
from validators.reader import RawReturn
from validators.rearranged import PROBLEM_LIST
from validators.signature import META_SHEET
from validators.whole_file import ReadWhole, WholeFile, read_whole
from validators.written import SheetCells, put_back, sheets_of
from workbook_templates.files import let_rows_grow, replacing
from workbook_templates.form import fill_form, growing_sheets, set_properties
from workbook_templates.left_over_sheet import write_left_over
from workbook_templates.places import Places
from workbook_templates.problem_list import Problem, write_problem_list
from workbook_templates.problems import marks_of, problems_of, with_place_in
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats

# A finding may cut a longer value.
_QUOTED = 60


def correction_name(department: str) -> str:
    """File name of a department's correction form."""
    return f"退回修改表-{department}.xlsx"


# Sheets of blank forms by what they depend on: the tables, and whether it is a township's.
Blanks = dict[tuple[tuple[str, ...], bool], Mapping[str, SheetCells]]


def write_correction(
    path: Path,
    catalogue: Catalogue,
    key: bytes,
    department: str,
    returns: Path,
    raw: RawReturn,
    files: Sequence[RawReturn],
    findings: Sequence[Finding],
    blanks: Blanks | None = None,
    read: ReadWhole = read_whole,
) -> None:
    """Write one department's correction form.

    Args:
        key: the workspace's signing key.
        returns: the folder that holds the returned files.
        raw: what counts of the department's answers.
        files: the files that it came from, as read; more than one where copies were put together.
        findings: those of this return.
        blanks: kept from one department to the next, to save time.
        read: how to read a returned file once more.
    """
    form = Places.of(catalogue, department)
    problems = problems_of(form, raw, files, findings)
    codes = {table: list(rows.index) for table, rows in form.rows.items()}
    fresh = _fresh(catalogue, key, form, {} if blanks is None else blanks)
    rest: list[LeftOver] = []
    for each in files:
        lines = _left_over(fresh, each, read(returns / each.file), problems)
        rest += lines if len(files) == 1 else [replace(x, sheet=f"《{each.file}》{x.sheet}") for x in lines]
    problems = [with_place_in(rest, problem) for problem in problems]
    with replacing(path) as temporary:
        with Book(temporary) as workbook:
            formats = Formats(workbook)
            set_properties(workbook, f"退回修改表-{department}", catalogue)
            first = workbook.add_worksheet(PROBLEM_LIST)
            fill_form(workbook, formats, catalogue, department, key, put_back(raw, codes), marks_of(form, problems))
            label = str(catalogue.parameters.get("数据标识") or "")
            write_problem_list(first, formats, department, problems, raw.file, label)
            if rest:
                write_left_over(workbook, formats, rest)
            _open_at(workbook, PROBLEM_LIST)
            meta = workbook.get_worksheet_by_name(META_SHEET)
            meta.write_row(meta.dim_rowmax + 1, 0, (CORRECTS, raw.sha256))
        sheets = workbook.worksheets()
        ours = {at for at, sheet in enumerate(sheets, 1) if sheet.get_name() in (PROBLEM_LIST, LEFT_OVER_SHEET)}
        let_rows_grow(temporary, {*growing_sheets(workbook), *ours})


def _fresh(catalogue: Catalogue, key: bytes, form: Places, blanks: Blanks) -> Fresh:
    """What the department's form is when nothing is written into it."""
    kind = (tuple(table.name for table in form.rows), form.name in catalogue.townships)
    if kind not in blanks:
        blank = BytesIO()
        with xlsxwriter.Workbook(blank, {"in_memory": True}) as workbook:
            fill_form(workbook, Formats(workbook), catalogue, form.name, key, {})
        blanks[kind] = sheets_of(blank.getvalue())
    return Fresh(form.name, {table.name: rows for table, rows in form.rows.items()}, blanks[kind])


def _left_over(fresh: Fresh, raw: RawReturn, whole: WholeFile | None, problems: Sequence[Problem]) -> list[LeftOver]:
    """What of a file finds no place."""
    if whole is None or whole[0] != raw.sha256:
        return [LeftOver("", "", f"《{raw.file}》", "原文件未能再次读取，或在检查后被改动，请与原文件核对。")]
    keys = {problem.key for problem in problems}
    mine = (problem.finding for problem in problems if problem.finding.file == raw.file)
    cells = {(finding.sheet, finding.cell) for finding in mine if len(finding.value) < _QUOTED}
    return left_over(raw, whole[1], fresh, keys, cells)


def _open_at(workbook: xlsxwriter.Workbook, name: str) -> None:
    """Open the workbook at one sheet; two selected sheets would be edited together."""
    for sheet in workbook.worksheets():
        sheet.selected = False
    workbook.get_worksheet_by_name(name).activate()
