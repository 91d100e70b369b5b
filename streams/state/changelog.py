"""Reads a partition of a state topic in bulk, from its start to the end that it has now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.kafka.connection import TRANSIENT_ERRORS, connection, retry_until_answered
from streams.kafka.reader import OffsetRange
from streams.settings import Settings
from streams.state.restore import StateRecord

__all__ = ["ChangelogReader"]

BULK_RECORDS = 5000

LAST_RECORDS = 5000
"""How many records at the end of a partition are searched first for its last checkpoint. Then ten times as many."""


class ChangelogReader:
    """Reads state topics with one consumer that has no group. It connects at the first read.

    Only one partition is read at a time; other calls of `read` wait.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumer: AIOKafkaConsumer | None = None
        self._lock = asyncio.Lock()

    async def read(self, topic: str, partition: int) -> AsyncIterator[list[StateRecord]]:
        """Yield all records of a partition, in lists."""
        async with self._lock:
            async for records in self._read(await self._started(), TopicPartition(topic, partition), 0):
                yield records

    async def range(self, topic: str, partition: int) -> OffsetRange:
        """Return the offsets that a partition has now. It begins after 0 if its first records have expired."""
        async with self._lock:
            return await self._range(await self._started(), TopicPartition(topic, partition))

    async def last(self, topic: str, partition: int, key: bytes) -> bytes | None:
        """Return the value of the partition's last record that has this key; None if there is none."""
        place, span = TopicPartition(topic, partition), LAST_RECORDS
        async with self._lock:
            consumer = await self._started()
            held = await self._range(consumer, place)
            while True:
                found = None
                async for records in self._read(consumer, place, max(held.start, held.end - span)):
                    found = next((value for _, own, value in reversed(records) if own == key), found)
                if found is not None or len(held) <= span:
                    return found
                span *= 10

    async def _range(self, consumer: AIOKafkaConsumer, place: TopicPartition) -> OffsetRange:
        what = f"where {place.topic}[{place.partition}] begins and ends"
        start = (await retry_until_answered(what, lambda: consumer.beginning_offsets([place])))[place]
        return OffsetRange(start, (await retry_until_answered(what, lambda: consumer.end_offsets([place])))[place])

    async def _read(self, consumer: AIOKafkaConsumer, place: TopicPartition, position: int) -> AsyncIterator[list[StateRecord]]:
        consumer.assign([place])
        held = await self._range(consumer, place)
        consumer.seek(place, max(position, held.start))
        while await consumer.position(place) < held.end:
            fetched = await consumer.getmany(place, timeout_ms=1000, max_records=BULK_RECORDS)
            records = fetched.get(place, [])
            yield [(record.offset, record.key, record.value) for record in records if record.offset < held.end]

    async def _started(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            self._consumer = await retry_until_answered("reading state", self._connected)
        return self._consumer

    async def _connected(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            **connection(self._settings), auto_offset_reset="earliest", enable_auto_commit=False, fetch_max_wait_ms=100
        )
        try:
            await consumer.start()
        except TRANSIENT_ERRORS:
            await consumer.stop()
            raise
        return consumer

    async def stop(self) -> None:
        """Close the consumer."""
        if self._consumer is not None:
            await self._consumer.stop()
            self._consumer = None
