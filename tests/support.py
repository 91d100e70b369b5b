"""What flow tests share: a worker to run, pages to publish, topics to read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from bench.pages import MadePage
from schemas.topics import PAGES_RAW, Topic
from streams.settings import Settings
from streams.stages import STAGES
from streams.worker.process import Worker

__all__ = ["SHARED", "envelope", "publish", "read", "running", "settled", "until", "values"]

SHARED = Path(os.environ.get("SILKWIRE_SHARED", Path(__file__).parents[2] / "shared"))
"""Real pages and gold sets; they belong to others and are no part of the repository."""

Headers = tuple[tuple[str, bytes], ...]


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Worker]:
    """Run a worker in this process until the block ends."""
    worker = Worker(settings)
    await worker.start()
    try:
        while worker.problem():
            await asyncio.sleep(0.02)
        yield worker
    finally:
        await worker.stop()


def envelope(page: MadePage) -> bytes:
    """Return a made page as a crawler would send it; its time is part of the record, not of the run."""
    return orjson.dumps({"text": page.text, "source": "made", "fetched_at": "2026-11-14T04:00:00Z"})


async def publish(
    settings: Settings, pages: Iterable[tuple[bytes | None, Headers]], topic: Topic = PAGES_RAW, partition: int | None = 0
) -> None:
    """Publish pages and wait until the broker has them."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.brokers, max_request_size=topic.max_bytes, enable_idempotence=True)
    await producer.start()
    name = topic.full_name(settings.prefix)
    sent = [await producer.send(name, value, key=b"", partition=partition, headers=list(headers)) for value, headers in pages]
    await asyncio.gather(*sent)
    await producer.stop()


@asynccontextmanager
async def _reader(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.brokers, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def read(settings: Settings, topic: Topic) -> list[Any]:
    """Return all records of a topic, partition after partition."""
    places = [TopicPartition(topic.full_name(settings.prefix), number) for number in range(topic.partitions)]
    async with _reader(settings) as consumer:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        records: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                records += batch
    return sorted(records, key=lambda record: (record.partition, record.offset))


async def values(settings: Settings, topic: Topic) -> list[dict[str, Any]]:
    """Return the JSON values of a topic."""
    return [orjson.loads(record.value) for record in await read(settings, topic)]


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something has become true; a broker takes a moment to say what it was just told."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.05)


async def settled(settings: Settings, seconds: float = 60) -> None:
    """Wait until the group has done all that was published, stage after stage."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.brokers)
    await admin.start()
    try:
        async with asyncio.timeout(seconds), _reader(settings) as consumer:
            for topic in [stage.reads for stage in STAGES]:
                await _no_lag(settings, admin, consumer, topic)
    finally:
        await admin.close()


async def _no_lag(settings: Settings, admin: Any, consumer: AIOKafkaConsumer, topic: Topic) -> None:
    places = [TopicPartition(topic.full_name(settings.prefix), number) for number in range(topic.partitions)]
    while True:
        ends = await consumer.end_offsets(places)
        committed = await _committed(admin, settings.group)
        if all(end == 0 or (place in committed and committed[place].offset >= end) for place, end in ends.items()):
            return
        await asyncio.sleep(0.05)


async def _committed(admin: Any, group: str) -> dict[TopicPartition, Any]:
    """Return the group's commits; none yet where the broker has no coordinator for it so far."""
    try:
        return dict(await admin.list_consumer_group_offsets(group))
    except GroupCoordinatorNotAvailableError:
        return {}
