"""Many departments from one written form: the same answers in other words, for workspaces of thousands.

A department of a family has the first one's verdicts, money and dates, but a name, codes, places, things, troubles
and counts of its own: every file and every row is another, so nothing is read, matched or written only once.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks import words
from validators.signature import SIGNATURE, identity

# Words move along their list by the department's place in the family.
_LISTS = {"place": words.PLACES, "thing": words.THINGS, "verb": words.VERBS, "trouble": words.TROUBLES}
# Numbers within texts: how they are found, and how many of them there are, which a stride leads through.
_NUMBERS = {
    "count": (rf"(?<=[\u4e00-\u9fff])\d{{1,3}}(?=(?:{'|'.join(words.UNITS)})[，中])", 979, 131),
    "tenths": (r"\d{1,2}\.\d(?=%。)", 990, 37),
    "share": (r"(?<=中有)\d+(?=%滞后)", 89, 17),
    "phone": (r"(?<=0772-51)\d{5}", 90_000, 7_919),
}
# A part of a file without any of these is every department's.
_TOLD = [word.encode() for word in ("局</", *words.PLACES, *words.THINGS)]
_DEFLATE_LEVEL = 6  # what returned forms come with


class Retelling:
    """The texts of one department as another of its family tells them.

    Args:
        first, number: of the department that was written, and of the one that it becomes; both from 0.
    """

    def __init__(self, first: int, number: int):
        self._step = number - first
        self._own = {f"县第{first + 1}局": f"县第{number + 1}局", f"{first:05d}": f"{number:05d}"}
        nouns = "|".join((*words.PLACES, *words.THINGS))
        parts = {name: "|".join(known) for name, known in _LISTS.items()}
        parts["verb"] = f"(?:{parts['verb']})(?={nouns})"
        parts |= {name: pattern for name, (pattern, *_) in _NUMBERS.items()}
        parts["own"] = rf"县第{first + 1}局|(?<=Z[BJX]|RW|XM){first:05d}(?=\d{{3}})"
        self._pattern = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items()))

    def __call__(self, text: str) -> str:
        """A text, or a whole part of a file, retold."""
        return self._pattern.sub(self._word, text)

    def _word(self, found: re.Match[str]) -> str:
        kind, word = str(found.lastgroup), found[0]
        if kind == "own":
            return self._own[word]
        if kind in _LISTS:
            known = _LISTS[kind]
            return known[(known.index(word) + self._step) % len(known)]
        _, size, stride = _NUMBERS[kind]
        number = (int(word.replace(".", "")) + stride * self._step) % size
        return (
            f"{number // 10}.{number % 10}" if kind == "tenths" else f"{number:05d}" if kind == "phone" else f"{number}"
        )

    def frame(self, data: pd.DataFrame) -> pd.DataFrame:
        """A sheet of the catalogue retold."""
        texts = [title for title in data if pd.api.types.is_string_dtype(data[title])]
        told = {str(title): data[title].map(self, na_action="ignore") for title in texts}
        return data.assign(**told)


def copy_form(source: Path, target: Path, retold: Retelling, signed: Callable[[str], str]) -> None:
    """Write a form as another department of the family would have returned it.

    Args:
        signed: the texts with the signature of the department that it becomes.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if any(word in data for word in _TOLD):
                data = signed(retold(data.decode())).encode()
            new.writestr(zipfile.ZipInfo(info.filename, info.date_time), data, zipfile.ZIP_DEFLATED, _DEFLATE_LEVEL)


def signing(plan: str, round_name: str, old: str, new: str, key: bytes) -> Callable[[str], str]:
    """What puts the new department's signature in the place of the old one's."""
    before, after = (identity(plan, round_name, name, key)[SIGNATURE] for name in (old, new))
    return lambda text: text.replace(before, after)
