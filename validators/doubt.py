"""Cells whose value is likely wrong: what follows from them is not held against the department as well.

A sum in the wrong unit makes an indicator look far behind. The unit is the one thing to put right; the reason
for lagging that the verdict would ask for is not. So the rules see such cells as missing, and everything that is
computed from them, other departments' verdicts included, computed without them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from schemas.compute import compute, compute_indicators
from schemas.tables import INDICATOR_TABLES
from schemas.vocabulary import ERROR
from validators.frames import TableFrame
from validators.rule import THIS_COLUMN, Rule

# (index, title, what it is at odds with) of each cell that a rule blames.
Places = list[tuple[int, str, str]]
Cells = Mapping[str, Collection[tuple[int, str]]]
# (file, rule, table, row code, title) of a finding that the department has confirmed: its value is right.
Confirmed = Collection[tuple[str, str, str, str, str]]
_REFERENCE = "参照值"


def places_of_doubt(
    rules: Sequence[Rule], frames: Mapping[str, TableFrame], values: Mapping[str, Any]
) -> dict[tuple[str, str], Places]:
    """(rule, table) → what the rules that doubt values blame."""
    return {
        (rule.code, name): list(rule.places(frames[name], values))
        for rule in rules
        if rule.doubts
        for name in rule.tables
        if len(frames[name].data)
    }


def doubtful(
    rules: Sequence[Rule],
    frames: Mapping[str, TableFrame],
    places: Mapping[tuple[str, str], Places],
    confirmed: Confirmed = (),
) -> dict[str, set[tuple[int, str]]]:
    """Table name → cells that are out of bounds, or that a rule doubts and the department has not confirmed."""
    cells = {name: set(frame.doubted) for name, frame in frames.items()}
    by_code = {rule.code: rule for rule in rules}
    for (code, name), found in places.items():
        for index, title, _ in found:
            rule = by_code[code]
            # What is wrong whatever is said of it stays in doubt.
            if rule.severity == ERROR or not confirmed or _key(frames[name], index, code, title) not in confirmed:
                cells[name] |= {(index, title if t == THIS_COLUMN else t) for t in rule.doubts}
    return {name: found for name, found in cells.items() if found}


def _key(frame: TableFrame, index: int, code: str, title: str) -> tuple[str, str, str, str, str]:
    row = "" if frame.table.vertical else str(frame.values("编号")[index])
    return frame.files[frame.place(index, title).file], code, frame.table.name, row, title


def without(frames: Mapping[str, TableFrame], cells: Cells, values: Mapping[str, Any]) -> dict[str, TableFrame]:
    """The tables with those cells missing, and computed without them; findings are shared with `frames`."""
    data = {name: _blanked(frames[name].data, found) for name, found in cells.items()}
    if any(table.name in data for table in INDICATOR_TABLES):
        together = {
            t.name: data.get(t.name, frames[t.name].data).drop(columns=[c.title for c in t.computed])
            for t in INDICATOR_TABLES
        }
        computed = compute_indicators(together, values)
        data |= {name: _without_lost_reference(frames[name].data, rows) for name, rows in computed.items()}
    for name, rows in data.items():
        table = frames[name].table
        if table not in INDICATOR_TABLES and table.computed:
            data[name] = compute(table.columns, rows, values)
    return {name: replace(frame, data=data[name]) if name in data else frame for name, frame in frames.items()}


def _blanked(rows: pd.DataFrame, cells: Collection[tuple[int, str]]) -> pd.DataFrame:
    rows = rows.copy()
    for title in {title for _, title in cells}:
        rows.loc[[index for index, other in cells if other == title], title] = None
    return rows


def _without_lost_reference(before: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """A relative indicator whose reference is in doubt is held against nothing: the reference has the finding."""
    lost = before[_REFERENCE].notna() & rows[_REFERENCE].isna()
    return rows.assign(采用值=rows["采用值"].mask(lost)) if lost.any() else rows
