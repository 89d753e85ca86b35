"""Where every answer came from: a line a value, or a line a row where there are too many values.

With a line a value, every answered cell of the master has one, a value that was not taken over included.
With a line a row, that line names the cell of every column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.findings import Finding
from schemas.records import records
from schemas.tables import FORM_TABLES
from schemas.vocabulary import ERROR, SEVERITIES
from validators.check import Checked
from validators.frames import DEPARTMENT, FILE, ROW, TableFrame
from workbook_templates import sheets
from workbook_templates.cells import is_missing
from workbook_templates.links import Link, location

SHEET = "数据来源"
HEADER_ROW = 2
FIRST_ROW = HEADER_ROW + 1
# Three times what a county asks. A line a value is ten times as many lines, and at a thousand workbooks
# 1.5 million: table by table, what goes beyond has a line a row. Of more rows no table leads here.
MOST_VALUE_LINES, MOST_LINKED_ROWS = 20_000, 10_000
NOT_TAKEN_OVER = "未采用"

# (table name, department, row code), the code "" on the cover.
RowKey = tuple[str, str, str]
_Cell = tuple[str, str, str]  # department, row code, title


class Line(NamedTuple):
    """One line of the sheet.

    Attributes:
        title, value, note: of one value; blank where the line stands for a whole row.
        cell: where its link leads.
        cells: of a whole row, every column with its cell.
    """

    table: str
    code: str
    label: str
    title: str
    value: Any
    department: str
    file: int
    sheet: str
    cell: str
    note: str = ""
    cells: str = ""


@dataclass
class Origins:
    """The lines, and which of them (from 0) each row and each value of the tables has.

    Attributes:
        rows: first line of a row as a department answered it.
        answered: (table name, row code) → the row's first line, whoever answered it; its lead's lines come first.
        values: the line of a value, by row and title; of a table with a line a row there are none.
    """

    lines: list[Line] = field(default_factory=list)
    rows: dict[RowKey, int] = field(default_factory=dict)
    answered: dict[tuple[str, str], int] = field(default_factory=dict)
    values: dict[tuple[RowKey, str], int] = field(default_factory=dict)

    def lead(self, cell: tuple[int, int], line: int, tip: str) -> Link:
        """The link of a cell (zero-based row and column) to a line."""
        part, row = divmod(line, sheets.MAX_ROWS - FIRST_ROW)
        name = SHEET if not part else f"{SHEET}({part + 1})"
        return Link(*cell, location(name, f"A{FIRST_ROW + row + 1}"), tip)


def origins_of(checked: Checked) -> Origins:
    """Every line of the sheet, table by table in the order of the form."""
    found, told = Origins(), _findings(checked)
    for table in FORM_TABLES:
        frame, first = checked.frames[table.name], len(found.lines)
        wrong = _not_taken_over(frame, told)
        answered = int(frame.data[[column.title for column in table.answers]].count().sum()) + len(wrong)
        by_value = first + answered <= MOST_VALUE_LINES
        found.lines += _value_lines(frame, wrong, told) if by_value else _row_lines(frame, wrong)
        if len(frame.data) > MOST_LINKED_ROWS:
            continue
        for at, line in enumerate(found.lines[first:], start=first):
            key = (line.table, line.department, line.code)
            found.rows.setdefault(key, at)
            found.answered.setdefault((line.table, line.code), at)
            if by_value:
                found.values[key, line.title] = at
    return found


def _findings(checked: Checked) -> dict[_Cell, Finding]:
    """The gravest finding at each value that a department wrote."""
    told: dict[_Cell, Finding] = {}
    for finding in sorted(checked.findings, key=lambda finding: SEVERITIES.index(finding.severity)):
        if finding.value and finding.column:
            told.setdefault((finding.department, finding.row, finding.column), finding)
    return told


def _not_taken_over(frame: TableFrame, told: Mapping[_Cell, Finding]) -> dict[tuple[int, str], Finding]:
    """(index, title) → finding of what the department wrote and the frame does not hold: nobody could read it."""
    codes = [""] * len(frame.data) if frame.table.vertical else frame.values("编号")
    at = dict(zip(zip(frame.values(DEPARTMENT), codes, strict=True), range(len(codes)), strict=True))
    found = {}
    for (department, code, title), finding in told.items():
        index = at.get((department, code))
        column = frame.table.by_title.get(title)
        if (
            index is None
            or column is None
            or column.role != "answer"
            or finding.sheet != frame.place(index, title).sheet
        ):
            continue
        if is_missing(frame.values(title)[index]):
            found[index, title] = finding
    return found


def _value_lines(
    frame: TableFrame, wrong: Mapping[tuple[int, str], Finding], told: Mapping[_Cell, Finding]
) -> Iterator[Line]:
    """Row by row in the order of the codes, a row's lead before those who help with it."""
    table, titles = frame.table, [column.title for column in frame.table.answers]
    who = frame.values(DEPARTMENT)
    codes = [""] * len(who) if table.vertical else frame.values("编号")
    labels = [""] * len(who) if table.vertical else _labels(frame)
    leads = frame.values(table.lead) if table.lead in frame.data else who
    present = frame.data[titles].notna().to_numpy().tolist()
    answers = [frame.values(title) for title in titles]
    for index in sorted(range(len(who)), key=lambda at: (codes[at], who[at] != leads[at])):
        code, department = codes[index], who[index]
        for title, values, there in zip(titles, answers, present[index], strict=True):
            unread = wrong.get((index, title))
            if not there and unread is None:
                continue
            place = frame.place(index, title)
            finding = told.get((department, code, title))
            value = values[index] if unread is None else unread.value
            note = _note(finding) if finding is not None and finding.sheet == place.sheet else ""
            yield Line(
                table.name, code, labels[index], title, value, department, place.file, place.sheet, place.cell, note
            )


