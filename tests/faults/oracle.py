"""What is on the topics, as any reader sees it; imports nothing of the product."""

from __future__ import annotations

from collections.abc import Iterator

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

__all__ = ["as_bytes", "count", "messages", "read_all"]

Row = tuple[bytes, bytes]


ANSWER_SECONDS = 600.0
"""Longest time for one answer of the broker: a busy machine is no failure."""


def messages(brokers: str, topic: str) -> Iterator[tuple[int, list[Message]]]:
    """Yield each partition of a topic, with all its records. Records of aborted transactions are left out."""
    consumer = Consumer({
        "bootstrap.servers": brokers, "group.id": "oracle", "log_level": 0, "enable.auto.commit": False,
        "enable.partition.eof": True,
    })  # fmt: skip
    try:
        for number in sorted(consumer.list_topics(topic, timeout=ANSWER_SECONDS).topics[topic].partitions):
            consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING)])
            found: list[Message] = []
            while True:
                fetched = consumer.consume(1000, timeout=0.2)
                found += [message for message in fetched if message.error() is None]
                errors = [error for message in fetched if (error := message.error()) is not None]
                assert all(error.code() == KafkaError._PARTITION_EOF for error in errors), errors
                if errors:
                    break
            yield number, found
    finally:
        consumer.close()


def read_all(brokers: str, topic: str) -> list[Row]:
    """Return key and value of all records of a topic, partition after partition."""
    return [(as_bytes(it.key()), as_bytes(it.value())) for _, found in messages(brokers, topic) for it in found]


def count(brokers: str, topic: str, patience: float = ANSWER_SECONDS) -> int:
    """Return how many records a topic has taken; KafkaException where the broker is silent for longer than `patience`."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "oracle", "log_level": 0})
    try:
        numbers = sorted(consumer.list_topics(topic, timeout=patience).topics[topic].partitions)
        ends = [consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=patience) for number in numbers]
        return sum(high for _, high in ends)
    finally:
        consumer.close()


def as_bytes(value: str | bytes | None) -> bytes:
    """Return a key or a value as bytes; empty if there is none."""
    return value.encode() if isinstance(value, str) else value or b""
