"""Rates of some pairs in, the rate between any two currencies out, by way of others."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from schemas.tick import FxRate

__all__ = ["Cross", "cross_rate"]

_DIGITS = 60
_DOWN = decimal.Context(prec=_DIGITS, rounding=decimal.ROUND_FLOOR)
_UP = decimal.Context(prec=_DIGITS, rounding=decimal.ROUND_CEILING)
_NEAREST = decimal.Context(prec=_DIGITS)
_SHOWN = 30
"""Digits of a cross rate at most, where its error would allow for more."""


@dataclass(frozen=True, slots=True)
class Cross:
    """`rate` units of the last currency of `path` for one of the first.

    The true rate lies within `low` and `high`, and so within rate +- error_bound, if that of
    every leg lies within its own. event_time: the oldest leg's; credibility: the least.
    """

    path: tuple[str, ...]
    rate: Decimal
    error_bound: Decimal
    low: Decimal
    high: Decimal
    event_time: datetime
    credibility: float


class _Way(NamedTuple):
    """A path so far: its interval and its middle, both products of the legs; `spread`: high / low."""

    spread: Decimal
    path: tuple[str, ...]
    rate: Decimal
    low: Decimal
    high: Decimal
    event_time: datetime
    credibility: float

    def then(self, other: _Way) -> _Way:
        """Return the way that goes on by another, which starts where this one ends."""
        return _Way(
            _NEAREST.multiply(self.spread, other.spread),
            self.path + other.path[1:],
            _NEAREST.multiply(self.rate, other.rate),
            _DOWN.multiply(self.low, other.low),
            _UP.multiply(self.high, other.high),
            min(self.event_time, other.event_time),
            min(self.credibility, other.credibility),
        )

    def back(self) -> _Way:
        """Return one leg the other way round."""
        one = Decimal(1)
        return self._replace(
            path=self.path[::-1],
            rate=_NEAREST.divide(one, self.rate),
            low=_DOWN.divide(one, self.high),
            high=_UP.divide(one, self.low),
        )


def cross_rate(rates: Iterable[FxRate], base: str, quote: str) -> Cross | None:
    """Return the rate of the way with the fewest legs; of those the one with the least relative error.

    Each rate is a leg in both directions; equal ways are told apart by the names on them. None
    where no way leads from base to quote. A rate whose interval reaches down to zero is no leg:
    its inverse has no bound. Intervals are multiplied and rounded outwards (R. E. Moore,
    "Interval Analysis", 1966).
    """
    legs = _legs(rates)
    reached = {base}
    ways = legs.get(base, {})
    while ways and quote not in ways:
        reached |= ways.keys()
        ways = _further(ways, legs, reached)
    return _rounded(ways[quote]) if quote in ways and base != quote else None


def _legs(rates: Iterable[FxRate]) -> dict[str, dict[str, _Way]]:
    """Return by start and end the best leg of each pair."""
    legs: dict[str, dict[str, _Way]] = {}
    for rate in rates:
        low, high = _DOWN.subtract(rate.rate, rate.error_bound), _UP.add(rate.rate, rate.error_bound)
        if 0 < low <= high and rate.base != rate.quote:
            spread, path = _NEAREST.divide(high, low), (rate.base, rate.quote)
            leg = _Way(spread, path, rate.rate, low, high, rate.event_time, rate.credibility)
            for way in (leg, leg.back()):
                start, end = way.path
                ends = legs.setdefault(start, {})
                ends[end] = min(way, ends.get(end, way))
    return legs


def _further(ways: dict[str, _Way], legs: dict[str, dict[str, _Way]], reached: set[str]) -> dict[str, _Way]:
    """Return the best ways that are one leg longer, to where no way has led yet."""
    longer: dict[str, _Way] = {}
    for middle, way in ways.items():
        for end, leg in legs[middle].items():
            if end not in reached:
                on = way.then(leg)
                longer[end] = min(on, longer.get(end, on))
    return longer


def _rounded(way: _Way) -> Cross:
    """Round outwards to two digits of the error; the middle may move, and the bound allows for it."""
    error = _UP.divide(_UP.subtract(way.high, way.low), Decimal(2))
    last = max(error.adjusted() - 1 if error else -_DIGITS, way.high.adjusted() - _SHOWN)
    unit = Decimal(1).scaleb(last)
    low, high = way.low.quantize(unit, context=_DOWN), way.high.quantize(unit, context=_UP)
    rate = way.rate.quantize(unit, context=_NEAREST)
    bound = max(_UP.subtract(high, rate), _UP.subtract(rate, low))
    return Cross(way.path, rate, bound, low, high, way.event_time, way.credibility)
