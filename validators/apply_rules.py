"""All rules over all tables, gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.findings import Finding
from schemas.vocabulary import ERROR
from validators.doubt import Confirmed, doubtful, places_of_doubt, without
from validators.frames import TableFrame
from validators.master_reader import EarlierMaster
from validators.rounds import aligned, earlier_rows
from validators.rule import Beyond, Rule


def apply_rules(
    rules: Sequence[Rule],
    frames: Mapping[str, TableFrame],
    values: Mapping[str, Any],
    earlier: EarlierMaster | None = None,
    confirmed: Confirmed = (),
) -> Iterator[Finding]:
    """Findings of the rules; a cell that a rule blames is not also blamed for something lesser.

    Args:
        rules: gravest first (`validators.rulebook.active_rules`).
        frames: table name → tidy frame over all files.
        values: what 参数(…) stands for.
        earlier: the master of an earlier round, if there is one.
        confirmed: what departments have said to be as they wrote it.
    """
    doubts = places_of_doubt(rules, frames, values)
    believed = without(frames, doubtful(rules, frames, doubts, confirmed), values)
    rows = {name: frame.data for name, frame in believed.items()}
    before = earlier_rows(earlier)
    beyond = Beyond({name: aligned(f.table, f.data, before.get(name)) for name, f in frames.items()}, believed)
    severity, told = "", {name: set[tuple[int, str]]() for name in frames}
    graver = {name: set[tuple[int, str]]() for name in frames}
    for rule, later in zip(rules, _compared_later(rules), strict=True):
        if rule.shown_severity != severity:
            for name, cells in told.items():
                graver[name] |= cells
                if severity == ERROR:
                    frames[name].blamed |= cells
            severity = rule.shown_severity
        for name in (name for name in rule.tables if len(frames[name].data)):
            frame = frames[name] if rule.doubts else believed[name]
            places = doubts[rule.code, name] if rule.doubts else rule.places(frame, values, rows, beyond)
            for index, title, clash in list(places):
                if (index, title) not in frame.blamed and (index, title) not in graver[name]:
                    yield rule.finding(frame, index, title, clash)
                    told[name].add((index, title))
        beyond.keep(later)


def _compared_later(rules: Sequence[Rule]) -> list[set[tuple[str, str]]]:
    """For each rule the columns (table, title) that later ones may compare."""
    later: list[set[tuple[str, str]]] = [set()]
    for rule in reversed(rules[1:]):
        compares = rule.clashes is not None
        later.append(later[-1] | {(name, title) for name in rule.tables for title in rule.blames if compares})
    return later[::-1]
