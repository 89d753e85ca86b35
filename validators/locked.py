"""Locked cells that somebody changed: the catalogue's value counts, and the change is named with old and new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from schemas.findings import Finding
from schemas.vocabulary import WARNING
from validators.normalise import clean_text, display, to_number
from validators.reader import squeeze

if TYPE_CHECKING:
    from validators.frames import TableFrame

ABSENT = object()  # stands for the cells of a column that a file lacks
_SHOWN = 60
_LEAVE_LOCKED = "请不要改动锁定的单元格；确需调整的，在“调整建议”“相关说明”中提出。"


def changed_cells(
    frame: TableFrame, written: Mapping[str, Sequence[Any]], own: Sequence[bool]
) -> Iterator[tuple[int, Finding]]:
    """(index, finding) of every locked cell whose content is no longer the catalogue's.

    Args:
        frame: holds the given columns as the catalogue has them.
        written: title → what stands in the returned file, by index; `ABSENT` where it lacks the column.
        own: by index, whether the department added the row itself: nothing is locked there.
    """
    if frame.table.vertical:
        return
    for column in frame.table.columns:
        if column.role != "given":
            continue
        title = column.title
        for index, (cell, given) in enumerate(zip(written[title], frame.values(title), strict=True)):
            if cell == given or cell is ABSENT or own[index] or _same(cell, given):
                continue
            was, now = display(given) if given == given else "", clean_text(cell) or ""
            message = f"锁定的“{title}”由“{was[:_SHOWN]}”改成了“{now[:_SHOWN]}”，未采用，仍按规划目录处理。"
            yield index, frame.finding(index, title, "S106", WARNING, message, _LEAVE_LOCKED, now[:_SHOWN])


def _same(written: Any, given: Any) -> bool:
    """Equal as people read it: spaces, line breaks and full-width forms aside; numbers as numbers."""
    missing = given is None or given != given
    if written in ("", None):
        return missing
    if missing:
        return False
    if isinstance(given, float):
        number = to_number(written)
        return number is not None and abs(number - given) < 1e-6
    return squeeze(clean_text(written) or "") == squeeze(given)
