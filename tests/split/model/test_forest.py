"""Trees as plain arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agents.split.model.forest import LEAF_SCALE, WIDEST, Forest, as_integers, probability

STUMPS = Forest(
    feature=np.array([1, 0, 0, 0, 0, 0], np.intp),
    threshold=np.array([20_000, -5_000, WIDEST, WIDEST, WIDEST, WIDEST], np.int32),
    leaf=np.array([-100_000, 7, 200_000, 7, 10_000, 7, 30_000, 7], np.int32),
    depth=2,
    classes=1,
)
"""Feature 1 above 2 gives 2, else -1; feature 0 above -0.5 gives 0.3, else 0.1."""


@pytest.mark.parametrize(
    ("features", "score"), [((0, 0), -0.7), ((0, 2), -0.7), ((0, 2.0001), 2.3), ((-0.5, 9), 2.1), ((-9, -9), -0.9)]
)
def test_a_score_is_the_sum_of_one_leaf_per_tree(features: tuple[float, float], score: float) -> None:
    assert STUMPS.scores(as_integers(np.array([features])))[0, 0] == round(score * LEAF_SCALE)


def test_tree_n_belongs_to_class_n_modulo_the_number_of_classes() -> None:
    scores = replace(STUMPS, classes=2).scores(as_integers(np.array([[0.0, 9.0]])))
    assert scores.tolist() == [[200_000, 30_000]]


def test_probabilities_of_several_classes_add_up_to_1() -> None:
    assert probability(np.array([[0]]))[0, 0] == 0.5
    assert 0 < probability(np.array([[-(10**9)]]))[0, 0] < 1e-4
    assert probability(np.array([[5, 5], [10**7, 0]])).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
