"""Measured values in, medians with their spread and ratios against targets out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

__all__ = ["Ratio", "Spread", "ratio"]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some runs, the lowest and the highest; in the unit of the runs."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return the spread of at least one value."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times one rate is another, and what it should be at least."""

    what: str
    value: Spread
    target: float

    @property
    def met(self) -> bool:
        """Say whether the median reaches the target."""
        return self.value.median >= self.target


def ratio(what: str, rates: Sequence[float], base: Sequence[float], target: float) -> Ratio:
    """Divide round by round: what slows the machine for a minute slows both sides of a round."""
    return Ratio(what, Spread.of([ours / theirs for ours, theirs in zip(rates, base, strict=True)]), target)
