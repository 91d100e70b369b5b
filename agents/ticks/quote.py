"""A rate as one source gave it at one moment."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from agents.ticks.past import Span
from schemas.tick import RawTick

__all__ = ["Pair", "Quote", "quote_of"]

Pair = tuple[str, str]
"""Base and quote currency."""

_DAY_SECONDS = 86_400


class Quote(NamedTuple):
    """A rate above 0 with the half digit it may be off, its source and its moment.

    `arrival`: broker's time of the record it came with, ms since 1970.
    """

    rate: Decimal
    source: str
    error_bound: Decimal
    event_time: datetime
    tick_id: str
    arrival: int
    credibility: float = 1.0

    @property
    def size(self) -> float:
        """Return the rate's natural logarithm."""
        return math.log(self.rate)

    @property
    def slack(self) -> float:
        """Return how far the logarithm of the true rate may be from `size`: infinite where it may be 0."""
        share = float(self.error_bound / self.rate)
        return -math.log1p(-share) if share < 1 else math.inf

    @property
    def span(self) -> Span:
        """Return where the logarithm of the true rate is."""
        return Span(self.size - self.slack, self.size + self.slack)

    def days_from(self, other: Quote) -> float:
        """Return the days between two quotes, never below 0."""
        return abs((self.event_time - other.event_time).total_seconds()) / _DAY_SECONDS


def quote_of(tick: RawTick, arrival: int) -> Quote:
    """Return what a tick says, its moment to the millisecond: state rows keep no more."""
    moment = tick.event_time
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return Quote(tick.rate, tick.source, tick.error_bound, moment, tick.tick_id, arrival)
