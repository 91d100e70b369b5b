"""Counts per page to pooled shares with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agents.split.features.arrays import Reals

__all__ = ["Counts", "Estimate", "Ratio", "estimates"]

Counts = Mapping[str, float]
"""What was counted on one page, by name."""
RESAMPLES = 1000
SEED = 1
ENDS = (0.025, 0.975)
"""Quantiles between which an interval of 95 % lies."""


class Ratio(NamedTuple):
    """A sum of counts over another; a name that occurs twice counts twice."""

    above: tuple[str, ...]
    below: tuple[str, ...]


class Estimate(NamedTuple):
    """A pooled share and the interval of 95 % around it."""

    value: float
    low: float
    high: float


def estimates(pages: Sequence[Counts], ratios: Mapping[str, Ratio]) -> dict[str, Estimate]:
    """Return each ratio of all pages that has something below the line.

    For the intervals, pages are drawn with replacement 1,000 times.
    """
    sums = {name: _sums(pages, name, draws) for draws in [_draws(len(pages))] for name in _names(ratios)}
    found = {}
    for name, ratio in ratios.items():
        above, below = (np.sum([sums[each] for each in part], axis=0) for part in ratio)
        if not below[0]:
            continue
        values = above / np.maximum(1, below)
        low, high = np.quantile(values[1:], ENDS)
        found[name] = Estimate(float(values[0]), float(low), float(high))
    return found


def _names(ratios: Mapping[str, Ratio]) -> list[str]:
    return sorted({name for ratio in ratios.values() for part in ratio for name in part})


def _draws(pages: int) -> Reals:
    """Return how often each page is drawn: once in the first row, by chance in the others."""
    drawn = np.random.default_rng(SEED).integers(pages, size=(RESAMPLES, pages))
    drawn += pages * np.arange(RESAMPLES)[:, None]
    times = np.bincount(drawn.ravel(), minlength=RESAMPLES * pages).reshape(RESAMPLES, pages)
    return np.concatenate((np.ones((1, pages)), times))


def _sums(pages: Sequence[Counts], name: str, draws: Reals) -> Reals:
    sums: Reals = draws @ np.array([page[name] for page in pages], np.float64)
    return sums
