"""Features of a line that use the headline probabilities of the previous pass, near the line and all over the page.

A *segment* is the running text between a line and the nearest likely headline above or below the line.
"""

from __future__ import annotations

import numpy as np

from agents.split.features.arrays import Ints, Mask, Reals, shifted
from agents.split.features.cohesion import LONGEST_SEGMENT, SIMILARITY_FEATURES, repeated_share, segment_similarity
from agents.split.features.page import PAGE_FEATURES, PageFeatures
from agents.split.features.pooled import POOLED_FEATURES, pooled_features
from agents.split.features.shape import at_line
from agents.split.features.words import FAR_OFF

__all__ = ["CONTEXT_FEATURES", "MOST_UNCERTAIN", "NOT_COMPUTED", "context_features", "is_uncertain", "uncertain_rows"]

_OFFSETS = (-4, -3, -2, -1, 1, 2, 3, 4)
_COMPARED = (
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
    *(f"{feature} against likely headlines" for feature in _COMPARED), *POOLED_FEATURES,
)  # fmt: skip

UNCERTAIN = 0.002
"""A line with at most this probability is hardly ever a headline. Later passes skip such a line."""
MOST_UNCERTAIN = 1000
"""Most lines per page that later passes predict again, counted from the top. News pages have a few dozen such lines."""
NOT_COMPUTED = -1.0
LIKELY = 0.4
"""Least probability of a line that these features treat as a likely headline."""


def context_features(page: PageFeatures, before: Reals) -> Reals:
    """Return one row per printed line, one column per feature of CONTEXT_FEATURES.

    `before` is the headline probability of the previous pass, per row. Some features compare the text above a row with the
    text below the row. They are computed only for uncertain rows; for other rows they are NOT_COMPUTED.
    """
    size = len(before)
    index = np.arange(size)
    likely = before >= LIKELY
    last, following = _nearest(likely)
    columns = [before, *(shifted(before, offset, 0.0) for offset in _OFFSETS)]
    columns += [
        np.where(last >= 0, before[last], -1), np.where(following < size, before[np.minimum(following, size - 1)], -1),
        _rank(before), np.full(size, np.rint(before * 1e6).sum() / 1e6), np.full(size, before.max(initial=0.0)),
    ]  # fmt: skip
    start, end = page.word_index.starts[page.rows], page.word_index.starts[page.rows + 1]
    since = np.where(last >= 0, end[last], 0)
    until = np.where(following < size, start[np.minimum(following, size - 1)], len(page.word_index.weight))
    columns += [
        np.log(np.maximum(start - since, 0) + 1.0), np.log(np.maximum(until - end, 0) + 1.0),
        np.minimum(index - last, 60), np.minimum(following - index, 60),
    ]  # fmt: skip
    rows = uncertain_rows(before)
    compared = [*_cohesion(page, since[rows], start[rows], end[rows], until[rows]), *_headline_above(page, last[rows], end[rows])]
    columns += [_scattered(values, rows, size) for values in compared]
    columns += _own_words(page, start - since, until - end)
    columns += [_mean_of_form(page, before), _best_around(before)]
    columns += _against_likely(page, before)
    columns += pooled_features(page.rhythm, before)
    return np.asarray(np.round(np.stack(columns, axis=1), 4), np.float64)


def is_uncertain(before: Reals) -> Mask:
    """Return, per row, whether the previous pass left the row uncertain, so that the next pass predicts the row again.

    `before` is the headline probability of the previous pass, per row.
    """
    return before > UNCERTAIN


def uncertain_rows(before: Reals) -> Ints:
    """Return the uncertain rows, which the next pass predicts again: at most MOST_UNCERTAIN rows, from the top of the page."""
    return np.flatnonzero(is_uncertain(before))[:MOST_UNCERTAIN]


def _scattered(values: Reals, rows: Ints, size: int) -> Reals:
    whole = np.full(size, NOT_COMPUTED)
    whole[rows] = values
    return whole