def _labels(frame: TableFrame) -> list[str]:
    asked = [title for title in (frame.table.label, "单位") if title in frame.data]
    return [frame.table.named(record) for record in records(frame.data, asked)]


def _note(finding: Finding) -> str:
    return f"{NOT_TAKEN_OVER if finding.severity == ERROR else finding.severity}：{finding.message}"


def _row_lines(frame: TableFrame, wrong: Mapping[tuple[int, str], Finding]) -> Iterator[Line]:
    table, data = frame.table, frame.data
    titles = [column.title for column in table.answers]
    present = data[titles].notna().to_numpy().tolist()
    for index, title in wrong:
        present[index][titles.index(title)] = True
    moved = {index for index, _ in frame.elsewhere}
    codes = [""] * len(data) if table.vertical else data["编号"].tolist()
    labels = [""] * len(data) if table.vertical else data[table.label].astype(str).tolist()
    rows = zip(codes, labels, data[DEPARTMENT].tolist(), data[FILE].tolist(), data[ROW].tolist(), present, strict=True)
    known: dict[Any, tuple[str, str]] = {}  # forms are laid out alike: the same words in many lines
    for index, (code, label, department, file, number, there) in enumerate(rows):
        key = (tuple(frame.letters[file].items()), number, tuple(there))
        if key not in known:
            known[key] = _addresses(frame.letters[file], titles, there, "" if table.vertical else str(number))
        first, cells = known[key]
        if index in moved:
            cells = _moved_addresses(frame, index, titles)
        yield Line(table.name, code, label, "", None, department, file, frame.sheets[file], first, cells=cells)


def _addresses(letters: dict[str, str], titles: list[str], there: list[bool], row: str) -> tuple[str, str]:
    filled = [
        (title, letters[title] + row)
        for title, is_there in zip(titles, there, strict=True)
        if is_there and title in letters
    ]
    return (filled[0][1] if filled else f"A{row or 1}"), "；".join([f"{title} {cell}" for title, cell in filled])


def _moved_addresses(frame: TableFrame, index: int, titles: list[str]) -> str:
    """The addresses of a row some of whose values came from another copy of the form."""
    told = []
    for title in titles:
        place = frame.place(index, title)
        if place.cell and not is_missing(frame.data.at[index, title]):
            other = f"《{frame.files[place.file]}》" if (index, title) in frame.elsewhere else ""
            told.append(f"{title} {other}{place.cell}")
    return "；".join(told)
