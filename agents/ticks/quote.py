"""A rate as one source printed it at one time."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Self

from schemas.tick import RawTick

__all__ = ["LogInterval", "Pair", "Quote", "quote_of"]

Pair = tuple[str, str]
"""Base and quote currency."""

DAY_SECONDS = 86_400


class LogInterval(NamedTuple):
    """An interval that contains the natural logarithm of a rate; infinite on a side without a known bound."""

    low: float = -math.inf
    high: float = math.inf

    def gap(self, other: LogInterval) -> float:
        """Return the gap between two intervals. The gap is below 0 if they overlap."""
        return max(self.low - other.high, other.low - self.high)

    def combined(self, other: LogInterval) -> LogInterval:
        """Return the intersection of two intervals; if it is empty, the smallest interval that contains both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return LogInterval(low, high) if low <= high else LogInterval(min(self.low, other.low), max(self.high, other.high))

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Return low and high, with None for a side without a bound: JSON has no infinity."""
        return (None if math.isinf(self.low) else self.low), (None if math.isinf(self.high) else self.high)

    @classmethod
    def of_bounds(cls, bounds: tuple[float | None, float | None]) -> Self:
        """Return the interval that has these `bounds`."""
        low, high = bounds
        return cls(-math.inf if low is None else low, math.inf if high is None else high)


class Quote(NamedTuple):
    """A rate with its printed error, source and event time. `Quote.of` makes it. Quotes sort by rate, then by source.

    row         number of the tick's row in the state; lower ones expire first
    at          event time, days since 1970
    log_rate    natural logarithm of the rate
    log_error   largest distance of the true rate's logarithm from log_rate; infinite where the true rate may be 0
    interval    log_rate -+ log_error
    """

    rate: Decimal
    source: str
    error_bound: Decimal
    event_time: datetime
    tick_id: str
    row: int
    credibility: float
    at: float
    log_rate: float
    log_error: float
    interval: LogInterval

    @classmethod
    def of(
        cls, rate: Decimal, source: str, error_bound: Decimal, event_time: datetime, tick_id: str, row: int,
        credibility: float = 1.0,
    ) -> Self:  # fmt: skip
        """Return a quote, with its time in days and its logarithms computed from the other fields.

        A rate of 0 or less has no logarithm: `log_rate` is -inf and `log_error` is inf.
        """
        log_rate = math.log(rate) if rate > 0 else -math.inf
        share = float(error_bound / rate) if rate > 0 else 1.0
        log_error = -math.log1p(-share) if share < 1 else math.inf
        at = event_time.timestamp() / DAY_SECONDS
        return cls(
            rate,
            source,
            error_bound,
            event_time,
            tick_id,
            row,
            credibility,
            at,
            log_rate,
            log_error,
            LogInterval(log_rate - log_error, log_rate + log_error),
        )

    def days_from(self, other: Quote) -> float:
        """Return the number of days between the event times of two quotes, never below 0."""
        return abs(self.at - other.at)


def quote_of(tick: RawTick, row: int) -> Quote:
    """Return the quote of a tick. The event time is cut to milliseconds, because state rows store milliseconds."""
    event_time = tick.event_time
    event_time = event_time.replace(microsecond=event_time.microsecond // 1000 * 1000)
    return Quote.of(tick.rate, tick.source, tick.error_bound, event_time, tick.tick_id, row)
