"""The last observations of one series: the rates of one source and pair, and the rates of the other sources at the time."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from agents.ticks.quote import LogInterval

__all__ = ["MOST_OBSERVATIONS", "SPACING_DAYS", "RateSeries", "SeriesWindow"]

MOST_OBSERVATIONS = 32
"""Observations that are kept per series."""
SPACING_DAYS = 0.5
"""Time after which an unchanged rate is a new observation: a page may be crawled every minute."""


class SeriesWindow(NamedTuple):
    """Observations in order of time: rate, days since 1970, and the interval of the other sources' middle."""

    rates: Sequence[float] = ()
    times: Sequence[float] = ()
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()

    def is_observation(self, rate: float, at: float) -> bool:
        """Return whether a rate at a time, in days, is a new observation: later than all, and changed or half a day later."""
        if not self.times:
            return True
        return at >= self.times[-1] + SPACING_DAYS or (at > self.times[-1] and rate != self.rates[-1])


class RateSeries:
    """At most MOST_OBSERVATIONS observations, about 1.5 KB."""

    __slots__ = ("_arrivals", "_highs", "_lows", "_rates", "_times")

    def __init__(self) -> None:
        self._rates, self._lows, self._highs = array("d"), array("d"), array("d")
        self._times, self._arrivals = array("d"), array("q")

    @property
    def newest_arrival(self) -> int:
        """Return the broker time of the newest observation, in ms since 1970."""
        return self._arrivals[-1]

    def add(self, rate: float, peers: LogInterval, at: float, arrival: int, oldest: int) -> None:
        """Append an observation, `at` in days; drop those that arrived before `oldest`, in ms."""
        self._drop(max(bisect_left(self._arrivals, oldest), len(self._rates) + 1 - MOST_OBSERVATIONS))
        self._rates.append(rate)
        self._lows.append(peers.low)
        self._highs.append(peers.high)
        self._times.append(at)
        self._arrivals.append(arrival)

    def _drop(self, count: int) -> None:
        if count > 0:
            for values in (self._rates, self._lows, self._highs, self._times, self._arrivals):
                del values[:count]

    def window(self, oldest: int) -> SeriesWindow:
        """Return the observations that arrived at `oldest`, in ms, or later."""
        first = bisect_left(self._arrivals, oldest)
        held = (self._rates, self._times, self._lows, self._highs)
        return SeriesWindow(*held) if not first else SeriesWindow(*(values[first:] for values in held))
