"""A second look at each line, knowing what the look before took for headlines, here and all over the page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals
from agents.split.features.cohesion import LONGEST_SEGMENT, SIMILARITY_FEATURES, between, segment_similarity
from agents.split.features.page import PAGE_FEATURES, PageFeatures
from agents.split.features.pooled import POOLED_FEATURES, pooled_features
from agents.split.features.shape import at_line
from agents.split.features.words import FAR_OFF

__all__ = ["CONTEXT_FEATURES", "MOST_UNCERTAIN", "NOT_COMPUTED", "context_features", "is_uncertain", "uncertain_rows"]

_OFFSETS = (-4, -3, -2, -1, 1, 2, 3, 4)
_LIKENED = (
    "length (log)", "share of capitalised words", "shape class", "blank lines above", at_line("length (log)", 1),
    "ends in a letter",
)  # fmt: skip
_FORM = ("shape class", "length (log)", "ends in a letter")
CONTEXT_FEATURES = (
    "pass before", *(at_line("pass before", offset) for offset in _OFFSETS), "pass before, likely headline above",
    "pass before, likely headline below", "rank of its score on the page", "headlines expected on the page",
    "highest score on the page", "words since the likely headline above (log)",
    "words until the likely headline below (log)", "lines since the likely headline above",
    "lines until the likely headline below", "words of the section below known above",
    "next 100 words of the section in the previous 100", "names of the section below known above",
    "words of the section below in earlier sections", *SIMILARITY_FEATURES, "words of the headline above in the next 100",
    "words of the headline above in the next 400", "its words in the section above", "its words in the section below",
    "its words in the section below alone", "its words in the section below more than above",
    "pass before, mean of lines of its form", "highest score within 8 lines",
    *(f"{feature} against likely headlines" for feature in _LIKENED), *POOLED_FEATURES,
)  # fmt: skip

UNCERTAIN = 0.002
"""Probability below which a line is hardly ever a headline: no later look is taken at it."""
MOST_UNCERTAIN = 1000
"""Doubtful lines of a page that are looked at again, from its top; pages of news have a few dozen."""
NOT_COMPUTED = -1.0
LIKELY = 0.4
"""Probability from which the first look counts as a headline here; the neighbours settle the rest."""


def context_features(page: PageFeatures, first: Reals) -> Reals:
    """Return one row a printed line, one column a cue of SECOND_CUES; `first` is the probability of the look before.

    Texts on both sides are compared at doubtful lines alone: their cues are UNASKED elsewhere.
    """
    size = len(first)
    index = np.arange(size)
    likely = first >= LIKELY
    last, following = _nearest(likely)
    columns = [first, *(_shifted(first, offset) for offset in _OFFSETS)]
    columns += [
        np.where(last >= 0, first[last], -1), np.where(following < size, first[np.minimum(following, size - 1)], -1),
        _rank(first), np.full(size, np.rint(first * 1e6).sum() / 1e6), np.full(size, first.max(initial=0.0)),
    ]  # fmt: skip
    start, end = page.word_index.at[page.rows], page.word_index.at[page.rows + 1]
    since = np.where(last >= 0, end[last], 0)
    until = np.where(following < size, start[np.minimum(following, size - 1)], len(page.word_index.weight))
    columns += [
        np.log(np.maximum(start - since, 0) + 1.0), np.log(np.maximum(until - end, 0) + 1.0),
        np.minimum(index - last, 60), np.minimum(following - index, 60),
    ]  # fmt: skip
    asked = uncertain_rows(first)
    compared = [*_segments(page, since[asked], start[asked], end[asked], until[asked]), *_returns(page, last[asked], end[asked])]
    columns += [_spread(values, asked, size) for values in compared]
    columns += _owns(page, start - since, until - end)
    columns += [_alike(page, first), _best_around(first)]
    columns += _unlike(page, first)
    columns += pooled_features(page.rhythm, first)
    return np.asarray(np.round(np.stack(columns, axis=1), 4), np.float64)


def is_uncertain(first: Reals) -> npt.NDArray[np.bool_]:
    """Tell by row whether a line may be a headline after the look before."""
    return first > UNCERTAIN


def uncertain_rows(first: Reals) -> Ints:
    """Return the rows that are looked at again: the rest of a page without end keeps what was said of it."""
    return np.flatnonzero(is_uncertain(first))[:MOST_UNCERTAIN]


def _spread(values: Reals, asked: Ints, size: int) -> Reals:
    whole = np.full(size, NOT_COMPUTED)
    whole[asked] = values
    return whole


def _nearest(likely: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the nearest likely headline above each line, -1 for none, and below, the count for none."""
    size = len(likely)
    index = np.arange(size)
    above = np.maximum.accumulate(np.where(likely, index, -1)) if size else index
    below = np.minimum.accumulate(np.where(likely, index, size)[::-1])[::-1] if size else index
    return np.concatenate(([-1], above[:-1]))[:size], np.concatenate((below[1:], [size]))[:size]


