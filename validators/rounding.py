"""Whether two numbers are the same figure, one of them perhaps rounded."""

from __future__ import annotations

import math

from validators.normalise import display

# Of figures written to whole numbers only this share may be rounding.
_WHOLE_NUMBER_SHARE = 0.01


def is_same(one: float, other: float) -> bool:
    """Whether two values differ by no more than the rounding of the one with fewer decimals."""
    places = min(_places(one), _places(other))
    apart = abs(one - other)
    if apart > 0.5 * 10**-places * (1 + 1e-9):
        return False
    return places > 0 or apart <= _WHOLE_NUMBER_SHARE * max(abs(one), abs(other))


def _places(value: float) -> int:
    return len(display(value).partition(".")[2]) if math.isfinite(value) else 0
