"""Raw tables of many files → one tidy frame per table in which every value knows its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Any

import pandas as pd

from schemas import language
from schemas.compute import compute
from schemas.findings import Finding
from schemas.tables import INDICATOR_TABLES, Table
from validators.locked import ABSENT, changed_cells
from validators.normalise import display, normalise, to_series
from validators.odd_cells import odd_cells
from validators.reader import RawReturn, RawTable, squeeze
from validators.returned_rows import (
    Row,
    added_rows,
    is_added,
    keep_rows,
    missing_columns,
    moved,
    not_understood,
    repaired,
    sheet_missing,
)
from validators.shifted import moved_block

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
        doubted: (index, title) of cells whose value cannot be right (`validators.doubt`).
    """

    table: Table
    data: pd.DataFrame
    files: list[str]
    sheets: dict[int, str]
    letters: dict[int, dict[str, str]]
    blamed: set[tuple[int, str]]
    elsewhere: dict[tuple[int, str], Place] = field(default_factory=dict)
    doubted: set[tuple[int, str]] = field(default_factory=set)
    _lists: tuple[pd.DataFrame | None, dict[str, list[Any]]] = field(default=(None, {}), init=False, repr=False)
    _reading: language.Reading | None = field(default=None, init=False, repr=False)

    def values(self, title: str) -> list[Any]:
        """A column as a list by index: pandas takes a hundred times as long for one cell."""
        if self._lists[0] is not self.data:
            self._lists = (self.data, {})
        lists = self._lists[1]
        if title not in lists:
            lists[title] = self.data[title].tolist()
        return lists[title]

    def reading(self, values: Mapping[str, Any]) -> language.Reading:
        """The rows for the expression language; made once, so that rules share what it makes of the columns.

        Args:
            values: what 参数(…) stands for.
        """
        known = self._reading
        if known is None or known.frame is not self.data or known.parameters is not values:
            known = self._reading = language.reading(self.data, values)
        return known

    def place(self, index: int, title: str) -> Place:
        """Where a value stands; its cell is "" where the file lacks the column."""
        if (index, title) in self.elsewhere:
            return self.elsewhere[index, title]
        file = self.values(FILE)[index]
        letter = self.letters[file].get(title, "")
        cell = letter if self.table.vertical or not letter else f"{letter}{self.values(ROW)[index]}"
        return Place(file, self.sheets[file], cell)

    def cell(self, index: int, title: str) -> str:
        """The address of a value in its file, such as F12; "" where the file lacks the column."""
        return self.place(index, title).cell

    def row(self, index: int, more: Mapping[str, Any] = MappingProxyType({})) -> Mapping[str, Any]:
        """One row, title → value; `more` is what else is known of it."""
        return _FrameRow(self, index, more)

    def forget(self) -> None:
        """Let go of what was made ready of the columns; it is made again where it is asked for."""
        self._lists, self._reading = (None, {}), None

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
            department=str(self.values(DEPARTMENT)[index]),
            file=self.files[place.file],
            sheet=place.sheet,
            cell=place.cell,
            row="" if self.table.vertical else str(self.values("编号")[index]),
            column=title,
            value=display(self.values(title)[index]) if value is None else value,
            message=message,
            suggestion=suggestion,
        )


class _FrameRow(Mapping[str, Any]):
    """A row of a table: a message names three of its forty columns, and only those are made into lists."""

    def __init__(self, frame: TableFrame, index: int, more: Mapping[str, Any]):
        self._frame, self._index, self._more = frame, index, more

    def __getitem__(self, title: str) -> Any:
        return self._frame.values(title)[self._index] if title in self._frame.data else self._more[title]

    def __iter__(self) -> Iterator[str]:
        return chain(map(str, self._frame.data), self._more)

    def __len__(self) -> int:
        return len(self._frame.data.columns) + len(self._more)


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
    gathered = _Gathered(table)
    structural: list[list[Finding]] = []
    for source in sources:
        wanted, raw = given[source.department], source.raw.tables.get(table.name)
        if raw is not None and not len(wanted) and squeeze(table.sheet)[-4:] not in squeeze(raw.sheet):
            raw = None  # a sheet of their own that looks like one that they were not asked for
        if raw is None:
            structural.append([sheet_missing(table, source)] if len(wanted) and not table.optional else [])
            continue
        is_asked = len(wanted) or not table.optional
        found = [*missing_columns(table, source, raw), *repaired(table, source, raw)] if is_asked else []
        kept = keep_rows(table, source, raw, wanted, table.optional or source.department in optional, found)
        if block := moved_block(table, raw, kept):
            structural.append([moved(source, raw, *block)])
            continue
        gathered.add(source, raw, wanted, kept, found)
        structural.append(found)
    frame = gathered.frame(files)
    of_file = {source.position: found for source, found in zip(sources, structural, strict=True)}
    for index, finding in changed_cells(frame, gathered.written, gathered.own):
        of_file[frame.values(FILE)[index]].append(finding)
    findings = [finding for found in structural for finding in found]
    reports = _answer_columns(frame, gathered.written, {s.position: s.raw for s in sources})
    findings += [frame.finding(*report) for report in reports]
    if table not in INDICATOR_TABLES:
        frame.data = compute(table.columns, frame.data, values)
    return frame, findings


