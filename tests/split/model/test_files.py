"""The files of the model: what is written is what is read, and nothing else is accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from agents.split.model.files import BrokenModelError, model_of, packed, trained_model
from agents.split.model.forest import Forest
from agents.split.model.trained_model import ConfidenceMap


def test_a_model_is_equal_after_writing_and_reading() -> None:
    manifest, arrays = packed(trained_model())
    assert packed(model_of(manifest, arrays)) == (manifest, arrays)
    assert len(arrays) < 3_000_000


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("name", "trees-0", "wants trees-"), ("sha256", "0", "not the file"), ("cues", ["length"], "other features")],
)
def test_files_that_do_not_fit_are_rejected_with_a_remedy(field: str, value: object, message: str) -> None:
    manifest, arrays = packed(trained_model())
    with pytest.raises(BrokenModelError, match=message) as raised:
        model_of(orjson.dumps({**orjson.loads(manifest), field: value}), arrays)
    assert "make train" in str(raised.value)


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
def test_a_map_of_confidences_that_does_not_rise_from_0_to_1_is_rejected(raw: list[float], right: list[float]) -> None:
    manifest, arrays = packed(trained_model())
    with pytest.raises(BrokenModelError, match="map of confidences"):
        model_of(orjson.dumps({**orjson.loads(manifest), "confidence": {"raw": raw, "right": right}}), arrays)


def test_a_manifest_without_a_map_of_confidences_is_rejected() -> None:
    manifest, arrays = packed(trained_model())
    manifest_without = orjson.loads(manifest)
    del manifest_without["confidence"]
    with pytest.raises(BrokenModelError, match="map of confidences"):
        model_of(orjson.dumps(manifest_without), arrays)


def test_a_model_keeps_its_map_of_confidences() -> None:
    mapped = ConfidenceMap([0.2, 0.7, 0.9], [0.1, 0.7, 0.95])
    assert model_of(*packed(replace(trained_model(), confidence=mapped))).confidence == mapped


@pytest.mark.parametrize(
    "change",
    [
        lambda first: {"feature": first.feature + 10_000},
        lambda first: {"feature": first.feature[:-1]},
        lambda first: {"leaf": first.leaf[:-1]},
        lambda first: {"leaf": first.leaf[:0]},
    ],
    ids=["a feature that does not exist", "a node too few", "a leaf too few", "no leaf"],
)
def test_trees_that_point_outside_of_the_model_are_rejected(change: Callable[[Forest], dict[str, Any]]) -> None:
    first = trained_model().first
    with pytest.raises(BrokenModelError, match="'first'"):
        model_of(*packed(replace(trained_model(), first=replace(first, **change(first)))))
