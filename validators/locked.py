"""Locked cells that somebody changed: the catalogue's value counts, and the change is named with old and new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from schemas.findings import Finding
from schemas.tables import Table
from schemas.vocabulary import WARNING
from validators.normalise import clean_text, display, to_number
from validators.reader import RawTable, squeeze

if TYPE_CHECKING:
    from validators.frames import Source

_SHOWN = 60


def changed_cells(
    table: Table, source: Source, raw: RawTable, rows: pd.DataFrame, kept: Sequence[tuple[int, str, list[Any]]]
) -> Iterator[Finding]:
    """A finding for every locked cell whose content is no longer the catalogue's.

    Args:
        rows: the given columns as the catalogue has them, one row a line of `kept`.
        kept: (Excel row, row code, values in the order of `raw.titles`).
    """
    if table.vertical:
        return
    at = {title: position for position, title in enumerate(raw.titles)}
    codes = [code for _, code, _ in kept]
    own = [bool(table.supplements) and code.startswith(table.supplements) for code in codes]
    for column in table.columns:
        place = at.get(column.title)
        if column.role != "given" or place is None:
            continue
        for (number, code, line), given, is_own in zip(kept, rows[column.title].tolist(), own, strict=True):
            written = line[place]
            if is_own or _same(written, given):
                continue
            was, now = display(given) if given == given else "", clean_text(written) or ""
            yield Finding(
                "S106",
                WARNING,
                source.department,
                source.raw.file,
                raw.sheet,
                f"{raw.letters[column.title]}{number}",
                code,
                column.title,
                now[:_SHOWN],
                f"锁定的“{column.title}”由“{was[:_SHOWN]}”改成了“{now[:_SHOWN]}”，未采用，仍按规划目录处理。",
                "请不要改动锁定的单元格；确需调整的，在“调整建议”“相关说明”中提出。",
            )


def _same(written: Any, given: Any) -> bool:
    """Equal as people read it: spaces, line breaks and full-width forms aside; numbers as numbers."""
    if written == given:
        return True
    missing = given is None or given != given
    if written in ("", None):
        return missing
    if missing:
        return False
    if isinstance(given, float):
        number = to_number(written)
        return number is not None and abs(number - given) < 1e-6
    return squeeze(clean_text(written) or "") == squeeze(given)
