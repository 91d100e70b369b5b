"""The features that each pass of the model reads, in the order of the columns."""

from __future__ import annotations

import numpy as np

from agents.split.features.arrays import Reals, exact_mean
from agents.split.features.context import SECOND_CUES
from agents.split.features.neighbours import EDGE_CUES, KIND_CUES, KIND_NAMES, edge_cues
from agents.split.features.page import FIRST_CUES
from agents.split.features.shape import SHAPE_CUES

__all__ = ["GRAM_CUES", "LABEL", "LAST_CUES", "LOOK_CUES", "OWN_CUES", "SITE", "UNSCORED", "own_cues"]

GRAM_CUES = tuple(
    f"n-grams: {name}" for name in ("headline", *KIND_NAMES.values(), "words of a site", "first paragraph", "last paragraph")
)
_POOLED = GRAM_CUES[:4]
POOLED_CUES = (*(f"{cue}, mean of openers" for cue in GRAM_CUES), *(f"{cue}, against openers" for cue in _POOLED))
SITE = GRAM_CUES.index("n-grams: words of a site")
SITE_CUES = tuple(f"n-grams: words of a site, {where}" for where in ("label", "line above", "line below", "best of a list above"))
OWN_CUES = (*FIRST_CUES, *GRAM_CUES, *EDGE_CUES, *POOLED_CUES, *SITE_CUES)
"""What is known of a line before any look."""
LABEL = OWN_CUES.index(SITE_CUES[0])
LOOK_CUES = (*OWN_CUES, *SECOND_CUES)
"""What the second look and the kinds of lines are told by."""
LAST_CUES = (*LOOK_CUES, *KIND_CUES)
_LENGTH, _STOP = (FIRST_CUES.index(cue) for cue in ("length (log)", "ends in a full stop"))
LONGEST_LISTED = float(np.log(140))
UNSCORED = -9.0
"""For what is not there: below what any line scores."""


def own_cues(first: Reals, grams: Reals, labels: Reals) -> Reals:
    """Return the OWN_CUES of the lines of one page, from their FIRST_CUES, their GRAM_CUES and the first of SITE_CUES."""
    edges = edge_cues(first[:, : len(SHAPE_CUES)], grams[:, -2], grams[:, -1])
    opener = first[:, FIRST_CUES.index("short line that opens a text")] > 0
    mean = exact_mean(grams[opener]) if opener.any() else np.full(grams.shape[1], UNSCORED)
    pooled = (np.broadcast_to(mean, grams.shape), grams[:, : len(_POOLED)] - mean[: len(_POOLED)])
    site = np.concatenate(([UNSCORED], grams[:, SITE], [UNSCORED]))
    sites = np.stack((labels, site[:-2], site[2:], _listed(grams[:, SITE], first)), axis=1)
    return np.concatenate((first, grams, edges, *pooled, sites), axis=1)


def _listed(site: Reals, first: Reals) -> Reals:
    """Return for each line the best score of the lines above that it may be listed below: short ones without a full stop."""
    listed = (first[:, _LENGTH] <= LONGEST_LISTED) & (first[:, _STOP] == 0)
    found, best = [], UNSCORED
    for score, is_listed in zip(site.tolist(), listed.tolist(), strict=True):
        found.append(best)
        best = max(best, score) if is_listed else UNSCORED
    return np.array(found, np.float64)
