"""What can be wrong with an expression, said so that the person who wrote it can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_AROUND = 12


class ExpressionError(ValueError):
    """The expression cannot be used. `position` counts from 0; `pointer` shows the place with a ▶."""

    def __init__(self, message: str, text: str = "", position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.position = position

    def __reduce__(self) -> tuple[type[ExpressionError], tuple[str, str, int]]:
        # Findings travel between worker processes; the default would lose text and position.
        return type(self), (self.message, self.text, self.position)

    @property
    def pointer(self) -> str:
        """The text around the place, e.g. `[总投资] ▶× × 2`."""
        return pointer(self.text, self.position)


def pointer(text: str, position: int) -> str:
    """`text` with a ▶ at `position`, cut to what stands near it."""
    before, after = text[:position], text[position:]
    head = before if len(before) <= _AROUND else "…" + before[-_AROUND:]
    tail = after if len(after) <= _AROUND else after[:_AROUND] + "…"
    return f"{head}▶{tail}"


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """`，是不是“…”？` with the nearest known name, or nothing when none is near."""
    names = list(known)
    near = get_close_matches(wrong, names, n=1, cutoff=0.5)
    near = near or [name for name in names if wrong and (wrong in name or name in wrong)]
    return f"，是不是“{near[0]}”？" if near else ""
