"""Boosted trees: LightGBM trains the trees, and this module converts them to plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals
from agents.split.model.forest import FEATURE_SCALE, LEAF_SCALE, WIDEST, Forest

__all__ = ["Growth", "fit_forest"]

SHARED: dict[str, Any] = {
    "bagging_freq": 1, "num_threads": 1, "verbose": -1, "deterministic": True,
    "force_row_wise": True, "use_missing": False, "max_bin": 127,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Growth:
    """The parameters of boosting. Small trees with many rows per leaf generalise best to unseen publishers."""

    classes: int
    trees: int
    """Number of trees per class and per seed."""
    seeds: int
    """Number of forests that are trained with different seeds. Averaging their scores reduces the variance."""
    learning_rate: float
    max_depth: int
    num_leaves: int
    min_data_in_leaf: int
    feature_fraction: float
    bagging_fraction: float
    lambda_l2: float

    def parameters(self) -> dict[str, Any]:
        """Return the parameters as a dict with LightGBM's parameter names."""
        task = {"objective": "binary"} if self.classes == 1 else {"objective": "multiclass", "num_class": self.classes}
        grown = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name not in {"classes", "trees", "seeds"}
        }
        return {**SHARED, **task, **grown}


def fit_forest(features: npt.NDArray[np.float32], labels: Ints, weight: Reals, growth: Growth, seed: int) -> Forest:
    """Train a forest on weighted rows of features.

    Labels are 0 to `growth.classes` - 1. If `growth.classes` is 1, labels are 0 or 1.
    """
    data = lightgbm.Dataset(features, labels, weight=weight, free_raw_data=True)
    trees: list[dict[str, Any]] = []
    for number in range(growth.seeds):
        booster = lightgbm.train({**growth.parameters(), "seed": growth.seeds * seed + number}, data, growth.trees)
        trees += booster.dump_model()["tree_info"]
    return _forest(trees, growth)


def _forest(trees: Sequence[Mapping[str, Any]], growth: Growth) -> Forest:
    """Convert LightGBM's trees to a forest of complete trees, stored level by level.

    A branch that ends early is extended to the last level. All leaves of the extension have the value of the original leaf.
    """
    feature: list[int] = []
    threshold: list[int] = []
    level = [tree["tree_structure"] for tree in trees]
    for _ in range(growth.max_depth):
        feature += [node.get("split_feature", 0) for node in level]
        threshold += [_threshold(node) for node in level]
        level = [node.get(side, node) for node in level for side in ("left_child", "right_child")]
    leaf = [round(node["leaf_value"] * LEAF_SCALE / growth.seeds) for node in level]
    return Forest(
        np.array(feature, np.intp), np.array(threshold, np.int32), np.array(leaf, np.int32), growth.max_depth, growth.classes
    )


def _threshold(node: Mapping[str, Any]) -> int:
    """Return the threshold of a node in units of 1/FEATURE_SCALE, or WIDEST if the node is a leaf."""
    return int(np.floor(node["threshold"] * FEATURE_SCALE + 1e-6)) if "threshold" in node else WIDEST
