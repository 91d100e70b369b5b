"""The features of a page that are computed before the first pass, from the lines of the page alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.split.features.arrays import Ints, Reals
from agents.split.features.cohesion import COHESION_FEATURES, MOST_COMPARED, cohesion_features
from agents.split.features.overlap import OVERLAP_FEATURES, OwnWords, overlap_features, own_words_of
from agents.split.features.position import POSITION_FEATURES, position_features
from agents.split.features.regularity import RHYTHM_FEATURES, rhythm_features
from agents.split.features.rhythm import Rhythm, rhythm_of
from agents.split.features.shape import SHAPE_FEATURES, shape_features
from agents.split.features.words import StopStems, WordIndex, word_index_of
from agents.split.line_classes import ClassedLine, LineClass

__all__ = ["PAGE_FEATURES", "PageFeatures", "page_features_of"]

PAGE_FEATURES = SHAPE_FEATURES + COHESION_FEATURES + OVERLAP_FEATURES + POSITION_FEATURES + RHYTHM_FEATURES

LONGEST_COMPARED = 240
"""Most characters of a line whose cohesion features are computed. Longer lines are text."""
UNCOMPARED = -1.0
_OF_OWN_WORDS = ("its words in the next 30", "its words near below, not near above")


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """The printed lines of a page with their features, and the inputs for the features of later passes."""

    lines: Sequence[ClassedLine]
    rows: Ints
    """The line number of each row. Blank lines have no row."""
    word_index: WordIndex
    own_words: OwnWords
    rhythm: Rhythm
    features: Reals
    """One row per printed line, one column per feature of PAGE_FEATURES."""


def page_features_of(lines: Sequence[ClassedLine], stop_stems: StopStems) -> PageFeatures:
    """Return the features of a page. `stop_stems` gives the weights of its words."""
    rows = np.array([n for n, classed in enumerate(lines) if classed.kind is not LineClass.BLANK], np.int64)
    word_index = word_index_of(lines, stop_stems)
    shape = shape_features([lines[number] for number in rows.tolist()])
    own_words = own_words_of(word_index, lines, rows)
    short = np.flatnonzero([len(lines[number].line.printed) <= LONGEST_COMPARED for number in rows.tolist()])[:MOST_COMPARED]
    cohesion = np.full((len(rows), len(COHESION_FEATURES)), UNCOMPARED)
    cohesion[short] = cohesion_features(word_index, rows[short])
    overlap, rhythm = overlap_features(own_words), rhythm_of(lines, rows)
    position = position_features(lines, rows, shape)
    known = cohesion[:, COHESION_FEATURES.index("next 100 words also above")]
    below, new = (overlap[:, OVERLAP_FEATURES.index(feature)] for feature in _OF_OWN_WORDS)
    regularity = rhythm_features(rhythm, rows, known, below, new)
    features = np.concatenate((shape, cohesion, overlap, position, regularity), axis=1)
    return PageFeatures(lines, rows, word_index, own_words, rhythm, np.round(features, 4))
