"""Cross rates: the rate between any two currencies, as a product of the rates of other pairs."""

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
"""Largest number of digits of a cross rate, even if its error allows more."""


@dataclass(frozen=True, slots=True)
class Cross:
    """A cross rate: one unit of the first currency of `path` costs `rate` units of the last currency.

    A leg is the rate between two neighbours on `path`. The true cross rate is between `low` and `high`, and within `rate` +-
    `error_bound`. This holds if the true rate of each leg is within the error bound of the leg. `event_time` is that of the
    oldest leg. `credibility` is the lowest of all legs.
    """

    path: tuple[str, ...]
    rate: Decimal
    error_bound: Decimal
    low: Decimal
    high: Decimal
    event_time: datetime
    credibility: float


class _Route(NamedTuple):
    """A path of currencies with the product of its legs. A leg is the rate between two neighbours on the path.

    The true rate is between `low` and `high`; `spread` is high / low. Routes sort by `spread`, then by `path`.
    """

    spread: Decimal
    path: tuple[str, ...]
    rate: Decimal
    low: Decimal
    high: Decimal
    event_time: datetime
    credibility: float

    def then(self, other: _Route) -> _Route:
        """Return this route continued by `other`, which must start with the last currency of this route."""
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
        """Return the route in the opposite direction. The route must have one leg."""
        one = Decimal(1)
        return self._replace(
            path=self.path[::-1],
            rate=_NEAREST.divide(one, self.rate),
            low=_DOWN.divide(one, self.high),
            high=_UP.divide(one, self.low),
        )


def cross_rate(rates: Iterable[FxRate], base: str, quote: str) -> Cross | None:
    """Return the rate from `base` to `quote` along the best route, or None if there is no route.

    Each rate is a leg of a route, in both directions. The best route has the fewest legs. Of several such routes, it has the
    least relative error; if their errors are equal, the order of the currency codes decides. A rate whose interval reaches
    zero is not used, because its inverse has no bound. Intervals are multiplied and rounded outwards (R. E. Moore,
    "Interval Analysis", 1966).
    """
    legs = _legs(rates)
    reached = {base}
    routes = legs.get(base, {})
    while routes and quote not in routes:
        reached |= routes.keys()
        routes = _extended(routes, legs, reached)
    return _rounded(routes[quote]) if quote in routes and base != quote else None


def _legs(rates: Iterable[FxRate]) -> dict[str, dict[str, _Route]]:
    """Return the leg with the least spread between any two currencies, as `legs[first][last]`."""
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
    """Add one leg to each route, and return the best of the longer routes per last currency.

    Currencies in `reached` are left out. `routes` and the result have the last currency as key.
    """
    longer: dict[str, _Route] = {}
    for middle, start in routes.items():
        for end, leg in legs[middle].items():
            if end not in reached:
                route = start.then(leg)
                longer[end] = min(route, longer.get(end, route))
    return longer


def _rounded(route: _Route) -> Cross:
    """Return the cross rate of a route, rounded to two digits of its error.

    `low` and `high` are rounded outwards. `error_bound` is the distance from the rounded rate to the farther of them.
    """
    error = _UP.divide(_UP.subtract(route.high, route.low), Decimal(2))
    last = max(error.adjusted() - 1 if error else -_DIGITS, route.high.adjusted() - _SHOWN)
    unit = Decimal(1).scaleb(last)
    low, high = route.low.quantize(unit, context=_DOWN), route.high.quantize(unit, context=_UP)
    rate = route.rate.quantize(unit, context=_NEAREST)
    bound = max(_UP.subtract(high, rate), _UP.subtract(rate, low))
    return Cross(route.path, rate, bound, low, high, route.event_time, route.credibility)
