"""Boosted decision trees as plain arrays: rows of cues in, exact sums of leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals

__all__ = ["FEATURE_SCALE", "LEAF_SCALE", "Forest", "as_integers", "probability"]

FEATURE_SCALE = 10_000
"""Cues are compared as integers, in units of 1/CUE_SCALE: the same on every machine."""
LEAF_SCALE = 100_000
"""Leaves are integers, too: their sum does not depend on its order."""
WIDEST = 2**31 - 1
ROWS_AT_ONCE = 160
"""Lines that go down the trees together: a page of news, and a megabyte of nodes."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees of one depth, level by level: the first questions of all trees, then the two that follow each, and so on.

    After question n of a level comes question 2n of the next, or 2n + 1 if the cue is greater than the threshold;
    the last level is that of the leaves. Where a branch ends early, its last questions are never answered with yes.
    """

    feature: npt.NDArray[np.intp]
    threshold: npt.NDArray[np.int32]
    leaf: npt.NDArray[np.int32]
    depth: int
    classes: int
    """Trees take turns: tree n speaks for class n % classes."""

    @property
    def trees(self) -> int:
        """Count the trees."""
        return len(self.leaf) >> self.depth

    def scores(self, features: npt.NDArray[np.int32]) -> Ints:
        """Return one row a line, one column a class, in units of 1/LEAF_SCALE."""
        return np.concatenate(
            [self._scores(features[at : at + ROWS_AT_ONCE]) for at in range(0, max(len(features), 1), ROWS_AT_ONCE)]
        )

    def _scores(self, features: npt.NDArray[np.int32]) -> Ints:
        """Go down all trees at once, trees down and lines across: what one tree asks of all lines lies side by side."""
        count, trees = len(features), self.trees
        across, line = np.ascontiguousarray(features.T), np.arange(count)
        flat = across.ravel()
        node = np.arange(0, 2 * trees, 2)[:, None] + (across[self.feature[:trees]] > self.threshold[:trees, None])
        place = np.empty_like(node)
        seen, bound = np.empty(node.shape, np.int32), np.empty(node.shape, np.int32)
        for level in range(1, self.depth):
            asked = slice(trees * (2**level - 1), trees * (2 ** (level + 1) - 1))
            _pick(self.feature[asked] * count, node, place)
            place += line
            _pick(flat, place, seen)
            _pick(self.threshold[asked], node, bound)
            node += node
            node += seen > bound
        _pick(self.leaf, node, seen)
        return np.asarray(seen.reshape(trees // self.classes, self.classes, count).sum(axis=0, dtype=np.int64).T, np.int64)


def _pick(values: npt.NDArray[Any], places: npt.NDArray[np.intp], into: npt.NDArray[Any]) -> None:
    """Put values into an array by their places, which are known to be inside: half the time of asking whether they are."""
    values.take(places, mode="clip", out=into)


def as_integers(features: Reals) -> npt.NDArray[np.int32]:
    """Return cues in the units that trees compare."""
    return np.clip(np.rint(features * FEATURE_SCALE), -WIDEST, WIDEST - 1).astype(np.int32)


def probability(scores: Ints) -> Reals:
    """Return the probabilities of a single class, or of several that exclude each other."""
    logits = np.clip(scores / LEAF_SCALE, -12.0, 12.0)
    if scores.shape[1] == 1:
        return np.round(1 / (1 + np.exp(-logits)), 6)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(np.round(powers / powers.sum(axis=1, keepdims=True), 6), np.float64)
