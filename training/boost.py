"""Rows of cues to boosted trees, as the arrays they are stored in."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np

from agents.split.flow import Ints, Reals
from agents.split.trees import CUE_SCALE, LEAF_SCALE, WIDEST, Forest

__all__ = ["fit_forest"]

DEPTH = 7
SHARED: dict[str, Any] = {
    "max_depth": DEPTH, "num_leaves": 31, "feature_fraction": 0.3, "bagging_fraction": 0.7, "bagging_freq": 1,
    "min_data_in_leaf": 20, "lambda_l2": 5.0, "num_threads": 1, "verbose": -1, "deterministic": True,
    "force_row_wise": True, "use_missing": False, "max_bin": 127,
}  # fmt: skip


def fit_forest(cues: Reals, labels: Ints, classes: int, trees: int, rate: float, seed: int) -> Forest:
    """Learn labels 0..classes-1 (for one class: 0 and 1) from rows of cues."""
    task = {"objective": "binary"} if classes == 1 else {"objective": "multiclass", "num_class": classes}
    data = lightgbm.Dataset(cues, labels, free_raw_data=True)
    booster = lightgbm.train({**SHARED, **task, "learning_rate": rate, "seed": seed}, data, trees)
    return _forest(booster.dump_model()["tree_info"], classes)


def _forest(trees: list[dict[str, Any]], classes: int) -> Forest:
    roots: list[int] = []
    nodes: list[tuple[int, int, int, int]] = []
    for tree in trees:
        roots.append(len(nodes))
        _lay(tree["tree_structure"], nodes)
    cue, threshold, child, leaf = zip(*nodes, strict=True)
    return Forest(
        np.array(roots, np.int32), np.array(cue, np.int16), np.array(threshold, np.int32), np.array(child, np.int32),
        np.array(leaf, np.int32), DEPTH, classes,
    )  # fmt: skip


def _lay(structure: dict[str, Any], nodes: list[tuple[int, int, int, int]]) -> None:
    """Lay the nodes of a tree so that the two children of each stand side by side."""
    nodes.append((0, WIDEST, len(nodes), 0))
    todo = [(structure, len(nodes) - 1)]
    while todo:
        node, place = todo.pop()
        if "leaf_value" in node:
            nodes[place] = (0, WIDEST, place, round(node["leaf_value"] * LEAF_SCALE))
            continue
        first = len(nodes)
        nodes += [(0, WIDEST, first, 0), (0, WIDEST, first + 1, 0)]
        nodes[place] = (node["split_feature"], int(np.floor(node["threshold"] * CUE_SCALE + 1e-6)), first, 0)
        todo += [(node["left_child"], first), (node["right_child"], first + 1)]
