"""The rates of all pairs, read off Kafka: as they stand now, or as they stood at a moment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aiokafka import AIOKafkaConsumer
from pydantic import ValidationError

from agents.ticks.history import RatesAt
from schemas.base import Message
from schemas.tick import FxRate, FxTick
from schemas.topics import FX_RATES, FX_TICKS, Topic
from streams.kafka.reader import partitions, records, spans
from streams.settings import Settings

__all__ = ["Found", "rates_at", "rates_now"]

M = TypeVar("M", bound=Message)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """Rates in order of pair and source, and how many records were none of ours."""

    rates: list[FxRate]
    foreign: int


async def rates_now(consumer: AIOKafkaConsumer, settings: Settings, on_progress: Progress) -> Found:
    """Return the last row of each pair and source on fx.rates."""
    rows: dict[tuple[str, str, str], FxRate] = {}
    foreign = 0
    async for rate in _messages(consumer, settings, FX_RATES, FxRate, on_progress):
        if rate is None:
            foreign += 1
        else:
            rows[rate.base, rate.quote, rate.source] = rate
    return Found([rows[key] for key in sorted(rows)], foreign)


async def rates_at(consumer: AIOKafkaConsumer, settings: Settings, moment: datetime, on_progress: Progress) -> Found:
    """Return the rates as they stood at an event time, out of the ticks that fx.ticks still holds."""
    history, foreign = RatesAt(moment), 0
    async for tick in _messages(consumer, settings, FX_TICKS, FxTick, on_progress):
        if tick is None:
            foreign += 1
        else:
            history.take(tick)
    return Found(sorted(history.rates(), key=lambda rate: (rate.base, rate.quote, rate.source)), foreign)


async def _messages(
    consumer: AIOKafkaConsumer, settings: Settings, topic: Topic, kind: type[M], on_progress: Progress
) -> AsyncIterator[M | None]:
    """Yield what a topic holds up to its end now; None for a record that is no such message."""
    held = await spans(consumer, partitions(topic.full_name(settings.prefix), topic.partitions))
    async for record in records(consumer, held, on_progress):
        yield _read(kind, record.value)


def _read(kind: type[M], value: bytes | None) -> M | None:
    """Read a message as a consumer does: fields of a later release are passed over."""
    try:
        return kind.model_validate_json(value or b"", extra="ignore")
    except ValidationError:
        return None
