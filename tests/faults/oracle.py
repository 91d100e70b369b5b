"""What is on the topics, as any reader sees it; imports nothing of the product."""

from __future__ import annotations

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

__all__ = ["count", "read_all"]

Row = tuple[bytes, bytes]


ANSWER_SECONDS = 600.0
"""Longest time for one answer of the broker: a busy machine is no failure."""


def read_all(brokers: str, topic: str) -> list[Row]:
    """Return key and value of all records of a topic, partition after partition."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "oracle", "log_level": 0, "enable.auto.commit": False})
    rows: list[Row] = []
    try:
        for number in sorted(consumer.list_topics(topic, timeout=ANSWER_SECONDS).topics[topic].partitions):
            _, end = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=ANSWER_SECONDS)
            consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING)])
            at = 0
            while at < end:
                for message in consumer.consume(1000, timeout=0.2):
                    assert message.error() is None, message.error()
                    at = (message.offset() or 0) + 1
                    rows.append((_bytes(message.key()), _bytes(message.value())))
    finally:
        consumer.close()
    return rows


def count(brokers: str, topic: str, patience: float = ANSWER_SECONDS) -> int:
    """Return how many records a topic has taken; KafkaException where the broker is silent for longer than `patience`."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "oracle", "log_level": 0})
    try:
        numbers = sorted(consumer.list_topics(topic, timeout=patience).topics[topic].partitions)
        ends = [consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=patience) for number in numbers]
        return sum(high for _, high in ends)
    finally:
        consumer.close()


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
