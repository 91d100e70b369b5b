"""The benchmark's own Kafka, which the benchmark starts, fills and removes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from random import Random

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.partitioner import DefaultPartitioner
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.local import LocalKafka

__all__ = ["create", "delete", "fresh_kafka", "preload", "record_count"]

PARTITIONS = 8
KEYS = 500
BATCH_BYTES = 262_144
PROPERTIES = {"log.segment.delete.delay.ms": "1000"}
"""Settings of the broker: it removes the files of a deleted topic after a second.

If it removed them later, their writes to disk would slow the next rows.
"""


@contextmanager
def fresh_kafka() -> Iterator[str]:
    """Start a broker in a temporary directory, yield its address, and stop it at the end of the block."""
    with LocalKafka(properties=PROPERTIES) as kafka:
        yield kafka.bootstrap


async def create(brokers: str, topics: Sequence[str]) -> None:
    """Create topics of eight partitions. The broker sets the timestamps of the records, as it does for silkwire."""
    config = {"message.timestamp.type": "LogAppendTime"}
    client = AdminClient({"bootstrap.servers": brokers})
    created = client.create_topics([NewTopic(topic, PARTITIONS, 1, config=config) for topic in topics])
    await asyncio.gather(*map(asyncio.wrap_future, created.values()))
    for topic in topics:
        await record_count(brokers, topic)  # waits until each partition has a leader


async def delete(brokers: str, topic: str) -> None:
    """Delete a topic and its records."""
    client = AdminClient({"bootstrap.servers": brokers})
    await asyncio.wrap_future(client.delete_topics([topic])[topic])


async def preload(brokers: str, topic: str, size: int, count: int) -> None:
    """Fill a topic with `count` uncompressed records, whose values have `size` bytes.

    The records have 500 keys. Each key goes to the partition that a Java client would choose.
    """
    draw, places = Random(size), list(range(PARTITIONS))  # noqa: S311  the same bytes each time, no secrets
    keys = [b"key-%d" % number for number in range(KEYS)]
    records = [(DefaultPartitioner()(key, places, places), key, draw.randbytes(size)) for key in keys]
    async with AIOKafkaProducer(bootstrap_servers=brokers, max_batch_size=BATCH_BYTES) as producer:
        await producer.partitions_for(topic)
        batches = [producer.create_batch() for _ in range(PARTITIONS)]
        for partition, key, value in islice(cycle(records), count):
            if batches[partition].append(key=key, value=value, timestamp=None) is None:
                await producer.send_batch(batches[partition], topic, partition=partition)
                batches[partition] = producer.create_batch()
                batches[partition].append(key=key, value=value, timestamp=None)
        for partition, batch in enumerate(batches):
            await producer.send_batch(batch, topic, partition=partition)


async def record_count(brokers: str, topic: str) -> int:
    """Return the number of records that were written to a topic: the sum of its end offsets."""
    async with AIOKafkaConsumer(bootstrap_servers=brokers) as consumer:
        ends = await consumer.end_offsets([TopicPartition(topic, partition) for partition in range(PARTITIONS)])
    return sum(ends.values())