class _Gathered:
    """The kept rows of all files, column by column.

    Attributes:
        written: title → raw cells, `ABSENT` where the file lacks the column.
        own: whether the department added the row itself.
    """

    def __init__(self, table: Table):
        self.table = table
        self.written: dict[str, list[Any]] = {c.title: [] for c in table.columns if c.role != "computed"}
        self.own: list[bool] = []
        self._departments: list[str] = []
        self._files: list[int] = []
        self._rows: list[int] = []
        self._sheets: dict[int, str] = {}
        self._letters: dict[int, dict[str, str]] = {}
        self._elsewhere: dict[tuple[int, str], Place] = {}
        self._unreadable: set[tuple[int, str]] = set()  # a lost column is one finding, not one a row
        self._asked: list[pd.DataFrame] = []
        self._places: list[int] = []  # of each row in all of `_asked`
        self._length = 0

    def add(
        self, source: Source, raw: RawTable, wanted: pd.DataFrame, kept: Sequence[Row], findings: list[Finding]
    ) -> None:
        """One file's rows; the given columns are the catalogue's, but for rows that the department added."""
        first, count = len(self._files), len(kept)
        self._sheets[source.position], self._letters[source.position] = raw.sheet, raw.letters
        self._departments += [source.department] * count
        self._files += [source.position] * count
        self._rows += [row for row, _, _ in kept]
        cells = dict(zip(raw.titles, zip(*(line for _, _, line in kept), strict=True), strict=False))
        for title, written in self.written.items():
            written += cells.get(title) or [ABSENT] * count
        lost = [column.title for column in self.table.answers if column.title not in raw.titles]
        self._unreadable |= {(index, title) for title in lost for index in range(first, first + count)}
        for index, (_, code, _line) in enumerate(kept if source.elsewhere else (), start=first):
            for column in self.table.answers:
                if (self.table.name, code, column.title) in source.elsewhere:
                    self._elsewhere[index, column.title] = source.elsewhere[self.table.name, code, column.title]
        self._take(source, raw, wanted, kept, findings)

    def _take(
        self, source: Source, raw: RawTable, wanted: pd.DataFrame, kept: Sequence[Row], findings: list[Finding]
    ) -> None:
        own = [line for line in kept if is_added(self.table, line[1])]
        self.own += [False] * (len(kept) - len(own)) + [True] * len(own)
        if self.table.vertical:
            self._places += range(self._length, self._length + len(kept))
        else:
            at = {code: self._length + index for index, code in enumerate(wanted["编号"].tolist())}
            self._places += [at[code] for _, code, _ in kept[: len(kept) - len(own)]]
        self._append(wanted)
        if own:
            self._places += range(self._length, self._length + len(own))
            self._append(added_rows(self.table, source, raw, own, findings))

    def _append(self, rows: pd.DataFrame) -> None:
        self._asked.append(rows)
        self._length += len(rows)

    def frame(self, files: list[str]) -> TableFrame:
        """What was gathered, the answers not yet in it."""
        base = pd.DataFrame({FILE: self._files, ROW: self._rows}, dtype="int64")
        base.insert(0, DEPARTMENT, pd.Series(self._departments, dtype="str"))
        asked = [rows for rows in self._asked if len(rows)]
        known = pd.concat(asked, ignore_index=True) if asked else self._no_rows()
        known = known.take(self._places).set_axis(base.index)
        data = pd.concat([base, known], axis=1)
        return TableFrame(self.table, data, files, self._sheets, self._letters, self._unreadable, self._elsewhere)

    def _no_rows(self) -> pd.DataFrame:
        return pd.DataFrame({c.title: to_series(c, []) for c in self.table.columns if c.role == "given"})


def _answer_columns(
    frame: TableFrame, written: Mapping[str, list[Any]], raws: Mapping[int, RawReturn]
) -> list[tuple[Any, ...]]:
    """Normalise the answers into the frame; returns what to report, in the arguments of `finding`."""
    units = frame.data["单位"].fillna("").tolist() if "单位" in frame.data else None
    report: list[tuple[Any, ...]] = []
    clean: dict[str, pd.Series] = {}
    for column in frame.table.answers:
        title = column.title
        result = normalise(column, [None if cell is ABSENT else cell for cell in written[title]], units)
        for at, text in result.failed.items():
            report.append((at, title, *not_understood(column.kind, title, text), text))
        for at, (text, understood) in result.converted.items():
            message = f"“{title}”填写的“{text}”已识别为{understood}。"
            report.append((at, title, "C108", "提示", message, "如理解有误，请改正后重新报送。", text))
        for at, text in result.nothing.items():
            message = f"“{title}”填写的“{text}”视为未填写。"
            report.append((at, title, "C108", "提示", message, "没有数据的请留空，在相关说明中写明原因。", text))
        clean[title] = to_series(column, result.values)
        frame.blamed.update((at, title) for at in result.failed)
    frame.data = pd.concat([frame.data, pd.DataFrame(clean, index=frame.data.index)], axis=1)
    return report + odd_cells(frame, raws)
