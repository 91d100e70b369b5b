"""The model's files and its trees: what is stored is what is asked, and nothing else is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest

from agents.split.model.files import BrokenModelError, model_of, packed, trained_model
from agents.split.model.forest import LEAF_SCALE, WIDEST, Forest, as_integers, probability
from agents.split.model.passes import combined
from agents.split.model.trained_model import IDENTITY, ConfidenceMap, calibrated

STUMPS = Forest(
    feature=np.array([1, 0, 0, 0, 0, 0], np.intp),
    threshold=np.array([20_000, -5_000, WIDEST, WIDEST, WIDEST, WIDEST], np.int32),
    leaf=np.array([-100_000, 7, 200_000, 7, 10_000, 7, 30_000, 7], np.int32),
    depth=2,
    classes=1,
)
"""Cue 1 above 2 gives 2, else -1; feature 0 above -0.5 gives 0.3, else 0.1."""


@pytest.mark.parametrize(
    ("cues", "score"), [((0, 0), -0.7), ((0, 2), -0.7), ((0, 2.0001), 2.3), ((-0.5, 9), 2.1), ((-9, -9), -0.9)]
)
def test_a_row_goes_down_every_tree_and_its_leaves_add_up(features: tuple[float, float], score: float) -> None:
    assert STUMPS.scores(as_integers(np.array([features])))[0, 0] == round(score * LEAF_SCALE)


def test_trees_of_several_classes_take_turns() -> None:
    scores = replace(STUMPS, classes=2).scores(as_integers(np.array([[0.0, 9.0]])))
    assert scores.tolist() == [[200_000, 30_000]]


def test_probabilities_of_kinds_add_up_and_that_of_a_headline_stands_alone() -> None:
    assert probability(np.array([[0]]))[0, 0] == 0.5
    assert 0 < probability(np.array([[-(10**9)]]))[0, 0] < 1e-4
    assert probability(np.array([[5, 5], [10**7, 0]])).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_two_looks_speak_together_and_the_second_alone_where_no_third_was_taken() -> None:
    said = combined(np.array([0.5, 0.9, 0.2, 0.7]), np.array([0.5, 0.1, 0.8, 0.0]))
    assert said == pytest.approx([0.5, 0.5, 0.5, 0.7], abs=1e-5)


def test_a_model_comes_back_from_its_files() -> None:
    manifest, arrays = packed(trained_model())
    assert packed(model_of(manifest, arrays)) == (manifest, arrays)
    assert len(arrays) < 3_000_000


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("name", "trees-0", "wants trees-"), ("sha256", "0", "not the file"), ("cues", ["length"], "other cues")],
)
def test_files_that_do_not_fit_are_refused_with_what_to_do(field: str, value: object, said: str) -> None:
    manifest, arrays = packed(trained_model())
    with pytest.raises(BrokenModelError, match=said) as refused:
        model_of(orjson.dumps({**orjson.loads(manifest), field: value}), arrays)
    assert "make train" in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "right"),
    [
        ([], []),
        ([0.1, 0.9], [0.2]),
        ([0.9, 0.1], [0.2, 0.8]),
        ([0.1, 0.9], [0.8, 0.2]),
        ([0.1, 1.1], [0.2, 0.8]),
        ([0.1, 0.9], [-0.2, 0.8]),
    ],
    ids=["empty", "of two lengths", "unsorted", "falling", "beyond 1", "below 0"],
)
def test_a_map_of_confidences_that_does_not_rise_from_0_to_1_is_refused(raw: list[float], right: list[float]) -> None:
    manifest, arrays = packed(trained_model())
    with pytest.raises(BrokenModelError, match="map of confidences"):
        model_of(orjson.dumps({**orjson.loads(manifest), "confidence": {"raw": raw, "right": right}}), arrays)


def test_a_manifest_without_a_map_of_confidences_is_refused() -> None:
    manifest, arrays = packed(trained_model())
    told = orjson.loads(manifest)
    del told["confidence"]
    with pytest.raises(BrokenModelError, match="map of confidences"):
        model_of(orjson.dumps(told), arrays)


def test_a_model_keeps_its_map_of_confidences() -> None:
    mapped = ConfidenceMap([0.2, 0.7, 0.9], [0.1, 0.7, 0.95])
    assert model_of(*packed(replace(trained_model(), confidence=mapped))).confidence == mapped


@pytest.mark.parametrize(("raw", "right"), [(0.0, 0.1), (0.2, 0.1), (0.3, 0.22), (0.7, 0.7), (1.0, 0.95)])
def test_a_confidence_is_read_off_a_rising_line_and_is_level_beyond_its_ends(raw: float, right: float) -> None:
    assert calibrated(raw, ConfidenceMap([0.2, 0.7, 0.9], [0.1, 0.7, 0.95])) == right
    assert calibrated(raw, IDENTITY) == raw


@pytest.mark.parametrize(
    "change",
    [
        lambda first: {"cue": first.feature + 10_000},
        lambda first: {"cue": first.feature[:-1]},
        lambda first: {"leaf": first.leaf[:-1]},
        lambda first: {"leaf": first.leaf[:0]},
    ],
    ids=["a cue that is none", "a question too few", "a leaf too few", "no leaf"],
)
def test_trees_that_point_outside_of_the_model_are_refused(change: Callable[[Forest], dict[str, Any]]) -> None:
    first = trained_model().first
    with pytest.raises(BrokenModelError, match="'first'"):
        model_of(*packed(replace(trained_model(), first=replace(first, **change(first)))))
