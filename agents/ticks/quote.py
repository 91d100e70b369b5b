"""A rate as one source gave it at one moment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from schemas.tick import RawTick

__all__ = ["Pair", "Quote", "quote_of"]

Pair = tuple[str, str]
"""Base and quote currency."""


class Quote(NamedTuple):
    """A rate with the half digit it may be off, its source and its moment.

    `arrival`: broker's time of the record it came with, ms since 1970.
    """

    rate: Decimal
    source: str
    error_bound: Decimal
    event_time: datetime
    tick_id: str
    arrival: int
    credibility: float = 1.0


def quote_of(tick: RawTick, arrival: int) -> Quote:
    """Return what a tick says, its moment to the millisecond: state rows keep no more."""
    moment = tick.event_time
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return Quote(tick.rate, tick.source, tick.error_bound, moment, tick.tick_id, arrival)
