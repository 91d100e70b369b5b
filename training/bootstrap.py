"""Ratios of counts that are summed over all pages, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agents.split.features.arrays import Reals

__all__ = ["Counts", "Estimate", "Ratio", "estimates"]

Counts = Mapping[str, float]
"""The counts of one page, by name."""
RESAMPLES = 1000
SEED = 1
ENDS = (0.025, 0.975)
"""Quantiles at the ends of an interval of 95 %."""


class Ratio(NamedTuple):
    """A sum of counts divided by another sum of counts. A name that occurs twice is added twice."""

    above: tuple[str, ...]
    below: tuple[str, ...]


class Estimate(NamedTuple):
    """A ratio over all pages, and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def estimates(pages: Sequence[Counts], ratios: Mapping[str, Ratio]) -> dict[str, Estimate]:
    """Return the estimate of each ratio over all pages. A ratio whose denominator is 0 is left out.

    The intervals are bootstrapped over pages: 1,000 samples with replacement.
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
    """Return how often each page occurs in each sample: one row per sample, one column per page.

    Before the random samples comes a row of ones, which is the set of pages itself.
    """
    drawn = np.random.default_rng(SEED).integers(pages, size=(RESAMPLES, pages))
    drawn += pages * np.arange(RESAMPLES)[:, None]
    times = np.bincount(drawn.ravel(), minlength=RESAMPLES * pages).reshape(RESAMPLES, pages)
    return np.concatenate((np.ones((1, pages)), times))


def _sums(pages: Sequence[Counts], name: str, draws: Reals) -> Reals:
    sums: Reals = draws @ np.array([page[name] for page in pages], np.float64)
    return sums
