"""The rates of all pairs, read from Kafka: the latest, or those at a past time."""

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
    """Rates in order of pair and source, and how many records of the topic were no rates."""

    rates: list[FxRate]
    foreign: int


async def rates_now(kafka: Session, on_progress: Progress) -> RateListing:
    """Return the last row per pair and source on fx.rates."""
    rows: dict[tuple[str, str, str], FxRate] = {}
    foreign = 0
    async for rate in _messages(kafka, FX_RATES, FxRate, on_progress):
        if rate is None:
            foreign += 1
        else:
            rows[rate.base, rate.quote, rate.source] = rate
    return RateListing([rows[key] for key in sorted(rows)], foreign)


async def rates_at(kafka: Session, time: datetime, on_progress: Progress) -> RateListing:
    """Return the rates as of an event time, computed from the ticks that fx.ticks still holds."""
    history, foreign = RatesAt(time), 0
    async for tick in _messages(kafka, FX_TICKS, FxTick, on_progress):
        if tick is None:
            foreign += 1
        else:
            history.take(tick)
    return RateListing(sorted(history.rates(), key=lambda rate: (rate.base, rate.quote, rate.source)), foreign)


async def _messages(kafka: Session, topic: Topic, kind: type[M], on_progress: Progress) -> AsyncIterator[M | None]:
    """Yield the messages that a topic holds now; None for a record that is no such message."""
    held = await kafka.ranges(kafka.partitions(topic))
    async for record in kafka.records(held, on_progress):
        yield _read(kind, record.value)


def _read(kind: type[M], value: bytes | None) -> M | None:
    """Read a message as a consumer does: fields of a later release are ignored."""
    try:
        return kind.model_validate_json(value or b"", extra="ignore")
    except ValidationError:
        return None
