"""Texts as letters and digits only, made ready for comparing them with each other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from validators.near_copies import Ints, Signs, Words, lengths_of, signs_of

# Of so many texts at a time the letters fit the processor's own memory.
_CHUNK = 2_000


@dataclass(frozen=True)
class Wording:
    """What a column says, one entry a row, with what comparing its texts takes: worked out once, however many compare.

    Attributes:
        words: letters and digits only; "" for missing.
        codes: a number for each, the same for equal ones.
        signs: of each, by which near copies are found (`validators.near_copies`).
    """

    words: Words
    codes: Ints
    signs: Signs

    @classmethod
    def of(cls, texts: pd.Series) -> Wording:
        """The wording of a column of texts."""
        words = _squeezed_words(texts)
        return cls(words, pd.factorize(words)[0], signs_of(words))

    @cached_property
    def lengths(self) -> Ints:
        """In letters."""
        return lengths_of(self.words)

    def take(self, rows: npt.NDArray[np.bool_]) -> Wording:
        """Only some of the rows."""
        return Wording(self.words[rows], self.codes[rows], self.signs[:, rows])

    def followed_by(self, other: Wording) -> Wording:
        """The rows of two columns, one after the other."""
        words = np.concatenate([self.words, other.words])
        return Wording(words, pd.factorize(words)[0], np.concatenate([self.signs, other.signs], axis=1))


def squeezed(texts: pd.Series) -> pd.Series:
    """Letters and digits only; "" for missing."""
    return pd.Series(_squeezed_words(texts), index=texts.index, dtype="str")


def _squeezed_words(texts: pd.Series) -> Words:
    known = [text if isinstance(text, str) else "" for text in texts.tolist()]
    words = [word for first in range(0, len(known), _CHUNK) for word in _squeezed(known[first : first + _CHUNK])]
    return np.array(words, dtype=object)


def _squeezed(texts: Sequence[str]) -> list[str]:
    """All texts in one go, which takes half as long as one by one."""
    # The reader lets halves of surrogate pairs through; they are no letters.
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kept = _letters_and_digits()[letters]
    ends = np.append(0, np.cumsum(kept))[np.cumsum([len(text) for text in texts])].tolist()
    line = letters[kept].tobytes().decode("utf-32-le")
    return [line[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@cache
def _letters_and_digits() -> npt.NDArray[np.bool_]:
    """Of every character there is whether it is one."""
    return np.char.isalnum(np.arange(sys.maxunicode + 1, dtype=np.uint32).view("U1"))
