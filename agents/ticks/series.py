"""The last observations of one series. A series is what one source prints for one pair.

An observation is a rate of the source, with the interval of the other sources' median at the same time.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from agents.ticks.quote import LogInterval

__all__ = ["MOST_OBSERVATIONS", "SPACING_DAYS", "RateSeries", "SeriesWindow"]

MOST_OBSERVATIONS = 32
"""Largest number of observations that are kept per series."""
SPACING_DAYS = 0.5
"""Days after which an unchanged rate is a new observation. Sooner, it may be the same page, crawled again."""


class SeriesWindow(NamedTuple):
    """Observations in order of time. Each sequence has one item per observation.

    `times` are in days since 1970. `lows` and `highs` bound the logarithm of the other sources' median.
    """

    rates: Sequence[float] = ()
    times: Sequence[float] = ()
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()

    def is_observation(self, rate: float, at: float) -> bool:
        """Return whether a rate at time `at` (days since 1970) is a new observation.

        A new observation is later than the last one. Also, its rate differs from the last one, or SPACING_DAYS have passed.
        """
        if not self.times:
            return True
        return at >= self.times[-1] + SPACING_DAYS or (at > self.times[-1] and rate != self.rates[-1])


class RateSeries:
    """The last observations of one series: at most MOST_OBSERVATIONS, in about 1.5 KB."""

    __slots__ = ("_highs", "_lows", "_rates", "_rows", "_times")

    def __init__(self) -> None:
        self._rates, self._lows, self._highs = array("d"), array("d"), array("d")
        self._times, self._rows = array("d"), array("q")

    @property
    def newest_row(self) -> int:
        """Return the number of the row of the newest observation."""
        return self._rows[-1]

    def add(self, rate: float, peers: LogInterval, at: float, row: int, alive: int) -> None:
        """Append an observation of row `row`, and drop observations that are older than row `alive`.

        `peers` is the interval of the other sources' median. `at` is in days since 1970. If the series is full, the oldest
        observation is dropped.
        """
        self._drop(max(bisect_left(self._rows, alive), len(self._rates) + 1 - MOST_OBSERVATIONS))
        self._rates.append(rate)
        self._lows.append(peers.low)
        self._highs.append(peers.high)
        self._times.append(at)
        self._rows.append(row)

    def _drop(self, count: int) -> None:
        if count > 0:
            for values in (self._rates, self._lows, self._highs, self._times, self._rows):
                del values[:count]

    def window(self, alive: int) -> SeriesWindow:
        """Return the observations, without those that are older than row `alive`."""
        first = bisect_left(self._rows, alive)
        held = (self._rates, self._times, self._lows, self._highs)
        return SeriesWindow(*held) if not first else SeriesWindow(*(values[first:] for values in held))
