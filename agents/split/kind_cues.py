"""What a line and its neighbours are taken for, to a last look at whether it is a headline."""

from __future__ import annotations

import numpy as np

from agents.split.flow import Reals
from agents.split.shape_cues import at_line

__all__ = ["KINDS", "KIND_CUES", "KIND_NAMES", "kind_cues"]

KINDS = ("SUB", "PAR", "LI", "DEK", "META", "NAV")
"""What a line is that is no headline."""
KIND_NAMES = dict(zip(KINDS, ("sub-heading", "paragraph", "list item", "standfirst", "byline", "furniture"), strict=True))
_OFFSETS = (0, 1, -1, 2)
KIND_CUES = tuple(at_line(f"probability of {KIND_NAMES[kind]}", offset) for offset in _OFFSETS for kind in KINDS)
BEYOND = -1.0
"""Of a line beyond the page."""


def kind_cues(kinds: Reals) -> Reals:
    """Return one row a line, one column a cue of KIND_CUES, of a row of probabilities for each line."""
    beyond = np.full((max(_OFFSETS), len(KINDS)), BEYOND)
    padded = np.concatenate((beyond, kinds, beyond))
    return np.concatenate([padded[len(beyond) + offset :][: len(kinds)] for offset in _OFFSETS], axis=1)
