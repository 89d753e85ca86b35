"""The correction form (退回修改表): a fresh form, all that was written put back, each problem marked at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter

from schemas.catalogue import Catalogue
from schemas.findings import Finding
from schemas.plan import rows_for
from schemas.tables import CATALOGUE_TABLES, COVER, REPORT, TABLES, Table
from schemas.vocabulary import NOTICE, SEVERITIES
from validators.answered import AS_IT_IS, CONFIRMED, CORRECTS, Answered, answers_of, key_of
from validators.intake import Refused, look
from validators.left_over import LEFT_OVER_SHEET, TITLES, Fresh, LeftOver, left_over
from validators.normalise import display
from validators.reader import PROBLEM_LIST, RawReturn
from validators.signature import META_SHEET
from validators.written import SheetCells, put_back, sheets_of
from workbook_templates.cells import MAX_TEXT
from workbook_templates.files import let_rows_grow, replacing
from workbook_templates.form import fill_form, growing_sheets, set_properties, with_added
from workbook_templates.form_page import COVER_FIRST_ROW, FIRST_ROW, HEADER_ROW, PROTECTION
from workbook_templates.form_table import letters_of
from workbook_templates.marks import Mark
from workbook_templates.problem_list import Problem, height_of, write_problem_list
from workbook_templates.sheets import Book
from workbook_templates.styles import Formats, page

# In a correction form what was lost is there again: what is left to do is not what the finding says.
_REST = f"其内容保留在“{LEFT_OVER_SHEET}”工作表，"
_TO_DO = {
    "F113": "本文件就是下发给本部门的填报表，请填写后报送。",
    "F202": "本文件就是本轮的填报表，请逐项核对已放回的内容后报送。",
    "F203": "本文件就是现行版本的填报表，请核对已放回的内容后报送。",
    "S101": "该工作表已恢复，请填写。",
    "S102": "该列已恢复，请填写。",
    "S103": f"{_REST}不必处理；确需上报的请填到相应单元格，或联系牵头单位。",
    "S104": f"已保留前面一行；多余的行{_REST}请核对保留的是否正确。",
    "S105": "该行已恢复，请填写。",
}
_FOLDED = "C110"  # what was wrong with an answer is said on the line it belongs to


def correction_name(department: str) -> str:
    """File name of a department's correction form."""
    return f"退回修改表-{department}.xlsx"


@dataclass(frozen=True)
class Department:
    """A department's fresh form: the tables it has, each with its given rows, indexed by code (封面: one row)."""

    name: str
    rows: dict[Table, pd.DataFrame]

    @classmethod
    def of(cls, catalogue: Catalogue, name: str) -> Department:
        """As `fill_form` lays it out."""
        rows = {COVER: pd.DataFrame({"填报单位": [name]}, index=["封面"])}
        for table in (*CATALOGUE_TABLES, REPORT):
            given = rows_for(catalogue, table, name)
            if len(given):
                rows[table] = with_added(catalogue, table, given, name).set_index("编号", drop=False)
        return cls(name, rows)

    def place(self, table: Table, code: str, title: str) -> tuple[str, str] | None:
        """(sheet, cell) of an answer; its header where no row is meant, the row's first answer where no column is."""
        if table not in self.rows or (title and title not in table.by_title):
            return None
        if table is COVER:
            return (COVER.sheet, f"C{COVER_FIRST_ROW + list(COVER.by_title).index(title) + 1}") if title else None
        codes = self.rows[table].index.tolist()
        if code and code not in codes:
            return None
        letter = letters_of(table)[title or table.answers[0].title]
        row = FIRST_ROW + codes.index(code) if code else HEADER_ROW
        return table.sheet, f"{letter}{row + 1}"

    def subject(self, table: Table | None, code: str) -> str:
        """A row as a person knows it: code and name."""
        if table is None or table not in self.rows or code not in self.rows[table].index:
            return code
        return f"{code} {display(self.rows[table].at[code, table.label])}".strip()


