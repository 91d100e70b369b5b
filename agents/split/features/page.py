"""All that is known of the printed lines of a page before any of them is judged."""

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
"""Characters of a line whose surroundings are compared; longer ones are text for certain."""
UNCOMPARED = -1.0
_LINKS = ("its words in the next 30", "its words near below, not near above")


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """A page as the judges see it; `rows` number its printed lines, `cues` has a row for each."""

    lines: Sequence[ClassedLine]
    rows: Ints
    word_index: WordIndex
    own_words: OwnWords
    rhythm: Rhythm
    features: Reals


def page_features_of(lines: Sequence[ClassedLine], stop_stems: StopStems) -> PageFeatures:
    """Read a page once: one row a printed line, one column a cue of FIRST_CUES."""
    rows = np.array([n for n, classed in enumerate(lines) if classed.kind is not LineClass.BLANK], np.int64)
    word_index = word_index_of(lines, stop_stems)
    shape = shape_features([lines[number] for number in rows.tolist()])
    own_words = own_words_of(word_index, lines, rows)
    short = np.flatnonzero([len(lines[number].line.printed) <= LONGEST_COMPARED for number in rows.tolist()])[:MOST_COMPARED]
    cohesion = np.full((len(rows), len(COHESION_FEATURES)), UNCOMPARED)
    cohesion[short] = cohesion_features(word_index, rows[short])
    link, rhythm = overlap_features(own_words), rhythm_of(lines, rows)
    told = (
        cohesion[:, COHESION_FEATURES.index("next 100 words also above")],
        *(link[:, OVERLAP_FEATURES.index(feature)] for feature in _LINKS),
    )
    features = np.concatenate(
        (shape, cohesion, link, position_features(lines, rows, shape), rhythm_features(rhythm, rows, *told)), axis=1
    )
    return PageFeatures(lines, rows, word_index, own_words, rhythm, np.round(features, 4))
