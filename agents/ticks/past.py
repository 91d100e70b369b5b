"""The last moments of one series: what it said, and what the others said then."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["LONGEST", "Past", "Remembered", "Span", "is_repeated", "is_stale"]

LONGEST = 32
"""Moments that are remembered of a series."""
STILL = 6
"""Moments a rate stands still before it is asked whether others moved: weekends and holidays are shorter."""
STALE_GAP = 0.0003
"""What is left between the others and a rate that stands still, beyond a quarter of what its digits span."""
BLOCK = 5
"""Moments in a row, at least, that are told again."""
WINDOW = 8
"""Last moments that are compared; one among them may be a misprint."""
COPIED = ((5, 4), (7, 3))
"""Moments that must be the same, and different rates among them: coarse rates repeat themselves honestly."""
CERTAIN = ((6, 5),)
"""The same of a copy that cannot be chance."""


class Span(NamedTuple):
    """Where the logarithm of a rate certainly is; from -inf to inf where nothing is known."""

    low: float = -math.inf
    high: float = math.inf


class Remembered(NamedTuple):
    """Rates of a series in order of moments, and the span of the others at each."""

    rates: Sequence[float] = ()
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()


class Past:
    """At most LONGEST moments of a series, about 1.5 KB."""

    __slots__ = ("_arrivals", "_highs", "_lows", "_moments", "_rates")

    def __init__(self) -> None:
        self._rates, self._lows, self._highs = array("d"), array("d"), array("d")
        self._moments, self._arrivals = array("d"), array("q")

    @property
    def newest_arrival(self) -> int:
        """Return the broker time of the newest moment, in ms since 1970."""
        return self._arrivals[-1]

    def add(self, rate: float, peers: Span, at: float, arrival: int, oldest: int) -> None:
        """Take in a moment unless it is no later than the last; forget what arrived before `oldest`; `at` in days."""
        self._drop(bisect_left(self._arrivals, oldest))
        if self._moments and at <= self._moments[-1]:
            return
        self._drop(len(self._rates) + 1 - LONGEST)
        self._rates.append(rate)
        self._lows.append(peers.low)
        self._highs.append(peers.high)
        self._moments.append(at)
        self._arrivals.append(arrival)

    def _drop(self, count: int) -> None:
        if count > 0:
            for values in (self._rates, self._lows, self._highs, self._moments, self._arrivals):
                del values[:count]

    def since(self, oldest: int) -> Remembered:
        """Return what arrived from `oldest` on, in ms."""
        first = bisect_left(self._arrivals, oldest)
        if not first:
            return Remembered(self._rates, self._lows, self._highs)
        return Remembered(self._rates[first:], self._lows[first:], self._highs[first:])


def is_stale(past: Remembered, tick: Span, rate: float, peers: Span) -> bool:
    """Say whether a rate has stood still while the others left the span of its digits, or moved by more than twice that."""
    if len(past.rates) < STILL - 1 or past.rates[1 - STILL] != rate:
        return False
    gap, width, others = _between(tick, peers), tick.high - tick.low, [peers]
    if gap <= 0:
        return False
    for at in range(len(past.rates) - 1, -1, -1):
        if past.rates[at] != rate:
            break
        others.append(Span(past.lows[at], past.highs[at]))
    if len(others) < STILL:
        return False
    moved = max(each.low for each in others) - min(each.high for each in others)
    left = gap > STALE_GAP + width / 4 and any(_between(tick, each) <= 0 for each in others)
    return left or moved > STALE_GAP + 2 * width


def _between(one: Span, other: Span) -> float:
    """Return the gap between two spans, below 0 where they overlap."""
    return max(one.low - other.high, other.low - one.high)


def is_repeated(past: Remembered, tick: Span, rate: float, peers: Span) -> bool:
    """Say whether this moment and most before it are a copy of earlier ones, as many moments back each.

    Where the others say the same now, only a copy that cannot be chance is one.
    """
    if rate not in past.rates[: 1 - BLOCK]:
        return False
    rates = [*past.rates, rate]
    backs = range(BLOCK, len(rates) - BLOCK + 1)
    enough = CERTAIN if peers.low > -math.inf and _between(tick, peers) <= 0 else COPIED
    return any(_copied(rates, back, enough) for back in backs if rates[-1 - back] == rate)


def _copied(rates: Sequence[float], back: int, enough: Sequence[tuple[int, int]]) -> bool:
    """Say whether the last moments tell enough of what was told so many moments back."""
    longest = min(WINDOW, len(rates) - back)
    same = [rates[-at] for at in range(1, longest + 1) if rates[-at] == rates[-at - back]]
    return any(len(same) >= count and len(set(same)) >= distinct for count, distinct in enough)
