"""Which partition of a topic a key belongs to.

Topics that other programs read have the partitioner of Java's producer. So Kafka Streams, ksqlDB and Flink find a key where
they expect it. The other topics have the CRC32 of the key, as in 0.1.0: their keys decide in which partition state is.
"""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from confluent_kafka import murmur2

from schemas.topics import Topic

__all__ = ["Partitioner", "partitioner"]

Partitioner = Callable[[bytes, int], int]
"""Returns the partition of a key on a topic that has so many partitions."""


def partitioner(topic: Topic) -> Partitioner:
    """Return the partitioner of a topic: murmur2 of the key if the topic is public, else its CRC32."""
    return murmur2 if topic.public else _consistent


def _consistent(key: bytes, partitions: int) -> int:
    """Return the partition that librdkafka calls `consistent`. zlib computes it faster than librdkafka."""
    return crc32(key) % partitions
