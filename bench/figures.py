"""Medians of measured values with their spread, and ratios with their targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

__all__ = ["Ratio", "Spread", "ratio"]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median, the lowest and the highest of some measured values, in the unit of the values."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return the spread of at least one value."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of two rates, and the target that the median of the ratio should reach."""

    what: str
    value: Spread
    target: float

    @property
    def met(self) -> bool:
        """Return whether the median reaches the target."""
        return self.value.median >= self.target


def ratio(what: str, rates: Sequence[float], base: Sequence[float], target: float) -> Ratio:
    """Return the ratio of `rates` to `base`, computed per round.

    If something slows the machine for a minute, it slows both rates of a round. So the ratio hardly
    changes.
    """
    return Ratio(what, Spread.of([ours / theirs for ours, theirs in zip(rates, base, strict=True)]), target)
