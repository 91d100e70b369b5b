"""Features that pool the headline probabilities of the previous pass over the openers of a page.

An opener is a short line that opens a text. Openers with similar lines above and below share a pattern (see `rhythm.py`).
"""

from __future__ import annotations

import numpy as np

from agents.split.features.arrays import Ints, Mask, Reals, exact_mean, exact_spread
from agents.split.features.rhythm import Rhythm

__all__ = ["POOLED_FEATURES", "pooled_features"]

POOLED_FEATURES = (
    "mean headline log-odds of openers", "share of openers that are likely headlines",
    "headline log-odds against openers", "mean headline log-odds of openers with its surroundings",
    "mean headline log-odds of openers between such lines", "spread of headline log-odds of openers",
    "mean headline log-odds of openers within 25 lines", "highest headline log-odds of openers with its surroundings",
)  # fmt: skip

LIKELY = 0.4
STEEPEST = 6.0
"""Log-odds are clipped to the range from -STEEPEST to STEEPEST."""
NEAR = 25
"""An opener is near a line if it is at most this many lines above or below the line."""
NONE = -9.0


def pooled_features(rhythm: Rhythm, before: Reals) -> list[Reals]:
    """Return one column per feature of POOLED_FEATURES; `before` is the headline probability of the previous pass, per row."""
    size, opener = len(before), rhythm.opener
    if not opener.any():
        return [np.full(size, NONE)] * len(POOLED_FEATURES)
    clipped = np.clip(before, 1e-4, 1 - 1e-4)
    odds = np.round(np.clip(np.log(clipped / (1 - clipped)), -STEEPEST, STEEPEST), 4)
    own = odds[opener]
    mean = float(exact_mean(own))
    shapes = int(rhythm.shape.max()) + 2
    above, below = np.concatenate(([shapes - 1], rhythm.shape[:-1])), np.concatenate((rhythm.shape[1:], [shapes - 1]))
    _, around = np.unique(above * shapes + below, return_inverse=True)
    best = np.full(int(rhythm.pattern.max()) + 1, NONE)
    np.maximum.at(best, rhythm.pattern[opener], own)
    return [
        np.full(size, mean), np.full(size, float((before[opener] >= LIKELY).mean())), odds - mean,
        _by_group(odds, rhythm.opener, rhythm.pattern), _by_group(odds, rhythm.opener, around),
        np.full(size, exact_spread(own)), _near(odds, rhythm), best[rhythm.pattern],
    ]  # fmt: skip


def _by_group(odds: Reals, opener: Mask, group: Ints) -> Reals:
    """Return, per line, the mean log-odds of the openers in the line's group, or NONE if the group has no opener."""
    count = np.bincount(group, opener)
    total = np.bincount(group, np.rint(odds * 1e4) * opener)
    return np.asarray(np.where(count > 0, total / 1e4 / np.maximum(count, 1), NONE)[group], np.float64)


def _near(odds: Reals, rhythm: Rhythm) -> Reals:
    """Return, per line, the mean log-odds of the openers at most NEAR lines above or below, or 0 if there are none."""
    total = np.concatenate(([0.0], np.cumsum(np.rint(odds * 1e4) * rhythm.opener)))
    count = np.concatenate(([0], np.cumsum(rhythm.opener)))
    index = np.arange(len(odds))
    first, last = np.maximum(index - NEAR, 0), np.minimum(index + NEAR + 1, len(odds))
    return np.asarray((total[last] - total[first]) / 1e4 / np.maximum(count[last] - count[first], 1), np.float64)
