"""The raw confidence of an article to the share of such articles whose headline is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["AS_IT_IS", "ConfidenceMap", "calibrated"]


class ConfidenceMap(NamedTuple):
    """Points of a rising line: raw confidences, and the share of right headlines at each."""

    raw: Sequence[float]
    right: Sequence[float]


AS_IT_IS = ConfidenceMap((0.0, 1.0), (0.0, 1.0))
"""The map that changes nothing."""


def calibrated(confidence: float, by: ConfidenceMap) -> float:
    """Return a confidence read off the line, six digits after the point."""
    return round(float(np.interp(confidence, by.raw, by.right)), 6)
