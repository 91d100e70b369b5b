"""The raw confidence of an article to the share of such articles whose headline is right."""

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
    """Points of a rising line: raw confidences, and the share of right headlines at each."""

    raw: Sequence[float]
    right: Sequence[float]


IDENTITY = ConfidenceMap((0.0, 1.0), (0.0, 1.0))
"""The map that changes nothing."""


def calibrated(confidence: float, by: ConfidenceMap) -> float:
    """Return a confidence read off the line, six digits after the point."""
    return round(float(np.interp(confidence, by.raw, by.right)), 6)


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What training found; `name` is the version of all of it."""

    name: str
    stop_stems: StopStems
    ngram_weights: npt.NDArray[np.int16]
    ngram_bias: Reals
    first: Forest
    second: Forest
    third: Forest
    kinds: Forest
    confidence: ConfidenceMap = IDENTITY
