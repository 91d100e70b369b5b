"""Reads parts of topics. The start and the end of each part are known before the read begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.kafka.connection import connection, explain_error
from streams.settings import Settings

__all__ = ["OffsetRange", "OffsetRanges", "offset_ranges", "open_reader", "read_ranges"]

FETCH_MS = 1000
BULK_RECORDS = 500


@dataclass(frozen=True, slots=True)
class OffsetRange:
    """The offsets of a partition from `start` on, without `end`. The length is the number of offsets."""

    start: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.start)

    def beyond(self, commit: int | None) -> int:
        """Return how many offsets a group has not processed that has committed `commit`; None: it has no commit."""
        return max(0, self.end - max(self.start, commit or 0))


OffsetRanges = Mapping[TopicPartition, OffsetRange]


@asynccontextmanager
async def open_reader(settings: Settings, *, committed: bool = True) -> AsyncIterator[AIOKafkaConsumer]:
    """Yield a consumer that is started and has no group. Raises BrokerDown or NotAllowed if Kafka fails.

    It sees what the stages see. Unless `committed` is set, it also sees records of open and aborted transactions.
    """
    consumer = AIOKafkaConsumer(
        **connection(settings), auto_offset_reset="earliest", enable_auto_commit=False, fetch_max_wait_ms=100,
        isolation_level="read_committed" if committed else "read_uncommitted",
    )  # fmt: skip
    try:
        await consumer.start()
        await asyncio.sleep(0)  # lets its tasks begin: a task that is cancelled before raises CancelledError from stop()
        yield consumer
    except KafkaError as error:
        raise explain_error(settings, error) from None
    finally:
        await consumer.stop()


async def offset_ranges(
    consumer: AIOKafkaConsumer, places: Iterable[TopicPartition], since: int | None = None, until: int | None = None
) -> dict[TopicPartition, OffsetRange]:
    """Return the range of offsets that each partition has now.

    `since` and `until` are in ms since 1970. They limit the range to records that arrived at or
    after `since`, and before `until`.
    """
    places = list(places)
    starts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    first, last = await _offsets_at(consumer, places, since, ends), await _offsets_at(consumer, places, until, ends)
    return {
        place: OffsetRange(max(starts[place], first.get(place, 0)), min(ends[place], last.get(place, ends[place])))
        for place in places
    }


async def _offsets_at(
    consumer: AIOKafkaConsumer, places: list[TopicPartition], time_ms: int | None, ends: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Return, per partition, the first offset that arrived at or after `time_ms`.

    If no record is that young, return the partition's end. Return no offsets if `time_ms` is None.
    """
    if time_ms is None:
        return {}
    found = await consumer.offsets_for_times(dict.fromkeys(places, max(0, time_ms)))
    return {place: at.offset if (at := found[place]) is not None else ends[place] for place in places}


async def read_ranges(
    consumer: AIOKafkaConsumer, wanted: OffsetRanges, on_progress: Callable[[int], None] = lambda _: None
) -> AsyncIterator[Any]:
    """Yield the records of all ranges. The records of a partition come in order.

    After each fetch of a partition, `on_progress` gets the number of records in the fetch.
    """
    left = {place: offsets for place, offsets in wanted.items() if len(offsets)}
    consumer.assign(list(left))
    for place, offsets in left.items():
        consumer.seek(place, offsets.start)
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
