"""Boosted decision trees as plain arrays of integers: rows of features in, sums of leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals

__all__ = ["FEATURE_SCALE", "LEAF_SCALE", "Forest", "as_integers", "probability"]

FEATURE_SCALE = 10_000
"""Units per 1 of a feature. Trees compare integers, which are the same on every machine."""
LEAF_SCALE = 100_000
"""Units per 1 of a leaf. Leaves are integers, so that their sum does not depend on the order."""
WIDEST = 2**31 - 1
"""The threshold that no feature exceeds."""
ROWS_AT_ONCE = 160
"""Number of lines that go down the trees at once: about one news page. Their nodes take a megabyte."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Complete binary trees of one depth, stored level by level: the roots of all trees, then their children, and so on.

    After node n of a level comes node 2n of the next level, or 2n + 1 if the feature exceeds the threshold. The last level
    has the leaves. A branch that ends early is continued by nodes with the threshold WIDEST.
    """

    feature: npt.NDArray[np.intp]
    threshold: npt.NDArray[np.int32]
    leaf: npt.NDArray[np.int32]
    depth: int
    classes: int
    """Tree n belongs to class n % classes."""

    @property
    def trees(self) -> int:
        """Return the number of trees."""
        return len(self.leaf) >> self.depth

    def scores(self, features: npt.NDArray[np.int32]) -> Ints:
        """Return scores in units of 1/LEAF_SCALE: one row per line, one column per class.

        `features` has one row per line, in units of 1/FEATURE_SCALE.
        """
        return np.concatenate(
            [self._scores(features[at : at + ROWS_AT_ONCE]) for at in range(0, max(len(features), 1), ROWS_AT_ONCE)]
        )

    def _scores(self, features: npt.NDArray[np.int32]) -> Ints:
        """Return the scores of at most ROWS_AT_ONCE lines, which go down all trees at once.

        The arrays inside this method have one row per tree and one column per line, because this order is fast to read.
        """
        count, trees = len(features), self.trees
        across, line = np.ascontiguousarray(features.T), np.arange(count)
        flat = across.ravel()
        node = np.arange(0, 2 * trees, 2)[:, None] + (across[self.feature[:trees]] > self.threshold[:trees, None])
        place = np.empty_like(node)
        seen, bound = np.empty(node.shape, np.int32), np.empty(node.shape, np.int32)
        for level in range(1, self.depth):
            nodes = slice(trees * (2**level - 1), trees * (2 ** (level + 1) - 1))
            _pick(self.feature[nodes] * count, node, place)
            place += line
            _pick(flat, place, seen)
            _pick(self.threshold[nodes], node, bound)
            node += node
            node += seen > bound
        _pick(self.leaf, node, seen)
        return np.asarray(seen.reshape(trees // self.classes, self.classes, count).sum(axis=0, dtype=np.int64).T, np.int64)


def _pick(values: npt.NDArray[Any], places: npt.NDArray[np.intp], into: npt.NDArray[Any]) -> None:
    """Write `values[places]` to the array `into`. All places are valid: `mode="clip"` only avoids a slow check of them."""
    values.take(places, mode="clip", out=into)


def as_integers(features: Reals) -> npt.NDArray[np.int32]:
    """Return features in units of 1/FEATURE_SCALE, as trees compare them."""
    return np.clip(np.rint(features * FEATURE_SCALE), -WIDEST, WIDEST - 1).astype(np.int32)


def probability(scores: Ints) -> Reals:
    """Return the probabilities for scores: by the logistic function for one class, by softmax for several classes."""
    logits = np.clip(scores / LEAF_SCALE, -12.0, 12.0)
    if scores.shape[1] == 1:
        return np.round(1 / (1 + np.exp(-logits)), 6)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(np.round(powers / powers.sum(axis=1, keepdims=True), 6), np.float64)
