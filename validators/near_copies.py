"""Texts that say nearly the same: a few words, a name or a number changed.

Every text is compared only with the few that share rare scraps of three letters with it (MinHash), so that the time
grows with the number of texts and not with its square. What is compared is then measured exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

# Shorter texts are nearly alike by chance: of a dozen words two are a fifth.
LEAST = 30
_SCRAP = 3
# Each of these puts the scraps of a text into another order; the first in order stands for the text.
_ORDERS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
        0x589965CC75374CC3,
    ],
    dtype=np.uint64,
)
_SHARED = 3  # of the first scraps, by which two texts are worth comparing
# Of so many texts, or pairs, at a time the letters fit the processor's own memory.
_CHUNK, _PAIRS = 1_000, 10_000
_NOTHING = np.iinfo(np.uint64).max

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]
# One line an order, one column a text.
Signs = npt.NDArray[np.uint64]


def signs_of(words: Words) -> Signs:
    """The first scrap of every text in each of the orders; nought for texts of fewer than `LEAST` letters."""
    signs = np.zeros((len(_ORDERS), len(words)), dtype=np.uint64)
    long = _long(words)
    for first in range(0, len(long), _CHUNK):
        places = long[first : first + _CHUNK]
        signs[:, places] = _signs(words[places].tolist())
    return signs


def near_copies(
    words: Words, signs: Signs, groups: Ints, within: bool, percent: float, asked: int | None = None
) -> Ints:
    """For each text the position of one that is nearly the same, -1 where there is none.

    Args:
        words: letters and digits only; those of fewer than `LEAST` are left out.
        signs: of the words (`signs_of`).
        groups: which texts belong together.
        within: whether to look in a text's own group, or in all others.
        percent: how alike they must be: the share of letters that both have in the same order.
        asked: how many texts, from the first on, are asked about; the others are only what they may be like.
    """
    found = np.full(len(words), -1, dtype=np.int64)
    places = _long(words)
    if len(places) < 2:
        return found
    chosen, few = words[places], np.searchsorted(places, len(words) if asked is None else asked)
    left, right = _pairs(chosen, signs[:, places], groups[places], within, percent / 100, int(few))
    sides = chosen[left].tolist(), chosen[right].tolist()
    least, measure = percent / 100, Indel.normalized_similarity
    scores = cpdist(*sides, scorer=measure, score_cutoff=least, dtype=np.float64, workers=-1)
    best = np.zeros(len(words))
    for at in np.flatnonzero(scores):  # below the cutoff it is nought
        one, other = int(places[left[at]]), int(places[right[at]])
        for here, there in ((one, other), (other, one)):
            if scores[at] > best[here]:
                best[here], found[here] = scores[at], there
    return found


def _long(words: Words) -> Ints:
    return np.flatnonzero(lengths_of(words) >= LEAST)


def lengths_of(words: Words) -> Ints:
    """Of each in letters."""
    return np.fromiter(map(len, words), np.int64, len(words))


def _pairs(words: Words, signs: Signs, groups: Ints, within: bool, share: float, asked: int) -> tuple[Ints, Ints]:
    """Pairs of positions worth comparing, each once, the smaller position first and one of those asked about."""
    count, lengths = len(words), lengths_of(words).astype(np.int32)
    groups = groups.astype(np.int32)
    salt = groups.astype(np.uint64) * _ORDERS[0] if within else np.uint64(0)
    pairs = [np.empty(0, dtype=np.int64)]
    for line in signs:
        left, right = _neighbours(line ^ salt)
        one, other = lengths[left], lengths[right]
        useful = (2 * np.minimum(one, other) >= share * (one + other)) & (left < asked)
        left, right = left[useful], right[useful]
        useful = (groups[left] == groups[right]) == within
        pairs.append(left[useful] * count + right[useful])
    each = np.sort(np.concatenate(pairs))  # np.unique takes ten times as long over such numbers
    left, right = np.divmod(each[np.append(True, each[1:] != each[:-1])[: len(each)]], count)
    of_text = np.ascontiguousarray(signs.T)  # what is compared lies side by side
    shared = np.zeros(len(left), dtype=bool)
    for first in range(0, len(left), _PAIRS):
        some = slice(first, first + _PAIRS)
        shared[some] = (of_text[left[some]] == of_text[right[some]]).sum(axis=1) >= _SHARED
    return left[shared], right[shared]


def _signs(texts: Sequence[str]) -> Signs:
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    ends = np.cumsum([len(text) for text in texts])
    starts = np.concatenate([[0], ends[:-1]])
    scraps = np.zeros(len(letters), dtype=np.uint64)
    for at in range(_SCRAP):
        scraps[: len(letters) - at] += letters[at:] << np.uint64(21 * (_SCRAP - 1 - at))
    scraps ^= scraps >> np.uint64(29)
    over_the_end = np.concatenate([ends - back for back in range(1, _SCRAP)])
    signs = np.empty((len(_ORDERS), len(texts)), dtype=np.uint64)
    for at, order in enumerate(_ORDERS):
        mixed = scraps * order
        mixed ^= mixed >> np.uint64(32)
        mixed[over_the_end] = _NOTHING
        signs[at] = np.minimum.reduceat(mixed, starts)
    return signs


def _neighbours(keys: npt.NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Pairs of texts with the same key, smaller position first: each with the one before it, the first and the last."""
    # Their places stand in the last bits, where keys hardly tell texts apart: plain numbers are sorted much faster.
    bits = np.uint64(len(keys).bit_length())
    lines = np.sort(keys >> bits << bits | np.arange(len(keys), dtype=np.uint64))
    order = (lines & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    new = np.flatnonzero(np.append(True, np.diff(lines >> bits) != 0)[: len(lines)])
    sizes = np.diff(np.append(new, len(order)))
    first, last = np.repeat(new, sizes), np.repeat(new + sizes - 1, sizes)
    here = np.arange(len(order))
    after, beyond = here[here > first], here[here > first + 1]  # the one before the second is the first itself
    between = here[(here > first) & (here < last - 1)]
    smaller, larger = (after - 1, first[beyond], between), (after, beyond, last[between])
    return order[np.concatenate(smaller)], order[np.concatenate(larger)]
