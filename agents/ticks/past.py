"""The last moments of one series: what it said, and what the others said then."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["LONGEST", "SPACING", "Past", "Remembered", "Span", "is_repeated", "is_stale"]

LONGEST = 32
"""Moments that are remembered of a series."""
SPACING = 0.5
"""Days until a rate that is told again, unchanged, is a moment of its own: a page may be crawled every minute."""
STILL, STILL_DAYS = 6, 4.0
"""Moments and days a rate stands still before it is asked whether others moved: most weekends and holidays are shorter."""
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
    """Rates of a series in order of moments, in days since 1970, and the span of the others at each."""

    rates: Sequence[float] = ()
    moments: Sequence[float] = ()
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()

    def takes(self, rate: float, at: float) -> bool:
        """Say whether a rate is a moment of its own: later than all, and changed or half a day later."""
        if not self.moments:
            return True
        return at >= self.moments[-1] + SPACING or (at > self.moments[-1] and rate != self.rates[-1])


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
        """Take in a moment, `at` in days; forget what arrived before `oldest`, in ms."""
        self._drop(max(bisect_left(self._arrivals, oldest), len(self._rates) + 1 - LONGEST))
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
        held = (self._rates, self._moments, self._lows, self._highs)
        return Remembered(*held) if not first else Remembered(*(values[first:] for values in held))


def is_stale(past: Remembered, tick: Span, rate: float, at: float, peers: Span) -> bool:
    """Say whether a rate has stood still while the others left the span of its digits, or moved by more than twice that."""
    if len(past.rates) < STILL - 1 or past.rates[1 - STILL] != rate:
        return False
    gap, width, others, since = _between(tick, peers), tick.high - tick.low, [peers], at
    if gap <= 0:
        return False
    for place in range(len(past.rates) - 1, -1, -1):
        if past.rates[place] != rate:
            break
        since = past.moments[place]
        others.append(Span(past.lows[place], past.highs[place]))
    if len(others) < STILL or at - since < STILL_DAYS:
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
