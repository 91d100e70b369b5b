"""Parts of topics, read once from a start to an end that is known beforehand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.kafka.connection import connection, told
from streams.settings import Settings

__all__ = ["Span", "partitions", "reader", "records", "spans"]

FETCH_MS = 1000
BULK_RECORDS = 500


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets of a partition, from `start` up to but without `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.start)


Spans = Mapping[TopicPartition, Span]


def partitions(topic: str, count: int) -> list[TopicPartition]:
    """Return the partitions of a topic by its full name."""
    return [TopicPartition(topic, number) for number in range(count)]


@asynccontextmanager
async def reader(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a consumer without a group; BrokerDown or NotAllowed where Kafka fails."""
    consumer = AIOKafkaConsumer(
        **connection(settings), auto_offset_reset="earliest", enable_auto_commit=False, fetch_max_wait_ms=100
    )
    try:
        await consumer.start()
        yield consumer
    except KafkaError as error:
        raise told(settings, error) from None
    finally:
        await consumer.stop()


async def spans(
    consumer: AIOKafkaConsumer, places: Iterable[TopicPartition], since: int | None = None, until: int | None = None
) -> dict[TopicPartition, Span]:
    """Return what each partition holds now, or of it what arrived between two moments in ms."""
    places = list(places)
    starts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    later, early = await _at(consumer, places, since, ends), await _at(consumer, places, until, ends)
    return {
        place: Span(max(starts[place], later.get(place, 0)), min(ends[place], early.get(place, ends[place]))) for place in places
    }


async def _at(
    consumer: AIOKafkaConsumer, places: list[TopicPartition], moment: int | None, ends: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Return the first offset from a moment on; the end where nothing is that young."""
    if moment is None:
        return {}
    found = await consumer.offsets_for_times(dict.fromkeys(places, max(0, moment)))
    return {place: at.offset if (at := found[place]) is not None else ends[place] for place in places}


async def records(
    consumer: AIOKafkaConsumer, wanted: Spans, on_progress: Callable[[int], None] = lambda _: None
) -> AsyncIterator[Any]:
    """Yield the records of each partition's span in order; `on_progress` takes how many went by."""
    left = {place: span for place, span in wanted.items() if len(span)}
    consumer.assign(list(left))
    for place, span in left.items():
        consumer.seek(place, span.start)
    while left:
        fetched = await consumer.getmany(*left, timeout_ms=FETCH_MS, max_records=BULK_RECORDS)
        for place, batch in fetched.items():
            for record in batch:
                if record.offset < left[place].end:
                    yield record
            on_progress(len(batch))
        for place in list(left):
            if await consumer.position(place) >= left[place].end:
                del left[place]
                consumer.pause(place)
