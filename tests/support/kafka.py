"""A real Kafka: a worker of this process, pages to publish, topics to read, and waiting for both."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.topics import PAGES_RAW, Topic
from streams.app import Application
from streams.kafka.admin import Admin, admin
from streams.kafka.groups import committed
from streams.settings import Settings
from streams.stages import STAGES
from streams.worker.process import STOP_SECONDS, Worker

__all__ = [
    "POLL_SECONDS",
    "EndedEarlyError",
    "Headers",
    "RawPage",
    "places_of",
    "publish",
    "read",
    "running",
    "settled",
    "until",
    "until_held",
    "values",
]

Headers = tuple[tuple[str, bytes], ...]
RawPage = tuple[bytes | None, Headers]

POLL_SECONDS = 0.05

Process = subprocess.Popen[bytes]


class EndedEarlyError(AssertionError):
    """A worker ended while a test waited for its work."""


@asynccontextmanager
async def running(settings: Settings, application: Application | None = None) -> AsyncIterator[Worker]:
    """Run a worker in this process until the block ends; EndedEarlyError as soon as it fails."""
    worker = Worker(settings, application)
    await worker.start()
    failure, body = asyncio.ensure_future(worker.failure()), asyncio.current_task()
    assert body is not None
    failure.add_done_callback(lambda done: done.cancelled() or body.cancel())
    try:
        while worker.application.app.idle_reason:
            await asyncio.sleep(POLL_SECONDS)
        yield worker
    except asyncio.CancelledError:
        if not failure.done():
            raise
        body.uncancel()
        raise EndedEarlyError("the worker of this process failed") from failure.result()
    finally:
        failed = failure.done()
        failure.cancel()
        with suppress(TimeoutError):  # a failed worker may not be able to stop
            await asyncio.wait_for(worker.stop(), STOP_SECONDS if failed else None)


async def publish(
    settings: Settings, pages: Iterable[RawPage], topic: Topic = PAGES_RAW, partition: int | None = 0, key: bytes = b""
) -> None:
    """Publish pages and wait until the broker has them."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.brokers, max_request_size=topic.max_bytes, enable_idempotence=True)
    await producer.start()
    name = topic.full_name(settings.prefix)
    sent = [await producer.send(name, value, key=key, partition=partition, headers=list(headers)) for value, headers in pages]
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


async def places_of(settings: Settings, topic: Topic) -> list[TopicPartition]:
    """Return the partitions that a topic has on the broker."""
    async with admin(settings) as client:
        ((name, found),) = (await client.describe([topic.full_name(settings.prefix)])).items()
    return [TopicPartition(name, number) for number in range(len(found.partitions))]


async def read(settings: Settings, topic: Topic) -> list[Any]:
    """Return all records of a topic, partition after partition."""
    places = await places_of(settings, topic)
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


async def until(condition: Callable[[], Awaitable[bool]], process: Process | None = None) -> None:
    """Wait until something has become true; EndedEarlyError if the process that should bring it about ends before."""
    while not await condition():
        if process is not None and process.poll() is not None:
            raise EndedEarlyError(f"the process ended with {process.returncode} before its work was done")
        await asyncio.sleep(POLL_SECONDS)


async def until_held(worker: Worker) -> str:
    """Wait until a partition of a worker is on hold; return what the worker says of it."""
    while not (problem := worker.problem()).startswith("held"):
        await asyncio.sleep(POLL_SECONDS)
    return problem


async def settled(settings: Settings, process: Process | None = None) -> None:
    """Wait until the group has done all that was published, stage after stage; `process` is its worker's."""
    async with admin(settings) as client, _reader(settings) as consumer:
        for topic in [stage.reads for stage in STAGES]:
            places = await places_of(settings, topic)
            await until(partial(_is_done, client, settings.group, consumer, places), process)


async def _is_done(client: Admin, group: str, consumer: AIOKafkaConsumer, places: list[TopicPartition]) -> bool:
    ends, marks = await consumer.end_offsets(places), await committed(client, group)
    return all(end == 0 or marks.get(place, -1) >= end for place, end in ends.items())
