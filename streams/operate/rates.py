"""Reads the rates of all pairs from Kafka: the latest rates, or the rates at a past time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from agents.ticks.rates_at import RatesAt
from schemas.base import Message
from schemas.tick import FxRate, FxTick
from schemas.topics import FX_RATES, FX_TICKS, Topic
from streams.operate.session import Progress, Session

__all__ = ["RateListing", "rates_at", "rates_now"]

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class RateListing:
    """Rates, sorted by pair and source. `foreign` counts the records on the topic that could not be read."""

    rates: list[FxRate]
    foreign: int


async def rates_now(kafka: Session, on_progress: Progress) -> RateListing:
    """Return the latest rate per pair and source on the topic fx.rates: the record with the greatest sequence.

    Of equal sequences the later record counts.
    """
    rows: dict[tuple[str, str, str], FxRate] = {}
    foreign = 0
    async for rate in _messages(kafka, FX_RATES, FxRate, on_progress):
        if rate is None:
            foreign += 1
            continue
        key = rate.base, rate.quote, rate.source
        if key not in rows or rate.sequence >= rows[key].sequence:
            rows[key] = rate
    return RateListing([rows[key] for key in sorted(rows)], foreign)


async def rates_at(kafka: Session, time: datetime, on_progress: Progress) -> RateListing:
    """Return the rates at an event time, computed from the ticks that are still on the topic fx.ticks."""
    history, foreign = RatesAt(time), 0
    async for tick in _messages(kafka, FX_TICKS, FxTick, on_progress):
        if tick is None:
            foreign += 1
        else:
            history.take(tick)
    return RateListing(sorted(history.rates(), key=lambda rate: (rate.base, rate.quote, rate.source)), foreign)


async def _messages(kafka: Session, topic: Topic, kind: type[M], on_progress: Progress) -> AsyncIterator[M | None]:
    """Yield each record on a topic as a message of the class `kind`, or None if it is not such a message."""
    held = await kafka.ranges(kafka.partitions(topic))
    async for record in kafka.records(held, on_progress):
        yield _read(kind, record.value)


def _read(kind: type[M], value: bytes | None) -> M | None:
    """Decode a message, or return None if that fails. Unknown fields are ignored: a later release may add some."""
    try:
        return kind.model_validate_json(value or b"", extra="ignore")
    except ValidationError:
        return None
