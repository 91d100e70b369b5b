"""A rate as one source gave it at one moment."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Self

from agents.ticks.past import Span
from schemas.tick import RawTick

__all__ = ["Pair", "Quote", "quote_of"]

Pair = tuple[str, str]
"""Base and quote currency."""

DAY_SECONDS = 86_400


class Quote(NamedTuple):
    """A rate with the half digit it may be off, its source and its moment; made by `Quote.of`.

    `arrival`: broker's time of the record it came with, ms since 1970. `at`: its moment in days since then.
    `size`: the rate's natural logarithm. `slack`: how far that of the true rate may be from it, infinite
    where it may be 0; `span` is where that leaves it.
    """

    rate: Decimal
    source: str
    error_bound: Decimal
    event_time: datetime
    tick_id: str
    arrival: int
    credibility: float
    at: float
    size: float
    slack: float
    span: Span

    @classmethod
    def of(
        cls, rate: Decimal, source: str, error_bound: Decimal, event_time: datetime, tick_id: str, arrival: int,
        credibility: float = 1.0,
    ) -> Self:  # fmt: skip
        """Make a quote; of a rate that is not above 0 nothing can be said."""
        size = math.log(rate) if rate > 0 else -math.inf
        share = float(error_bound / rate) if rate > 0 else 1.0
        slack = -math.log1p(-share) if share < 1 else math.inf
        at = event_time.timestamp() / DAY_SECONDS
        return cls(
            rate,
            source,
            error_bound,
            event_time,
            tick_id,
            arrival,
            credibility,
            at,
            size,
            slack,
            Span(size - slack, size + slack),
        )

    def days_from(self, other: Quote) -> float:
        """Return the days between two quotes, never below 0."""
        return abs(self.at - other.at)


def quote_of(tick: RawTick, arrival: int) -> Quote:
    """Return what a tick says, its moment to the millisecond: state rows keep no more."""
    moment = tick.event_time
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return Quote.of(tick.rate, tick.source, tick.error_bound, moment, tick.tick_id, arrival)
