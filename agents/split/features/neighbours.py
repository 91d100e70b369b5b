"""Features of a line's neighbours: the n-gram scores of the nearest texts, and the predicted kinds of the nearest lines.

The text below a headline reads like the first paragraph of an article. The text above a headline reads like the last
paragraph of another article.
"""

from __future__ import annotations

import math

import numpy as np

from agents.split.features.arrays import Reals
from agents.split.features.shape import SHAPE_FEATURES, at_line

__all__ = ["EDGE_FEATURES", "KINDS", "KIND_FEATURES", "KIND_NAMES", "edge_features", "kind_features"]

SHOWN = (
    "length (log)", "sentence ends inside", "commas", "quotation marks", "begins with a quotation mark",
    "share of digits", "year inside", "brackets", "share of capitalised words", "begins in lower case", "spaced dashes",
    "colons",
)  # fmt: skip
"""Features that are copied from the nearest text above and the nearest text below.

First paragraphs name people, days and sources, and rarely begin with a quotation.
"""
EDGE_FEATURES = (
    "text below reads like a first paragraph", "second text below reads like a first paragraph",
    "text above reads like a first paragraph", "first paragraph: text below against second text below",
    "first paragraph: text below against text above", "text above reads like a last paragraph",
    "second text above reads like a last paragraph", "text below reads like a last paragraph",
    "last paragraph: text above against text below",
    *(f"{feature}, text {where}" for where in ("below", "above") for feature in SHOWN),
)  # fmt: skip

_SHOWN = [SHAPE_FEATURES.index(feature) for feature in SHOWN]
TEXT = math.log(60)
"""A line counts as text if its feature "length (log)" is greater, which means more than 60 characters."""
NONE = -9.0
"""Value if there is no text above or below the line. It is lower than any score."""

KINDS = ("SUB", "PAR", "LI", "DEK", "META", "NAV")
"""Labels of the lines that are not headlines, in the order of the model's classes."""
KIND_NAMES = dict(zip(KINDS, ("sub-heading", "paragraph", "list item", "standfirst", "byline", "furniture"), strict=True))
_OFFSETS = (0, 1, -1, 2)
KIND_FEATURES = tuple(at_line(f"probability of {KIND_NAMES[kind]}", offset) for offset in _OFFSETS for kind in KINDS)
BEYOND = -1.0
"""Value for a neighbour that would be above the first line or below the last line of the page."""


def edge_features(shape: Reals, lead: Reals, ending: Reals) -> Reals:
    """Return one row per line, one column per feature of EDGE_FEATURES.

    `shape` has the SHAPE_FEATURES. `lead` and `ending` are n-gram scores, per line: how much the line reads like the first
    paragraph of an article, and how much it reads like the last paragraph.
    """
    length = shape[:, SHAPE_FEATURES.index("length (log)")]
    size = len(length)
    place = np.flatnonzero(length > TEXT)
    following = np.searchsorted(place, np.arange(size), side="right")
    before = np.searchsorted(place, np.arange(size), side="left") - 1
    leads = np.concatenate(([NONE, NONE], lead[place], [NONE, NONE]))
    ends = np.concatenate(([NONE, NONE], ending[place], [NONE, NONE]))
    one, two, last = leads[following + 2], leads[following + 3], leads[before + 2]
    over, earlier, later = ends[before + 2], ends[before + 1], ends[following + 2]
    edges = np.stack([one, two, last, one - two, one - last, over, earlier, later, over - later], axis=1)
    shown = np.concatenate((shape[:, _SHOWN][place], np.full((1, len(_SHOWN)), NONE)))
    return np.concatenate((edges, shown[following], shown[before]), axis=1)


def kind_features(kinds: Reals) -> Reals:
    """Return one row per line, one column per feature of KIND_FEATURES; `kinds` has one probability per line and kind."""
    beyond = np.full((max(_OFFSETS), len(KINDS)), BEYOND)
    padded = np.concatenate((beyond, kinds, beyond))
    return np.concatenate([padded[len(beyond) + offset :][: len(kinds)] for offset in _OFFSETS], axis=1)
