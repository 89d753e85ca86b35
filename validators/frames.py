"""Raw tables of many files → one tidy frame per table in which every value knows its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pandas as pd

from schemas.compute import compute
from schemas.findings import Finding
from schemas.tables import INDICATOR_TABLES, Table
from validators.locked import changed_cells
from validators.normalise import display, normalise, to_series
from validators.odd_cells import odd_cells
from validators.reader import RawReturn, RawTable

DEPARTMENT, FILE, ROW = "部门", "_file", "_row"


@dataclass(frozen=True)
class Place:
    """Where a value stands: position of the file, sheet, cell."""

    file: int
    sheet: str
    cell: str


@dataclass
class TableFrame:
    """All accepted rows of one table.

    Attributes:
        data: one row an answered row: 部门, _file (position in `files`), _row (Excel row), then
            every column of the table by title: given from the catalogue, answers as
            normalised, computed evaluated. Index 0…n-1.
        files: file names for people.
        sheets: sheet name by position of the file.
        letters: column letters (vertical tables: whole addresses) by position of the file.
        blamed: (index, title) of cells that already have a finding; later checks pass them over.
        elsewhere: (index, title) → place of values that came from another copy of the department's form.
    """

    table: Table
    data: pd.DataFrame
    files: list[str]
    sheets: dict[int, str]
    letters: dict[int, dict[str, str]]
    blamed: set[tuple[int, str]]
    elsewhere: dict[tuple[int, str], Place] = field(default_factory=dict)

    def place(self, index: int, title: str) -> Place:
        """Where a value stands; its cell is "" where the file lacks the column."""
        if (index, title) in self.elsewhere:
            return self.elsewhere[index, title]
        file = self._at(index, FILE)
        letter = self.letters[file].get(title, "")
        cell = letter if self.table.vertical or not letter else f"{letter}{self._at(index, ROW)}"
        return Place(file, self.sheets[file], cell)

    def cell(self, index: int, title: str) -> str:
        """The address of a value in its file, such as F12; "" where the file lacks the column."""
        return self.place(index, title).cell

    def row(self, index: int) -> dict[str, Any]:
        """One row, title → value."""
        return {str(title): value for title, value in self.data.loc[index].items()}

    def _at(self, index: int, column: str) -> int:
        return int(cast("int", self.data.at[index, column]))

    def finding(
        self,
        index: int,
        title: str,
        code: str,
        severity: str,
        message: str,
        suggestion: str,
        value: str | None = None,
    ) -> Finding:
        """A finding at one value of the table."""
        place = self.place(index, title)
        return Finding(
            code=code,
            severity=severity,
            department=str(self.data.at[index, DEPARTMENT]),
            file=self.files[place.file],
            sheet=place.sheet,
            cell=place.cell,
            row="" if self.table.vertical else str(self.data.at[index, "编号"]),
            column=title,
            value=display(self.data.at[index, title]) if value is None else value,
            message=message,
            suggestion=suggestion,
        )


@dataclass
class Source:
    """One accepted file and the department that its signature names."""

    position: int
    raw: RawReturn
    department: str
    # (table name, row code, title) → where a value stands that came from another copy (`validators.merge`)
    elsewhere: dict[tuple[str, str, str], Place] = field(default_factory=dict)


def build(
    table: Table,
    sources: Sequence[Source],
    given: Mapping[str, pd.DataFrame],
    files: list[str],
    values: Mapping[str, Any],
    optional: frozenset[str] = frozenset(),
) -> tuple[TableFrame, list[Finding]]:
    """Assemble and normalise one table over all files, and compute it unless it is an indicator table.

    The indicator tables are computed together once both are there (`compute_indicators`).

    Args:
        given: department → the rows it was asked to answer (given columns by title).
        values: what 参数(…) stands for.
        optional: departments that may leave rows blank (townships).
    """
    findings: list[Finding] = []
    columns: dict[str, list[Any]] = {title: [] for title in (DEPARTMENT, FILE, ROW, "编号")}
    answers: dict[str, list[Any]] = {column.title: [] for column in table.answers}
    sheets: dict[int, str] = {}
    letters: dict[int, dict[str, str]] = {}
    asked: list[pd.DataFrame] = []
    elsewhere: dict[tuple[int, str], Place] = {}
    unreadable: set[tuple[int, str]] = set()  # a lost column is one finding, not one a row
    for source in sources:
        wanted = given[source.department]
        raw = source.raw.tables.get(table.name)
        if raw is None:
            if len(wanted) and not table.optional:
                findings.append(_sheet_missing(table, source))
            continue
        sheets[source.position], letters[source.position] = raw.sheet, raw.letters
        findings += _missing_columns(table, source, raw) if len(wanted) or not table.optional else ()
        kept = _keep_rows(table, source, raw, wanted, table.optional or source.department in optional, findings)
        columns[DEPARTMENT] += [source.department] * len(kept)
        columns[FILE] += [source.position] * len(kept)
        columns[ROW] += [row for row, _, _ in kept]
        columns["编号"] += [code for _, code, _ in kept]
        at = {title: position for position, title in enumerate(raw.titles)}
        for title, cells in answers.items():
            place = at.get(title)
            cells += [None] * len(kept) if place is None else [line[place] for _, _, line in kept]
        first = len(columns[DEPARTMENT]) - len(kept)
        if source.elsewhere:
            for index, (_, code, _line) in enumerate(kept, start=first):
                for title in answers:
                    if (table.name, code, title) in source.elsewhere:
                        elsewhere[index, title] = source.elsewhere[table.name, code, title]
        unreadable |= {
            (index, c.title) for c in table.answers if c.title not in at for index in range(first, first + len(kept))
        }
        rows = _given_columns(table, source, raw, wanted, kept, findings)
        findings += changed_cells(table, source, raw, rows, kept)
        asked.append(rows)
    base = pd.DataFrame({FILE: columns[FILE], ROW: columns[ROW]}, dtype="int64")
    base.insert(0, DEPARTMENT, pd.Series(columns[DEPARTMENT], dtype="str"))
    known = pd.concat(asked, ignore_index=True) if asked else _no_rows(table)
    frame = TableFrame(table, pd.concat([base, known], axis=1), files, sheets, letters, unreadable, elsewhere)
    converted = _answer_columns(frame, answers, {s.position: s.raw for s in sources})
    findings += [frame.finding(*args) for args in converted]
    if table not in INDICATOR_TABLES:
        frame.data = compute(table.columns, frame.data, values)
    return frame, findings


def _no_rows(table: Table) -> pd.DataFrame:
    return pd.DataFrame({c.title: to_series(c, []) for c in table.columns if c.role == "given"})


def _given_columns(
    table: Table,
    source: Source,
    raw: RawTable,
    wanted: pd.DataFrame,
    kept: list[tuple[int, str, list[Any]]],
    findings: list[Finding],
) -> pd.DataFrame:
    """The given columns for the rows as returned: the catalogue's, never a return's, but for rows it added."""
    if table.vertical:
        return wanted
    own = [line for line in kept if is_added(table, line[1])]
    rows = wanted.set_index("编号", drop=False).loc[[code for _, code, _ in kept if not is_added(table, code)]]
    if not own:
        return rows
    at = {title: position for position, title in enumerate(raw.titles)}
    added: dict[str, pd.Series] = {}
    for column in (column for column in table.columns if column.role == "given"):
        place = at.get(column.title)
        cells = [line[place] if place is not None and column.title in table.open_titles else None for *_, line in own]
        result = normalise(column, cells)
        for index, written in result.failed.items():
            row, code, _ = own[index]
            cell = f"{raw.letters[column.title]}{row}"
            details = _not_understood(column.kind, column.title, written)
            findings.append(_row_finding(source, raw.sheet, cell, code, *details, column.title, written))
        added[column.title] = to_series(column, result.values)
    for index, label in enumerate(added[table.label]):
        if pd.isna(label):
            row, code, _ = own[index]
            cell = f"{raw.letters[table.label]}{row}" if table.label in raw.letters else f"A{row}"
            details = ("C101", "错误", f"补充的这一行没有填写“{table.label}”。", f"请填写“{table.label}”，或清空该行。")
            findings.append(_row_finding(source, raw.sheet, cell, code, *details, table.label))
    added["编号"] = pd.Series([code for _, code, _ in own], dtype="str")
    added[table.lead] = pd.Series([source.department] * len(own), dtype="str")
    return pd.concat([rows, pd.DataFrame(added)])


def is_added(table: Table, code: str) -> bool:
    """Whether a row code is of a row that a department added itself."""
    return bool(table.supplements) and code.startswith(table.supplements)


def _keep_rows(
    table: Table, source: Source, raw: RawTable, wanted: pd.DataFrame, optional: bool, findings: list[Finding]
) -> list[tuple[int, str, list[Any]]]:
    """The rows that the department was asked for and has answered; a finding for every other one."""
    if table.vertical:
        return raw.rows
    codes = set(wanted["编号"])
    asked_titles = {column.title for column in table.answers}
    answer_at = [position for position, title in enumerate(raw.titles) if title in asked_titles]
    open_at = [position for position, title in enumerate(raw.titles) if title in table.open_titles]
    added: dict[str, tuple[int, str, list[Any]]] = {}
    kept: dict[str, tuple[int, str, list[Any]]] = {}
    blank: set[str] = set()
    for number, code, line in raw.rows:
        answered = any(line[at] not in ("", None) and str(line[at]).strip() for at in answer_at)
        place = (source, raw.sheet, f"A{number}", code)
        if is_added(table, code) and not optional:
            if any(line[at] not in ("", None) and str(line[at]).strip() for at in open_at):
                own = f"{code}（第{number}行）" if code in added else code  # a copied row is a row of its own
                added[own] = (number, own, line)
        elif code not in codes:
            if answered:
                findings.append(_row_finding(*place, "S103", "错误", *_UNKNOWN_ROW))
        elif not answered:
            blank.add(code)
            if not optional:
                findings.append(_row_finding(*place, "C100", "错误", *_BLANK_ROW))
        elif code in kept:
            findings.append(_row_finding(*place, "S104", "错误", *_DUPLICATE_ROW))
        else:
            kept[code] = (number, code, line)
    for code in wanted["编号"]:
        if code not in kept and code not in blank and not optional:
            findings.append(_row_finding(source, raw.sheet, "", code, "S105", "错误", *_MISSING_ROW))
    return [*kept.values(), *added.values()]


_UNKNOWN_ROW = (
    "该行不是下发给本部门的内容，未纳入汇总。",
    "请删除该行；确需补充的内容请写在相关说明中并联系牵头单位。",
)
_BLANK_ROW = ("该行整行未填写。", "请按填报说明填写该行。")
_DUPLICATE_ROW = ("该行重复出现，只采用了前面一行。", "请删除多余的行，只保留一行。")
_MISSING_ROW = ("表中缺少该行。", "请从下发的填报表中恢复该行并填写。")


def _row_finding(
    source: Source,
    sheet: str,
    cell: str,
    row: str,
    code: str,
    severity: str,
    message: str,
    suggestion: str,
    column: str = "",
    value: str = "",
) -> Finding:
    department, file = source.department, source.raw.file
    return Finding(code, severity, department, file, sheet, cell, row, column, value, message, suggestion)


def _sheet_missing(table: Table, source: Source) -> Finding:
    message = f"文件中没有“{table.sheet}”工作表，或表头已被改动。"
    suggestion = "请从下发的填报表中恢复该工作表后填写。"
    return _row_finding(source, table.sheet, "", "", "S101", "错误", message, suggestion)


def _missing_columns(table: Table, source: Source, raw: RawTable) -> Iterator[Finding]:
    for column in table.answers:
        if column.title not in raw.letters:
            yield Finding(
                "S102",
                "错误",
                source.department,
                source.raw.file,
                raw.sheet,
                "",
                "",
                column.title,
                "",
                f"表头中找不到“{column.title}”列，该列内容无法读取。",
                "请恢复该列的表头文字，或从下发的填报表中恢复该列。",
            )


def _answer_columns(
    frame: TableFrame, answers: Mapping[str, list[Any]], raws: Mapping[int, RawReturn]
) -> list[tuple[Any, ...]]:
    """Normalise the answers into the frame; returns what to report, in the arguments of `finding`."""
    units = frame.data["单位"].fillna("").tolist() if "单位" in frame.data else None
    report: list[tuple[Any, ...]] = []
    clean: dict[str, pd.Series] = {}
    for column in frame.table.answers:
        title = column.title
        result = normalise(column, answers[title], units)
        for at, written in result.failed.items():
            report.append((at, title, *_not_understood(column.kind, title, written), written))
        for at, (written, understood) in result.converted.items():
            message = f"“{title}”填写的“{written}”已识别为{understood}。"
            report.append((at, title, "C108", "提示", message, "如理解有误，请改正后重新报送。", written))
        for at, written in result.nothing.items():
            message = f"“{title}”填写的“{written}”视为未填写。"
            report.append((at, title, "C108", "提示", message, "没有数据的请留空，在相关说明中写明原因。", written))
        clean[title] = to_series(column, result.values)
        frame.blamed.update((at, title) for at in result.failed)
    frame.data = pd.concat([frame.data, pd.DataFrame(clean, index=frame.data.index)], axis=1)
    return report + odd_cells(frame, raws)


def _not_understood(kind: str, title: str, written: str) -> tuple[str, str, str, str]:
    if kind == "number":
        message = f"“{title}”应填数字，填写的“{written}”无法识别。"
        return "C102", "错误", message, "只填数字，不带单位和文字；没有数据的请留空，不要填0。"
    message = f"“{title}”应填日期，填写的“{written}”无法识别。"
    return "C103", "错误", message, "请按 2023-06-30 的样式填写完整的年月日。"
