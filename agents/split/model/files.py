"""The files of the trained model: a JSON manifest and arrays without pickle, checked before they are used."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from agents.split.features.inputs import FIRST_PASS_FEATURES, NGRAM_FEATURES, SECOND_PASS_FEATURES, THIRD_PASS_FEATURES
from agents.split.features.neighbours import KINDS
from agents.split.features.words import StopStems
from agents.split.model.forest import Forest
from agents.split.model.ngrams import BUCKETS
from agents.split.model.trained_model import ConfidenceMap, TrainedModel

__all__ = ["SPLITTER", "BrokenModelError", "model_of", "packed", "trained_model"]

SPLITTER = "trees-7"
"""Version of the features and the model. The version changes whenever the same page may be split in a different way."""

_FORESTS = {"first": 1, "second": 1, "third": 1, "kinds": len(KINDS)}
_PARTS = {"cue": ("feature", np.int16), "threshold": ("threshold", np.int32), "leaf": ("leaf", np.int32)}
"""The arrays of a forest. For each name in the file: the field of `Forest`, and the type in the file."""
_WIDTHS = {
    "first": len(FIRST_PASS_FEATURES),
    "second": len(SECOND_PASS_FEATURES),
    "third": len(THIRD_PASS_FEATURES),
    "kinds": len(SECOND_PASS_FEATURES),
}


class BrokenModelError(RuntimeError):
    """The model's files do not fit this code."""


@cache
def trained_model() -> TrainedModel:
    """Return the model that the package ships."""
    folder = files("agents.split.model") / "data"
    return model_of((folder / "splitter.json").read_bytes(), (folder / "splitter.npz").read_bytes())


def model_of(manifest: bytes, arrays: bytes) -> TrainedModel:
    """Return the model from the contents of its two files, the manifest and the arrays.

    Raise BrokenModelError if the files do not fit each other or this code.
    """
    stored: dict[str, Any] = orjson.loads(manifest)
    _demand(stored.get("name") == SPLITTER, f"the model is {stored.get('name')}, the code wants {SPLITTER}")
    _demand(stored.get("sha256") == sha256(arrays).hexdigest(), "splitter.npz is not the file of splitter.json")
    _demand(stored.get("cues") == list(THIRD_PASS_FEATURES), "the model was trained on other features")
    with np.load(io.BytesIO(arrays), allow_pickle=False) as loaded:
        parts: dict[str, npt.NDArray[Any]] = {name: loaded[name] for name in loaded.files}
    weights, bias = parts["gram_weights"], parts["gram_bias"]
    stop_stems = StopStems(parts["common_keys"], parts["common_weights"])
    _demand(len(stop_stems.keys) == len(stop_stems.weights), "the stop stems and their weights differ in number")
    _demand(
        weights.shape == (len(NGRAM_FEATURES), BUCKETS) and bias.shape == (len(NGRAM_FEATURES),),
        "the n-gram model has another shape",
    )
    first, second, third, kinds = (_forest(parts, name, int(stored["depths"][name])) for name in _FORESTS)
    return TrainedModel(
        SPLITTER, stop_stems, weights, bias, first, second, third, kinds, _confidence(stored.get("confidence", {}))
    )


def _confidence(points: Mapping[str, Any]) -> ConfidenceMap:
    raw, right = points.get("raw", []), points.get("right", [])
    rises = raw == sorted(raw) and right == sorted(right) and all(0 <= value <= 1 for value in [*raw, *right])
    _demand(0 < len(raw) == len(right) and rises, "the map of confidences does not rise from 0 to 1")
    return ConfidenceMap(raw, right)


def _forest(parts: Mapping[str, npt.NDArray[Any]], name: str, depth: int) -> Forest:
    feature, threshold, leaf = (parts[f"{name}_{part}"] for part in _PARTS)
    forest = Forest(feature.astype(np.intp), threshold, leaf, depth, _FORESTS[name])
    nodes = forest.trees * (2**depth - 1)
    whole = 0 < nodes == len(feature) == len(threshold) == len(leaf) - forest.trees and not forest.trees % forest.classes
    _demand(
        whole and bool(0 <= feature.min() <= feature.max() < _WIDTHS[name]), f"the trees of {name!r} point outside of the model"
    )
    return forest


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenModelError(f"{otherwise}: run `make train`, or reinstall silkwire")


def packed(model: TrainedModel, **noted: object) -> tuple[bytes, bytes]:
    """Return the contents of the two files of a model, the manifest and the arrays, in the form that `model_of` reads.

    `noted` is added to the manifest for human readers.
    """
    arrays: dict[str, npt.NDArray[Any]] = {
        "gram_weights": model.ngram_weights, "gram_bias": model.ngram_bias,
        "common_keys": model.stop_stems.keys, "common_weights": model.stop_stems.weights,
    }  # fmt: skip
    for name in _FORESTS:
        forest = getattr(model, name)
        arrays |= {f"{name}_{part}": getattr(forest, field).astype(stored) for part, (field, stored) in _PARTS.items()}
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    manifest = {
        "name": model.name,
        "sha256": sha256(file.getvalue()).hexdigest(),
        "depths": {name: getattr(model, name).depth for name in _FORESTS},
        "confidence": {"raw": [*model.confidence.raw], "right": [*model.confidence.right]},
        "cues": list(THIRD_PASS_FEATURES),
        **noted,
    }
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n", file.getvalue()
