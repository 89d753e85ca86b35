"""All rules over all tables, gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.findings import Finding
from schemas.vocabulary import ERROR
from validators.frames import TableFrame
from validators.master_reader import EarlierMaster
from validators.rounds import aligned, earlier_rows
from validators.rule import Beyond, Rule


def apply_rules(
    rules: Sequence[Rule],
    frames: Mapping[str, TableFrame],
    values: Mapping[str, Any],
    earlier: EarlierMaster | None = None,
) -> Iterator[Finding]:
    """Findings of the rules; a cell that a rule calls a 错误 is not also blamed for something lesser.

    Args:
        rules: gravest first (`validators.rulebook.active_rules`).
        frames: table name → tidy frame over all files.
        values: what 参数(…) stands for.
        earlier: the master of an earlier round, if there is one.
    """
    rows = {name: frame.data for name, frame in frames.items()}
    before = earlier_rows(earlier)
    beyond = Beyond({name: aligned(f.table, f.data, before.get(name)) for name, f in frames.items()}, frames)
    wrong: dict[str, set[tuple[int, str]]] | None = {}
    for rule in rules:
        if wrong is not None and rule.shown_severity != ERROR:
            for name, cells in wrong.items():
                frames[name].blamed |= cells
            wrong = None
        for name in (name for name in rule.tables if len(frames[name].data)):
            frame = frames[name]
            for index, title, clash in list(rule.places(frame, values, rows, beyond)):
                yield rule.finding(frame, index, title, clash)
                if wrong is not None:
                    wrong.setdefault(name, set()).add((index, title))
