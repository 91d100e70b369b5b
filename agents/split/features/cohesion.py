"""Features of the text on both sides of a line: how much one side repeats the words of the other side.

Lexical cohesion (Hearst 1997, TextTiling) separates a headline from a sub-heading. The words and names below a sub-heading
also occur above the sub-heading. The words and names below a headline are new.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from agents.split.features.arrays import Ints, Mask, Reals
from agents.split.features.words import FULL_WEIGHT, WordIndex

__all__ = [
    "COHESION_FEATURES",
    "MOST_COMPARED",
    "SIMILARITY_FEATURES",
    "cohesion_features",
    "repeated_share",
    "segment_similarity",
]

COHESION_FEATURES = (
    "next 30 words also above", "next 100 words also above", "next 300 words also above", "previous 30 words again below",
    "previous 100 words again below", "previous 300 words again below", "names in the next 100 words also above",
    "names in the previous 100 words again below", "next 100 words in the 3,000 above",
    "word overlap against lines above", "word overlap against lines below", "words of text above (log)",
    "words of text below (log)",
)  # fmt: skip

SOON, NEAR, FAR = 30, 100, 300
LONG_AGO = 3000
UNKNOWN = 0.3
"""Value of a window without words: about the average of all windows."""
LONGEST_SEGMENT = 600
MOST_COMPARED = 3_000
"""Most lines of a page that are compared, counted from the top. No news page has so many lines."""
LINES_AT_ONCE = 128
"""Number of lines whose windows are in memory at once. These windows take half a megabyte."""
SIMILARITY_FEATURES = (
    "similarity of the sections above and below",
    "share of words in both sections",
    "weight of words in both sections (log)",
)

MOST_WORDS = 800
"""Most words of a segment that are compared. If a segment has more words, the words nearest to the line are compared."""
UNLIKE = -1.0
"""Value where one of the segments has no words."""
_REPEATS = np.rint(16 * (1 + np.log(np.maximum(np.arange(MOST_WORDS + 1), 1)))).astype(np.int64)
"""Term-frequency weight by the number of occurrences. The weights are whole numbers, so their sums are exact in any order."""


def cohesion_features(word_index: WordIndex, rows: Ints) -> Reals:
    """Return one row per line number in `rows`, one column per feature of COHESION_FEATURES."""
    start, end = word_index.starts[rows], word_index.starts[rows + 1]
    if not len(word_index.weight):
        from_above = below_again = [np.full(len(rows), UNKNOWN)] * 5
    else:
        from_above = _in_parts(_known_from_above, word_index, start, end)
        below_again = _in_parts(_again_below, word_index, start, end)
    soon, near, far, names, long_ago = from_above
    columns = [
        soon, near, far, *below_again[:3], names, below_again[3], long_ago, _against(near, -1), _against(near, 1),
        np.log(start + 1.0), np.log(int(word_index.starts[-1]) - end + 1.0),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _in_parts(
    windows: Callable[[WordIndex, Ints, Ints], list[Reals]], word_index: WordIndex, start: Ints, end: Ints
) -> list[Reals]:
    """Call `windows` for LINES_AT_ONCE lines at a time, to bound the memory, and return the columns of all lines."""
    cuts = range(0, max(len(start), 1), LINES_AT_ONCE)
    parts = [windows(word_index, start[at : at + LINES_AT_ONCE], end[at : at + LINES_AT_ONCE]) for at in cuts]
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def _against(known: Reals, step: int) -> Reals:
    """Return each value minus the mean of its four neighbours above (step -1) or below (step 1)."""
    if not len(known):
        return known
    padded = np.pad(known, 4, mode="edge")
    size = len(known)
    mean = sum(padded[4 + step * n : 4 + step * n + size] for n in range(1, 5)) / 4
    return known - mean


def _known_from_above(word_index: WordIndex, start: Ints, end: Ints) -> list[Reals]:
    """Return five columns: per line, shares of the words below the line that also occur above the line, 0 to 1.

    The first four columns compare the next 30, 100 and 300 words, and the names in the next 100 words, with the 300 words above.
    The fifth column compares the next 100 words with the 3,000 words above.
    """
    place = end[:, None] + np.arange(FAR)
    inside = place < len(word_index.weight)
    place = np.minimum(place, len(word_index.weight) - 1)
    previous, weight = word_index.previous[place], word_index.weight[place]
    fresh = inside & (previous < end[:, None])
    above = fresh & (previous < start[:, None])
    shared = above & (previous >= np.maximum(start - FAR, 0)[:, None])
    named = weight[:, :NEAR] * word_index.named[place[:, :NEAR]]
    long_ago = above[:, :NEAR] & (previous[:, :NEAR] >= np.maximum(start - LONG_AGO, 0)[:, None])
    shares = [_share(weight[:, :words], fresh[:, :words], shared[:, :words]) for words in (SOON, NEAR, FAR)]
    return [*shares, _share(named, fresh[:, :NEAR], shared[:, :NEAR]), _share(weight[:, :NEAR], fresh[:, :NEAR], long_ago)]


def _again_below(word_index: WordIndex, start: Ints, end: Ints) -> list[Reals]:
    """Return four columns: per line, shares of the words above the line that occur again in the 300 words below, 0 to 1.

    The columns are for the previous 30, 100 and 300 words, and for the names in the previous 100 words.
    """
    place = start[:, None] - 1 - np.arange(FAR)
    inside = place >= 0
    place = np.maximum(place, 0)
    following, weight = word_index.following[place], word_index.weight[place]
    fresh = inside & (following >= start[:, None])
    shared = fresh & (following >= end[:, None]) & (following < (end + FAR)[:, None])
    named = weight[:, :NEAR] * word_index.named[place[:, :NEAR]]
    shares = [_share(weight[:, :words], fresh[:, :words], shared[:, :words]) for words in (SOON, NEAR, FAR)]
    return [*shares, _share(named, fresh[:, :NEAR], shared[:, :NEAR])]


def repeated_share(word_index: WordIndex, since: Ints, until: Ints, start: Ints, end: Ints, most: int, weight: Ints) -> Reals:
    """Return, per line, which share of a segment's words repeat words of an earlier segment: 0 to 1, by weight.

    [`start`, `end`) is the segment and [`since`, `until`) the earlier segment, as positions in the word index. Only the first
    `most` words of the segment count. `weight` has one weight per word of the page.
    """
    if not len(weight) or not len(start):
        return np.full(len(start), UNKNOWN)
    longest = min(most, int((end - start).max()))
    place = start[:, None] + np.arange(longest)
    inside = place < end[:, None]
    place = np.minimum(place, len(weight) - 1)
    previous = word_index.previous[place]
    fresh = inside & (previous < start[:, None])
    shared = fresh & (previous >= since[:, None]) & (previous < until[:, None])
    return _share(weight[place], fresh, shared)


def _share(weight: Ints, fresh: Mask, shared: Mask) -> Reals:
    total = (weight * fresh).sum(axis=1)
    return np.where(total > 0, (weight * shared).sum(axis=1) / np.maximum(total, 1), UNKNOWN)


class _Counted(NamedTuple):
    """The distinct stems of several segments, one segment per row."""

    keys: Ints
    """Sorted `row << 32 | stem` of each stem of a segment."""
    weight: Ints
    """Per key, the weight of the stem."""
    value: Ints
    """Per key, the weight of the stem times the term-frequency weight of the stem in the segment."""

    @property
    def row(self) -> Ints:
        return self.keys >> 32


def segment_similarity(word_index: WordIndex, since: Ints, start: Ints, end: Ints, until: Ints) -> list[Reals]:
    """Return one column per feature of SIMILARITY_FEATURES: per line, how similar the segments above and below are.

    The segments are [`since`, `start`) and [`end`, `until`), as positions in the word index. The features are the cosine of
    the weighted word counts, and two measures of the words that occur in both segments.
    """
    before = _counted(word_index, np.maximum(since, start - MOST_WORDS), start)
    after = _counted(word_index, end, np.minimum(until, end + MOST_WORDS))
    place = np.minimum(np.searchsorted(after.keys, before.keys), max(len(after.keys) - 1, 0))
    if not (len(before.keys) and len(after.keys)):
        return [np.full(len(start), UNLIKE)] * len(SIMILARITY_FEATURES)
    both = np.flatnonzero(after.keys[place] == before.keys)
    row, size = before.row[both], len(start)
    dot = np.bincount(row, before.value[both] * after.value[place[both]], size)
    shared = np.bincount(row, before.weight[both], size)
    squares = [np.bincount(each.row, each.value**2, size) for each in (before, after)]
    totals = [np.bincount(each.row, each.weight, size) for each in (before, after)]
    known = (squares[0] > 0) & (squares[1] > 0)
    cosine = dot / np.sqrt(np.where(known, squares[0] * squares[1], 1.0))
    share = shared / np.maximum(np.minimum(*totals), 1)
    return [np.where(known, each, UNLIKE) for each in (cosine, share, np.log1p(shared / FULL_WEIGHT))]


def _counted(word_index: WordIndex, start: Ints, end: Ints) -> _Counted:
    length = np.maximum(end - start, 0)
    row = np.repeat(np.arange(len(start), dtype=np.int64), length)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    keys, counts = np.unique((row << 32) | word_index.stems[start[row] + offset], return_counts=True)
    weight = word_index.stem_weight[keys & 0xFFFFFFFF]
    return _Counted(keys, weight, weight * _REPEATS[counts])
