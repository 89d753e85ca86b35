"""The same indicator reported by its lead and by a department that helps with it: where the two differ.

The lead's value is the one that counts; a difference means that one of the two is wrong,
or that they count differently, and somebody has to ask both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from schemas.tables import COVER, HELPING, INDICATOR_TABLES
from validators.contacts import NOBODY, Contact, contacts
from validators.frames import DEPARTMENT, TableFrame
from validators.normalise import display
from validators.phrases import YEARS
from validators.rounding import is_same
from validators.rule import Seen

if TYPE_CHECKING:
    from validators.check import Checked

_BASIS = "数值口径"


@dataclass(frozen=True)
class Reported:
    """One side: the value, where it stands, and whom to ask."""

    department: str
    value: float
    file: str
    sheet: str
    cell: str
    contact: Contact

    @property
    def place(self) -> str:
        """Such as 《财政局.xlsx》表1 主要指标 K5."""
        return f"《{self.file}》{self.sheet} {self.cell}"


@dataclass(frozen=True)
class Conflict:
    """One value of one indicator on which the lead and a helping department differ.

    Attributes:
        code, name, unit: the indicator's.
        column: title of the value, such as 2022年完成值.
    """

    code: str
    name: str
    unit: str
    column: str
    lead: Reported
    helper: Reported


def conflicts(checked: Checked) -> list[Conflict]:
    """Every value on which two departments differ, in catalogue order, then by year."""
    codes = [code for table in INDICATOR_TABLES for code in checked.catalogue.frames[table.name]["编号"]]
    order = {code: at for at, code in enumerate(codes)}
    found = conflicts_of(checked.frames, checked.catalogue.frames["部门"])
    return sorted(found, key=lambda c: (order.get(c.code, 0), YEARS.index(c.column), c.helper.department))


def conflicts_of(frames: Mapping[str, TableFrame], departments: pd.DataFrame | None = None) -> list[Conflict]:
    """The same, table by table and year by year.

    Args:
        departments: see `contacts`.
    """
    helping = frames[HELPING.name]
    known = contacts(frames[COVER.name].data, departments) if len(helping.data) else {}
    found: list[Conflict] = []
    for table in INDICATOR_TABLES:
        lead = frames[table.name]
        for column in YEARS:
            for mine, theirs in differing(lead.data, helping.data, column):
                if (mine, column) in lead.blamed or (theirs, column) in helping.blamed:
                    continue  # a value that is wrong in itself contradicts everything
                row = lead.row(mine)
                sides = (_side(lead, mine, column, known), _side(helping, theirs, column, known))
                found.append(Conflict(row["编号"], row["指标名称"], display(row["单位"]), column, *sides))
    return found


def differing(lead: pd.DataFrame, helping: pd.DataFrame, column: str) -> Iterator[tuple[int, int]]:
    """(index of the lead's row, index of the helper's row) of every pair whose values differ."""
    if not len(lead) or not len(helping):
        return
    own = {row["编号"]: (index, row) for index, row in _answered(lead, column)}
    for index, row in _answered(helping, column):
        mine, other = own.get(row["编号"], (0, None))
        if other is not None and _is_comparable(row, other, column) and not is_same(row[column], other[column]):
            yield mine, index


def _answered(rows: pd.DataFrame, column: str) -> list[tuple[int, dict[str, Any]]]:
    answered = rows.loc[rows[column].notna(), ["编号", _BASIS, column]]
    return list(zip(answered.index, answered.to_dict("records"), strict=True))  # type: ignore[arg-type]


def _is_comparable(lead: Mapping[str, Any], helper: Mapping[str, Any], column: str) -> bool:
    """From the second year on a yearly value and a running total are different things."""
    one, other = lead.get(_BASIS), helper.get(_BASIS)
    stated = isinstance(one, str) and isinstance(other, str)
    return column == YEARS[0] or not stated or one == other


def clashing(seen: Seen) -> pd.Series:
    """For each row of either side what the other one reports, with its place and both contacts; "" where they agree."""
    told = pd.Series("", index=seen.rows.index, dtype="object")
    frames = {**seen.frames, seen.table: seen.rows}
    helping, is_helper = frames.get(HELPING.name), seen.table == HELPING.name
    if helping is None or not len(helping):
        return told
    known = contacts(frames[COVER.name]) if COVER.name in frames else {}
    for name in (t.name for t in INDICATOR_TABLES if t.name in frames and (is_helper or t.name == seen.table)):
        for mine, theirs in differing(frames[name], helping, seen.title):
            sides = (name, frames[name], mine, "牵头部门"), (HELPING.name, helping, theirs, "配合部门")
            if any((index, seen.title) in seen.blamed(side) for side, _, index, _ in sides):
                continue  # a value that is wrong in itself contradicts everything
            own, other = sides[::-1] if is_helper else sides
            if not told[own[2]]:
                told[own[2]] = f"{_asked(own, known)}，{_told(seen, *other, known)}"
    return told


def _asked(side: tuple[str, pd.DataFrame, int, str], known: Mapping[str, Contact]) -> str:
    _, rows, index, _ = side
    contact = known.get(str(rows.at[index, DEPARTMENT]), NOBODY)
    return f"（{contact.sentence}）" if contact else ""


def _told(seen: Seen, name: str, rows: pd.DataFrame, index: int, role: str, known: Mapping[str, Contact]) -> str:
    row = {str(title): value for title, value in rows.loc[index].items()}
    who = str(row[DEPARTMENT])
    frame = seen.places.get(name)
    where = _side(frame, index, seen.title, known).place if frame is not None else ""
    about = "；".join(part for part in (where, known.get(who, NOBODY).sentence) if part)
    return f"{role}{who}填报的是{display(row[seen.title])}" + (f"（{about}）" if about else "")


def _side(frame: TableFrame, index: int, column: str, known: Mapping[str, Contact]) -> Reported:
    row, place = frame.row(index), frame.place(index, column)
    who = str(row[DEPARTMENT])
    return Reported(who, row[column], frame.files[place.file], place.sheet, place.cell, known.get(who, NOBODY))
