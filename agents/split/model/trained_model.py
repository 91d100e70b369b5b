"""The result of training: the parameters of the model, and the map that calibrates confidences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Reals
from agents.split.features.words import StopStems
from agents.split.model.forest import Forest

__all__ = ["IDENTITY", "ConfidenceMap", "TrainedModel", "calibrated"]


class ConfidenceMap(NamedTuple):
    """A rising line that maps a raw confidence to a calibrated confidence, given by its points.

    For each confidence in `raw`, `right` has the share of articles with that confidence whose headline is right.
    """

    raw: Sequence[float]
    right: Sequence[float]


IDENTITY = ConfidenceMap((0.0, 1.0), (0.0, 1.0))
"""The map that changes nothing."""


def calibrated(confidence: float, by: ConfidenceMap) -> float:
    """Return the calibrated value of a raw confidence by the map `by`, rounded to six decimals."""
    return round(float(np.interp(confidence, by.raw, by.right)), 6)


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """The parameters of the model; the forests are named after the passes that use them."""

    name: str
    """Version of the features and of the parameters."""
    stop_stems: StopStems
    ngram_weights: npt.NDArray[np.int16]
    ngram_bias: Reals
    first: Forest
    second: Forest
    third: Forest
    kinds: Forest
    confidence: ConfidenceMap = IDENTITY
