"""What must be on the topics, told from the pages alone; imports nothing of the product."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from bench.pages import MadePage

__all__ = ["Verdict", "compacted", "count", "read_all", "verdict"]

Row = tuple[bytes, bytes]


@dataclass(frozen=True)
class Verdict:
    """What a run gave: marks of articles lost, published under two ids, and repetitions on the wire."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    on_the_wire: int


def read_all(brokers: str, topic: str) -> list[Row]:
    """Return key and value of all records of a topic, partition after partition."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "oracle", "log_level": 0, "enable.auto.commit": False})
    rows: list[Row] = []
    try:
        for number in sorted(consumer.list_topics(topic, timeout=10).topics[topic].partitions):
            _, end = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)
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


def count(brokers: str, topic: str) -> int:
    """Return how many records a topic has taken."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "oracle", "log_level": 0})
    try:
        numbers = sorted(consumer.list_topics(topic, timeout=10).topics[topic].partitions)
        ends = [consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10) for number in numbers]
        return sum(high for _, high in ends)
    finally:
        consumer.close()


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""


def compacted(rows: Iterable[Row], prefix: str) -> dict[str, str]:
    """Return the last value of each key, without the run's own topic prefix."""
    return {key.decode(): value.decode().replace(f'"{prefix}pages.raw', '"pages.raw') for key, value in rows}


def verdict(pages: Iterable[MadePage], rows: list[Row], prefix: str) -> Verdict:
    """Compare the clean topic with what the pages hold."""
    wanted = {mark for page in pages for mark in page.marks}
    found: Counter[str] = Counter()
    for value in compacted(rows, prefix).values():
        words = set(json.loads(value)["text"].replace(".", " ").split())
        found.update(wanted & words)
    return Verdict(
        lost=tuple(sorted(wanted - found.keys())),
        doubled=tuple(sorted(mark for mark, times in found.items() if times > 1)),
        on_the_wire=len(rows) - len({key for key, _ in rows}),
    )