# Sheets of blank forms by what they depend on: the tables, and whether it is a township's.
Blanks = dict[tuple[tuple[str, ...], bool], Mapping[str, SheetCells]]


def write_correction(
    path: Path,
    catalogue: Catalogue,
    key: bytes,
    department: str,
    raw: RawReturn,
    file: Path,
    findings: Sequence[Finding],
    blanks: Blanks | None = None,
) -> None:
    """Write one department's correction form.

    Args:
        key: the workspace's signing key.
        raw: what the department returned, as read; `file` is where it lies.
        findings: those of this file.
        blanks: kept from one department to the next, to save time.
    """
    form = Department.of(catalogue, department)
    problems = problems_of(form, raw, findings)
    codes = {table: list(rows.index) for table, rows in form.rows.items()}
    rest = _left_over(catalogue, key, form, raw, file, problems, {} if blanks is None else blanks)
    problems = [_with_place_in(rest, problem) for problem in problems]
    with replacing(path) as temporary:
        with Book(temporary) as workbook:
            formats = Formats(workbook)
            set_properties(workbook, f"退回修改表-{department}", catalogue)
            first = workbook.add_worksheet(PROBLEM_LIST)
            fill_form(workbook, formats, catalogue, department, key, put_back(raw, codes), marks_of(form, problems))
            label = str(catalogue.parameters.get("数据标识") or "")
            write_problem_list(first, formats, department, problems, raw.file, label)
            if rest:
                _write_left_over(workbook, formats, rest)
            _open_at(workbook, PROBLEM_LIST)
            meta = workbook.get_worksheet_by_name(META_SHEET)
            meta.write_row(meta.dim_rowmax + 1, 0, (CORRECTS, raw.sha256))
        sheets = workbook.worksheets()
        ours = {at for at, sheet in enumerate(sheets, 1) if sheet.get_name() in (PROBLEM_LIST, LEFT_OVER_SHEET)}
        let_rows_grow(temporary, {*growing_sheets(workbook), *ours})


def problems_of(form: Department, raw: RawReturn, findings: Sequence[Finding]) -> list[Problem]:
    """The lines of 问题清单, errors first, otherwise in the order of the form."""
    answers = answers_of(raw)
    folded = {key_of(raw, f)[1:]: f for f in findings if f.code == _FOLDED}
    problems = []
    for finding in findings:
        if finding.code == _FOLDED:
            continue
        key = key_of(raw, finding)
        table = TABLES.get(key[1])
        place = form.place(table, finding.row, finding.column) if table else None
        finding = replace(finding, suggestion=_TO_DO.get(finding.code, finding.suggestion))
        about = folded.get(key[1:])
        if about is not None and key in answers:
            finding = replace(finding, suggestion=f"{about.message}{about.suggestion}{finding.suggestion}")
        said = _said_before(finding, answers.get(key))
        subject = finding.column if table is COVER else form.subject(table, finding.row)
        problems.append(Problem(finding, key, subject, place, *said))
    tables = list(form.rows)

    def order(problem: Problem) -> tuple[int, int]:
        table = TABLES.get(problem.key[1])
        return SEVERITIES.index(problem.finding.severity), tables.index(table) if table in tables else -1

    return sorted(problems, key=order)


def _with_place_in(rest: Sequence[LeftOver], problem: Problem) -> Problem:
    """A problem whose row has no place in the form is linked to the line that keeps the row."""
    finding = problem.finding
    if problem.place is None and finding.cell:
        number = finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for at, line in enumerate(rest):
            first = line.cell.partition(":")[0]
            if line.sheet == finding.sheet and first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == number:
                return replace(problem, place=(LEFT_OVER_SHEET, f"C{FIRST_ROW + at + 1}"))
    return problem


def _said_before(finding: Finding, answered: Answered | None) -> tuple[str, str]:
    """An explanation must not have to be given twice; other answers are used up."""
    if answered is None:
        return "", ""
    keeps = answered.answer == AS_IT_IS and (finding.severity != NOTICE or finding.message.startswith(CONFIRMED))
    return (AS_IT_IS if keeps and answered.explanation else ""), answered.explanation


