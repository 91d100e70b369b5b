"""Cross rates: the rate between any two currencies, multiplied from the rates of other pairs."""

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
"""Most digits of a cross rate, where its error allows more."""


@dataclass(frozen=True, slots=True)
class Cross:
    """`rate` units of the last currency of `path` for one unit of the first.

    The true rate is between `low` and `high`, and within rate +- error_bound, if the true rate of every leg is
    within its own error bound. event_time is that of the oldest leg, credibility the lowest of the legs.
    """

    path: tuple[str, ...]
    rate: Decimal
    error_bound: Decimal
    low: Decimal
    high: Decimal
    event_time: datetime
    credibility: float


class _Route(NamedTuple):
    """A path with the products of its legs: rate and interval; `spread` is high / low. Sorted by spread, then by path."""

    spread: Decimal
    path: tuple[str, ...]
    rate: Decimal
    low: Decimal
    high: Decimal
    event_time: datetime
    credibility: float

    def then(self, other: _Route) -> _Route:
        """Return this route followed by another, which starts with the last currency of this one."""
        return _Route(
            _NEAREST.multiply(self.spread, other.spread),
            self.path + other.path[1:],
            _NEAREST.multiply(self.rate, other.rate),
            _DOWN.multiply(self.low, other.low),
            _UP.multiply(self.high, other.high),
            min(self.event_time, other.event_time),
            min(self.credibility, other.credibility),
        )

    def inverse(self) -> _Route:
        """Return this route reversed; it must have one leg."""
        one = Decimal(1)
        return self._replace(
            path=self.path[::-1],
            rate=_NEAREST.divide(one, self.rate),
            low=_DOWN.divide(one, self.high),
            high=_UP.divide(one, self.low),
        )


def cross_rate(rates: Iterable[FxRate], base: str, quote: str) -> Cross | None:
    """Return the rate along the route with the fewest legs, of those with the least relative error; None without a route.

    Each rate is a leg in both directions. Routes with equal errors are ordered by their codes. A rate whose
    interval reaches zero is not used: its inverse has no bound. Intervals are multiplied and rounded outwards
    (R. E. Moore, "Interval Analysis", 1966).
    """
    legs = _legs(rates)
    reached = {base}
    routes = legs.get(base, {})
    while routes and quote not in routes:
        reached |= routes.keys()
        routes = _extended(routes, legs, reached)
    return _rounded(routes[quote]) if quote in routes and base != quote else None


def _legs(rates: Iterable[FxRate]) -> dict[str, dict[str, _Route]]:
    """Return the best leg of each pair, by first and last currency."""
    legs: dict[str, dict[str, _Route]] = {}
    for rate in rates:
        low, high = _DOWN.subtract(rate.rate, rate.error_bound), _UP.add(rate.rate, rate.error_bound)
        if 0 < low <= high and rate.base != rate.quote:
            spread, path = _NEAREST.divide(high, low), (rate.base, rate.quote)
            leg = _Route(spread, path, rate.rate, low, high, rate.event_time, rate.credibility)
            for route in (leg, leg.inverse()):
                start, end = route.path
                ends = legs.setdefault(start, {})
                ends[end] = min(route, ends.get(end, route))
    return legs


def _extended(routes: dict[str, _Route], legs: dict[str, dict[str, _Route]], reached: set[str]) -> dict[str, _Route]:
    """Return the best routes that are one leg longer and end in a currency that is not in `reached`."""
    longer: dict[str, _Route] = {}
    for middle, start in routes.items():
        for end, leg in legs[middle].items():
            if end not in reached:
                route = start.then(leg)
                longer[end] = min(route, longer.get(end, route))
    return longer


def _rounded(route: _Route) -> Cross:
    """Return the cross rate, rounded outwards to two digits of its error; the bound allows for the rounded rate."""
    error = _UP.divide(_UP.subtract(route.high, route.low), Decimal(2))
    last = max(error.adjusted() - 1 if error else -_DIGITS, route.high.adjusted() - _SHOWN)
    unit = Decimal(1).scaleb(last)
    low, high = route.low.quantize(unit, context=_DOWN), route.high.quantize(unit, context=_UP)
    rate = route.rate.quantize(unit, context=_NEAREST)
    bound = max(_UP.subtract(high, rate), _UP.subtract(rate, low))
    return Cross(route.path, rate, bound, low, high, route.event_time, route.credibility)