def _shifted(values: Reals, offset: int) -> Reals:
    moved = np.zeros(len(values))
    if abs(offset) < len(values):
        if offset > 0:
            moved[:-offset] = values[offset:]
        else:
            moved[-offset:] = values[:offset]
    return moved


def _rank(first: Reals) -> Reals:
    order = np.empty(len(first))
    order[np.argsort(-first, kind="stable")] = np.arange(len(first))
    return np.minimum(order, 40)


def _segments(page: PageFeatures, since: Ints, start: Ints, end: Ints, until: Ints) -> list[Reals]:
    """Return how the text between the headlines around a line hangs together across it."""
    word_index = page.word_index
    return [
        between(word_index, since, start, end, until, LONGEST_SEGMENT, word_index.weight),
        between(word_index, np.maximum(since, start - 100), start, end, np.minimum(until, end + 100), 100, word_index.weight),
        between(word_index, since, start, end, until, LONGEST_SEGMENT, word_index.weight * word_index.named),
        between(word_index, np.zeros(len(since), np.int64), since, end, until, LONGEST_SEGMENT, word_index.weight),
        *segment_similarity(word_index, since, start, end, until),
    ]


def _returns(page: PageFeatures, last: Ints, end: Ints) -> list[Reals]:
    """Return how much of the words of the headline above stands in the text after a line."""
    own_words, keys = page.own_words, page.word_index.keys
    size = len(last)
    counts = np.bincount(own_words.row, minlength=len(page.rows))
    firsts = np.concatenate(([0], np.cumsum(counts)))
    own = np.where(last >= 0, counts[last], 0)
    row = np.repeat(np.arange(size), own)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(own) - own, own)
    entry = firsts[last[row]] + offset if len(row) else row
    stems, weight = own_words.stems[entry], own_words.weight[entry]
    edge = np.append(keys, FAR_OFF << 22)
    found = edge[np.searchsorted(edge, (stems << 32) | end[row])]
    gap = np.where((stems >= 0) & (found >> 32 == stems), (found & 0xFFFFFFFF) - end[row], FAR_OFF)
    total = np.maximum(np.bincount(row, weight, size), 1)
    return [np.bincount(row, weight * (gap < reach), size) / total for reach in (100, 400)]


def _owns(page: PageFeatures, before: Ints, after: Ints) -> list[Reals]:
    """Return where a line's own words stand: in the segment before it, after it, only after it, rather after it."""
    own_words = page.own_words
    back = own_words.before <= before[own_words.row]
    ahead = own_words.after < after[own_words.row]
    before_it, after_it = own_words.share(back), own_words.share(ahead)
    return [before_it, after_it, own_words.share(ahead & ~back), after_it - before_it]


def _alike(page: PageFeatures, first: Reals) -> Reals:
    """Return the mean first look at the lines of the same class and length as this one."""
    shape = page.features[:, [PAGE_FEATURES.index(feature) for feature in _FORM]]
    form = (shape[:, 0] * 1000 + np.round(shape[:, 1]) * 10 + shape[:, 2]).astype(np.int64)
    _, group = np.unique(form, return_inverse=True)
    micros = np.rint(first * 1e6)
    return np.asarray((np.bincount(group, micros) / np.bincount(group))[group] / 1e6, np.float64) if len(first) else first


def _best_around(first: Reals) -> Reals:
    best = np.zeros(len(first))
    for offset in (-8, -7, -6, -5, *_OFFSETS, 5, 6, 7, 8):
        best = np.maximum(best, _shifted(first, offset))
    return best


def _unlike(page: PageFeatures, first: Reals) -> list[Reals]:
    """Return how far a line is from the mean of the likely headlines, cue by cue."""
    chosen = first >= LIKELY
    count = int(chosen.sum())
    columns = [page.features[:, PAGE_FEATURES.index(feature)] for feature in _LIKENED]
    return [
        column - round(float(np.round(column[chosen] * 1e4).sum()) / 1e4 / count, 4) if count else column * 0
        for column in columns
    ]
