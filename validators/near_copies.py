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
_CHUNK = 20_000
_NOTHING = np.iinfo(np.uint64).max

Ints = npt.NDArray[np.int64]


def near_copies(texts: Sequence[str], groups: Sequence[int], within: bool, percent: float) -> Ints:
    """For each text the position of one that is nearly the same, -1 where there is none.

    Args:
        texts: letters and digits only; those of fewer than `LEAST` are left out.
        groups: which texts belong together.
        within: whether to look in a text's own group, or in all others.
        percent: how alike they must be: the share of letters that both have in the same order.
    """
    found = np.full(len(texts), -1, dtype=np.int64)
    places = np.array([at for at, text in enumerate(texts) if len(text) >= LEAST], dtype=np.int64)
    if len(places) < 2:
        return found
    chosen = [texts[at] for at in places]
    pairs = _pairs(chosen, np.asarray(groups, dtype=np.int64)[places], within, percent / 100)
    sides = [[chosen[at] for at in pairs[:, side]] for side in (0, 1)]
    scores = cpdist(*sides, scorer=Indel.normalized_similarity, score_cutoff=percent / 100, dtype=np.float64)
    best = np.zeros(len(texts))
    for at in np.flatnonzero(scores):  # below the cutoff it is nought
        left, right = places[pairs[at]].tolist()
        for one, other in ((left, right), (right, left)):
            if scores[at] > best[one]:
                best[one], found[one] = scores[at], other
    return found


def _pairs(texts: Sequence[str], groups: Ints, within: bool, share: float) -> Ints:
    """Pairs of positions worth comparing, each once, the smaller position first."""
    signs = np.concatenate([_signs(texts[start : start + _CHUNK]) for start in range(0, len(texts), _CHUNK)])
    salt = groups.astype(np.uint64)[:, None] * _ORDERS[0] if within else np.uint64(0)
    keys = signs ^ salt
    left, right = np.divmod(np.concatenate([_neighbours(keys[:, at]) for at in range(len(_ORDERS))]), len(texts))
    lengths = np.array([len(text) for text in texts])
    shorter, both = np.minimum(lengths[left], lengths[right]), lengths[left] + lengths[right]
    useful = ((groups[left] == groups[right]) == within) & (2 * shorter >= share * both)
    left, right = left[useful], right[useful]
    useful = (signs[left] == signs[right]).sum(axis=1) >= _SHARED
    return np.stack(np.divmod(np.unique(left[useful] * len(texts) + right[useful]), len(texts)), axis=1)


def _signs(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """One row a text: its first scrap in each of the orders."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    ends = np.cumsum([len(text) for text in texts])
    starts = np.concatenate([[0], ends[:-1]])
    scraps = np.zeros(len(letters), dtype=np.uint64)
    for at in range(_SCRAP):
        scraps[: len(letters) - at] += letters[at:] << np.uint64(21 * (_SCRAP - 1 - at))
    over_the_end = np.concatenate([ends - back for back in range(1, _SCRAP)])
    signs = np.empty((len(texts), len(_ORDERS)), dtype=np.uint64)
    for at, order in enumerate(_ORDERS):
        mixed = (scraps ^ (scraps >> np.uint64(29))) * order
        mixed ^= mixed >> np.uint64(32)
        mixed[over_the_end] = _NOTHING
        signs[:, at] = np.minimum.reduceat(mixed, starts)
    return signs


def _neighbours(keys: npt.NDArray[np.uint64]) -> Ints:
    """Pairs of texts with the same key: each with the one before it, the first and the last of them.

    A pair is one number: the smaller position times the number of texts, plus the larger one.
    """
    order = np.argsort(keys, kind="stable")
    new = np.flatnonzero(np.concatenate([[True], keys[order][1:] != keys[order][:-1]]))
    sizes = np.diff(np.append(new, len(order)))
    first, last = np.repeat(new, sizes), np.repeat(new + sizes - 1, sizes)
    here = np.arange(len(order))
    before = np.maximum(here - 1, first)
    here, others = np.tile(order, 3), order[np.concatenate([before, first, last])]
    smaller, larger = np.minimum(here, others), np.maximum(here, others)
    pairs: Ints = (smaller * len(keys) + larger)[smaller != larger]
    return pairs
