"""One hop without a framework: aiokafka does the least possible work, so this is the highest rate to expect.

One task copies the records. There are no stages, metrics and rejections, and there is one commit,
at the end. Batch size, partitioner, idempotence and the number of open rounds are the same as in
silkwire.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.child import answer
from bench.hop.job import Job, Measured, Stopwatch

__all__ = ["run"]

MAX_RECORDS = 2000
OPEN_ROUNDS = 4
"""Number of rounds that may wait for the broker's acknowledgement while the next round is built.

A round is the records of one fetch.
"""


def run(job: Job) -> Measured:
    """Copy the records, and return the measurement."""
    return asyncio.run(_run(job))


async def _run(job: Job) -> Measured:
    consumer = AIOKafkaConsumer(
        job.source, bootstrap_servers=job.brokers, group_id=job.group, auto_offset_reset="earliest", enable_auto_commit=False,
        max_partition_fetch_bytes=job.fetch_bytes, max_poll_records=MAX_RECORDS,
    )  # fmt: skip
    producer = AIOKafkaProducer(
        bootstrap_servers=job.brokers, enable_idempotence=True, acks="all", max_batch_size=job.batch_bytes
    )
    async with consumer, producer:
        partitions = len(await producer.partitions_for(job.target))
        gc.collect()
        gc.freeze()
        measured = await _pass_on(consumer, producer, job, partitions)
        await consumer.commit()
        return measured


async def _pass_on(consumer: Any, producer: Any, job: Job, partitions: int) -> Measured:
    watch = Stopwatch()
    taken = 0
    waiting: deque[asyncio.Future[list[Any]]] = deque()
    while taken < job.records:
        fetched = await consumer.getmany(timeout_ms=1000)
        if not fetched:
            continue
        watch.begin()
        built = _build(producer, fetched.values(), partitions)
        taken += sum(map(len, fetched.values()))
        futures = await asyncio.gather(*(_queue(producer, job.target, *item) for item in built.items()))
        waiting.append(asyncio.gather(*(future for some in futures for future in some)))
        if len(waiting) > OPEN_ROUNDS:
            await waiting.popleft()
    await asyncio.gather(*waiting)
    return watch.end(taken)


def _build(producer: Any, fetched: Iterable[list[Any]], partitions: int) -> dict[int, list[Any]]:
    """Put the records into record batches, and return the batches by target partition."""
    built: dict[int, list[Any]] = {}
    for records in fetched:
        for record in records:
            partition = crc32(record.key) % partitions
            batches = built.get(partition)
            if batches is None:
                batches = built[partition] = [producer.create_batch()]
            if batches[-1].append(key=record.key, value=record.value, timestamp=None) is None:
                batches.append(producer.create_batch())
                batches[-1].append(key=record.key, value=record.value, timestamp=None)
    return built


async def _queue(producer: Any, topic: str, partition: int, batches: list[Any]) -> list[Any]:
    return [await producer.send_batch(batch, topic, partition=partition) for batch in batches]


if __name__ == "__main__":
    answer(Job, run)
