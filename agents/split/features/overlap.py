"""Features of a line's own words: how many of these words occur in the text below and in the text above.

The text below a headline repeats words of the headline. The text above a headline does not have these words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.split.features.arrays import Ints, Mask, Reals
from agents.split.features.words import FAR_OFF, FULL_WEIGHT, WordIndex, stems_of
from agents.split.line_classes import ClassedLine

__all__ = ["OVERLAP_FEATURES", "OwnWords", "overlap_features", "own_words_of"]

OVERLAP_FEATURES = (
    "its words in the next 30", "its words in the next 100", "its words in the next 300", "its words anywhere below",
    "its words in the previous 100", "its words in the previous 300", "its words anywhere above",
    "its words near below, not near above", "its words near above, not near below", "its words in no text",
    "distinct words of the line", "rarest word that is new below", "words until its first word occurs below (log)",
    "its words in the next 60, not near above",
)  # fmt: skip

NEXT, NEAR, FAR = 30, 100, 300
"""Sizes of windows, in words of four or more letters: about two sentences, a first paragraph, and a third of an article."""
LONGEST_OWN = 240
"""Most characters of a line whose own words are compared with the text."""


class OwnWords:
    """The distinct words of each short line, and how far each word is from its nearest occurrences in the running text.

    The arrays have one entry per distinct word of a line. `row` is the row of the line. `stems` is the number of the word's
    stem, or -1 if the text does not have the stem. `weight` is the weight of the stem. `rows` is the number of all rows.
    """

    __slots__ = ("after", "before", "row", "rows", "stems", "weight")

    def __init__(self, row: Ints, rows: int, stems: Ints, weight: Ints, before: Ints, after: Ints) -> None:
        self.row, self.rows, self.stems, self.weight = row, rows, stems, weight
        self.before, self.after = before, after
        """Distance in words from the line to the nearest occurrence above and below, or FAR_OFF if there is none."""

    def share(self, chosen: Mask) -> Reals:
        """Return, per line, the weight of the chosen words divided by the weight of all words of the line, 0 to 1."""
        total = np.bincount(self.row, self.weight, self.rows)
        part = np.bincount(self.row, self.weight * chosen, self.rows)
        return np.asarray(part / np.maximum(total, 1), np.float64)


def own_words_of(word_index: WordIndex, lines: Sequence[ClassedLine], rows: Ints) -> OwnWords:
    """Return the own words of the short lines. `rows` has the numbers of the printed lines of the page."""
    row: list[int] = []
    stems: list[int] = []
    for place, number in enumerate(rows.tolist()):
        printed = lines[number].line.printed
        if len(printed) <= LONGEST_OWN:
            own = [word_index.ids.get(stem, -1) for stem in dict.fromkeys(stems_of(printed))]
            stems += own
            row += [place] * len(own)
    at_row, at_stem = np.array(row, np.int64), np.array(stems, np.int64)
    weight = word_index.stem_weight[at_stem]
    line = rows[at_row] if len(row) else at_row
    before, after = _nearest(word_index, at_stem, word_index.starts[line], word_index.starts[line + 1])
    return OwnWords(at_row, len(rows), at_stem, weight, before, after)


def _nearest(word_index: WordIndex, stems: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return two arrays of distances in words: from `start` up, and from `end` down, to the nearest occurrence of each stem.

    A distance is FAR_OFF if the stem does not occur on that side.
    """
    keys = np.concatenate(([-FAR_OFF], word_index.keys, [FAR_OFF << 22]))
    left = keys[np.searchsorted(keys, (stems << 32) | start) - 1]
    right = keys[np.searchsorted(keys, (stems << 32) | end)]
    nowhere = stems < 0
    before = np.where(nowhere | (left >> 32 != stems), FAR_OFF, start - (left & 0xFFFFFFFF))
    after = np.where(nowhere | (right >> 32 != stems), FAR_OFF, (right & 0xFFFFFFFF) - end)
    return before, after


def overlap_features(own_words: OwnWords) -> Reals:
    """Return one row per line, one column per feature of OVERLAP_FEATURES."""
    before, after, share = own_words.before, own_words.after, own_words.share
    new = (after < FAR) & (before >= FAR)
    heaviest = np.zeros(own_words.rows)
    np.maximum.at(heaviest, own_words.row, own_words.weight * new / FULL_WEIGHT)
    count = np.bincount(own_words.row, minlength=own_words.rows)
    first = np.zeros(own_words.rows)
    firsts = np.flatnonzero(np.diff(own_words.row, prepend=-1))
    first[own_words.row[firsts]] = np.log(np.minimum(after[firsts], 1000) + 1.0)
    columns = [
        share(after < NEXT), share(after < NEAR), share(after < FAR), share(after < FAR_OFF), share(before <= NEAR),
        share(before <= FAR), share(before < FAR_OFF), share(new), share((before <= FAR) & (after >= FAR)),
        share(own_words.stems < 0), count.astype(np.float64), heaviest, first, share(new & (after < 2 * NEXT)),
    ]  # fmt: skip
    return np.stack(columns, axis=1)