def _nearest(likely: Mask) -> tuple[Ints, Ints]:
    """Return, per line, the row of the nearest likely headline above, and the row of the nearest likely headline below.

    If there is no such headline, the row is -1 above, and the number of rows below.
    """
    size = len(likely)
    index = np.arange(size)
    above = np.maximum.accumulate(np.where(likely, index, -1)) if size else index
    below = np.minimum.accumulate(np.where(likely, index, size)[::-1])[::-1] if size else index
    return np.concatenate(([-1], above[:-1]))[:size], np.concatenate((below[1:], [size]))[:size]


def _rank(before: Reals) -> Reals:
    order = np.empty(len(before))
    order[np.argsort(-before, kind="stable")] = np.arange(len(before))
    return np.minimum(order, 40)


def _cohesion(page: PageFeatures, since: Ints, start: Ints, end: Ints, until: Ints) -> list[Reals]:
    """Return columns that say, per line, how many words the segment above and the segment below have in common.

    [`since`, `start`) is the segment above and [`end`, `until`) the segment below, as positions in the word index.
    """
    word_index = page.word_index
    return [
        repeated_share(word_index, since, start, end, until, LONGEST_SEGMENT, word_index.weight),
        repeated_share(
            word_index, np.maximum(since, start - 100), start, end, np.minimum(until, end + 100), 100, word_index.weight
        ),
        repeated_share(word_index, since, start, end, until, LONGEST_SEGMENT, word_index.weight * word_index.named),
        repeated_share(word_index, np.zeros(len(since), np.int64), since, end, until, LONGEST_SEGMENT, word_index.weight),
        *segment_similarity(word_index, since, start, end, until),
    ]


def _headline_above(page: PageFeatures, last: Ints, end: Ints) -> list[Reals]:
    """Return two columns: the share of the words of the headline above that occur in the next 100 words, and in the next 400.

    `last` is the row of the likely headline above each line. `end` is the position of the first word below each line. Shares
    are 0 to 1.
    """
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


def _own_words(page: PageFeatures, before: Ints, after: Ints) -> list[Reals]:
    """Return four columns that say, per line, where the line's own words occur.

    The first three are the shares of the words that occur in the segment above, in the segment below, and only in the segment
    below. The fourth is the second share minus the first. `before` and `after` are the lengths of the segments, in words.
    """
    own_words = page.own_words
    back = own_words.before <= before[own_words.row]
    ahead = own_words.after < after[own_words.row]
    before_it, after_it = own_words.share(back), own_words.share(ahead)
    return [before_it, after_it, own_words.share(ahead & ~back), after_it - before_it]


def _mean_of_form(page: PageFeatures, before: Reals) -> Reals:
    """Return, per line, the mean headline probability of all lines of the same form: the same class, length and ending."""
    shape = page.features[:, [PAGE_FEATURES.index(feature) for feature in _FORM]]
    form = (shape[:, 0] * 1000 + np.round(shape[:, 1]) * 10 + shape[:, 2]).astype(np.int64)
    _, group = np.unique(form, return_inverse=True)
    micros = np.rint(before * 1e6)
    return np.asarray((np.bincount(group, micros) / np.bincount(group))[group] / 1e6, np.float64) if len(before) else before


def _best_around(before: Reals) -> Reals:
    best = np.zeros(len(before))
    for offset in (-8, -7, -6, -5, *_OFFSETS, 5, 6, 7, 8):
        best = np.maximum(best, shifted(before, offset, 0.0))
    return best


def _against_likely(page: PageFeatures, before: Reals) -> list[Reals]:
    """Return one column per feature of _COMPARED: the value of each line minus the mean of the likely headlines.

    The columns are 0 if the page has no likely headline.
    """
    chosen = before >= LIKELY
    count = int(chosen.sum())
    columns = [page.features[:, PAGE_FEATURES.index(feature)] for feature in _COMPARED]
    return [
        column - round(float(np.round(column[chosen] * 1e4).sum()) / 1e4 / count, 4) if count else column * 0
        for column in columns
    ]