def marks_of(form: Department, problems: Sequence[Problem]) -> dict[tuple[str, str, str], Mark]:
    """What to mark in the form: the gravest colour at a cell, and all that is said about it."""
    marks: dict[tuple[str, str, str], Mark] = {}
    for problem in problems:  # gravest first
        table, finding = TABLES.get(problem.key[1]), problem.finding
        if table is None or problem.place is None or problem.place[0] != table.sheet:
            continue
        if not finding.row and table is not COVER:
            continue  # a whole column: its header says it
        place = (table.name, finding.row, finding.column or table.answers[0].title)
        before = marks.get(place)
        severity, notes = (before.severity, [before.note]) if before else (finding.severity, [])
        marks[place] = Mark(severity, "\n\n".join([*notes, _note(finding)]))
    return marks


def _note(finding: Finding) -> str:
    proposed = f"\n建议值：{finding.proposed}" if finding.proposed else ""
    return f"【{finding.severity}】{finding.message}\n{finding.suggestion}{proposed}"


def _left_over(
    catalogue: Catalogue,
    key: bytes,
    form: Department,
    raw: RawReturn,
    file: Path,
    problems: Sequence[Problem],
    blanks: Blanks,
) -> list[LeftOver]:
    """What finds no place; the file is read once more, with the same look before opening."""
    try:
        found = look(file)
        if found.sha256 != raw.sha256:
            raise OSError
    except (Refused, OSError):
        return [LeftOver("", "", f"《{raw.file}》", "原文件在检查后被改动或移走，未能核对。")]
    kind = (tuple(table.name for table in form.rows), form.name in catalogue.townships)
    if kind not in blanks:
        blank = BytesIO()
        with xlsxwriter.Workbook(blank, {"in_memory": True}) as workbook:
            fill_form(workbook, Formats(workbook), catalogue, form.name, key, {})
        blanks[kind] = sheets_of(blank.getvalue())
    fresh = Fresh(form.name, {table.name: rows for table, rows in form.rows.items()}, blanks[kind])
    keys = {problem.key for problem in problems}
    cells = {(problem.finding.sheet, problem.finding.cell) for problem in problems}
    return left_over(raw, sheets_of(found.data), fresh, keys, cells)


def _write_left_over(workbook: xlsxwriter.Workbook, formats: Formats, rest: Sequence[LeftOver]) -> None:
    sheet = workbook.add_worksheet(LEFT_OVER_SHEET)
    sheet.write(0, 0, LEFT_OVER_SHEET, formats.title())
    sheet.set_row(0, 28)
    note = "以下内容原样保留，未纳入填报表。需要上报的，请填到相应的单元格中；不需要的不必处理。"
    sheet.write(1, 0, note, formats.note())
    widths = dict(zip(TITLES, (16, 12, 74, 34), strict=True))
    for at, (title, width) in enumerate(widths.items()):
        sheet.set_column(at, at, width)
        sheet.write(HEADER_ROW, at, title, formats.header())
    style = formats.boxed(text_wrap=True, valign="top")
    row = FIRST_ROW
    for line in rest:
        for start in range(0, max(len(line.content), 1), MAX_TEXT):
            content = line.content[start : start + MAX_TEXT]
            for at, text in enumerate((line.sheet, line.cell, content, line.reason)):
                sheet.write_string(row, at, text, style)
            sheet.set_row(row, height_of({"内容": content, "原因": line.reason, "工作表": line.sheet}, widths))
            row += 1
    sheet.autofilter(HEADER_ROW, 0, row - 1, len(TITLES) - 1)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.protect("", PROTECTION)
    page(sheet, header_rows=(0, HEADER_ROW))


def _open_at(workbook: xlsxwriter.Workbook, name: str) -> None:
    """Open the workbook at one sheet; two selected sheets would be edited together."""
    for sheet in workbook.worksheets():
        sheet.selected = False
    workbook.get_worksheet_by_name(name).activate()
