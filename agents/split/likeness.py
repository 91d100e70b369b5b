"""Whether the two segments around a line speak of the same: their words compared as weighted vectors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.split.common import TELLING_WEIGHT
from agents.split.flow import Flow, Ints, Reals

__all__ = ["LIKENESS_CUES", "likeness"]

LIKENESS_CUES = (
    "similarity of the sections above and below",
    "share of words in both sections",
    "weight of words in both sections (log)",
)

MOST_WORDS = 800
"""Words of a segment, nearest the line, that are compared."""
UNLIKE = -1.0
"""Where one of the two has no words."""
_REPEATS = np.rint(16 * (1 + np.log(np.maximum(np.arange(MOST_WORDS + 1), 1)))).astype(np.int64)
"""What a word counts by how often it stands there: in whole numbers, whose sums are exact in any order."""


class _Counted(NamedTuple):
    """The distinct words of segments: `row << 32 | word`, sorted."""

    keys: Ints
    weight: Ints
    value: Ints

    @property
    def row(self) -> Ints:
        return self.keys >> 32


def likeness(flow: Flow, since: Ints, start: Ints, end: Ints, until: Ints) -> list[Reals]:
    """Return the cosine of the words of [since, start) and [end, until), and two measures of what they share."""
    before = _counted(flow, np.maximum(since, start - MOST_WORDS), start)
    after = _counted(flow, end, np.minimum(until, end + MOST_WORDS))
    place = np.minimum(np.searchsorted(after.keys, before.keys), max(len(after.keys) - 1, 0))
    if not (len(before.keys) and len(after.keys)):
        return [np.full(len(start), UNLIKE)] * len(LIKENESS_CUES)
    both = np.flatnonzero(after.keys[place] == before.keys)
    row, size = before.row[both], len(start)
    dot = np.bincount(row, before.value[both] * after.value[place[both]], size)
    shared = np.bincount(row, before.weight[both], size)
    squares = [np.bincount(each.row, each.value**2, size) for each in (before, after)]
    totals = [np.bincount(each.row, each.weight, size) for each in (before, after)]
    known = (squares[0] > 0) & (squares[1] > 0)
    cosine = dot / np.sqrt(np.where(known, squares[0] * squares[1], 1.0))
    share = shared / np.maximum(np.minimum(*totals), 1)
    return [np.where(known, each, UNLIKE) for each in (cosine, share, np.log1p(shared / TELLING_WEIGHT))]


def _counted(flow: Flow, start: Ints, end: Ints) -> _Counted:
    length = np.maximum(end - start, 0)
    row = np.repeat(np.arange(len(start), dtype=np.int64), length)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    keys, counts = np.unique((row << 32) | flow.words[start[row] + offset], return_counts=True)
    weight = flow.stem_weight[keys & 0xFFFFFFFF]
    return _Counted(keys, weight, weight * _REPEATS[counts])
