"""What training finds: the parameters of the model, and the map that calibrates confidences."""

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
    """Points of a rising line: raw confidences, and the share of right headlines at each of them."""

    raw: Sequence[float]
    right: Sequence[float]


IDENTITY = ConfidenceMap((0.0, 1.0), (0.0, 1.0))
"""The map that changes nothing."""


def calibrated(confidence: float, by: ConfidenceMap) -> float:
    """Return a confidence as the line maps it, rounded to six decimals."""
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
