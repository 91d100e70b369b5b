"""Whether the text below a line reads like the first paragraph of an article, and more so than the text around it."""

from __future__ import annotations

import math

import numpy as np

from agents.split.flow import Reals

__all__ = ["LEAD_CUES", "lead_cues"]

LEAD_CUES = (
    "next text reads like a lead", "text after next reads like a lead", "last text reads like a lead",
    "next text rather than after next", "next text rather than last",
)  # fmt: skip

TEXT = math.log(60)
"""Length of a line that is taken for text, as the cue "length" has it."""
NONE = -9.0
"""Below what any line scores."""


def lead_cues(length: Reals, lead: Reals) -> Reals:
    """Return one row a line, one column a cue of LEAD_CUES, of how much each line reads like a lead."""
    size = len(length)
    place = np.flatnonzero(length > TEXT)
    following = np.searchsorted(place, np.arange(size), side="right")
    before = np.searchsorted(place, np.arange(size), side="left") - 1
    score = np.concatenate(([NONE], lead[place], [NONE, NONE]))
    one, two, last = score[following + 1], score[following + 2], score[before + 1]
    return np.stack([one, two, last, one - two, one - last], axis=1)
