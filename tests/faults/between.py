"""What a hooked worker does between two record batches that have state rows of one batch."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from streams.settings import load
from streams.state import StateStore
from streams.transport import WireRecord

__all__ = ["before_first_rows", "between_record_batches", "fenced_bytes", "lower_limit", "send_as_another"]

Place = tuple[str, int]
Moment = Callable[[Place, list[WireRecord], int], Awaitable[None]]
"""Gets the rows and the checkpoint of a batch, and how many of the rows are with the broker."""


@dataclass(slots=True)
class StateLog:
    """What is handed over for a partition of a state topic, in records since the worker's start."""

    made: int = 0
    sent: int = 0
    """Records that aiokafka has."""
    batches: deque[tuple[int, list[WireRecord]]] = field(default_factory=deque)
    """Rows and checkpoint of each batch for which nothing has happened yet, and how many records come before them."""
    acknowledged: asyncio.Future[Any] | None = None
    """Done once the broker has what aiokafka has."""

    def add(self, batch: list[WireRecord]) -> None:
        """Add rows and checkpoint of a batch."""
        self.batches.append((self.made, batch))
        self.made += len(batch)

    def half_sent(self) -> tuple[list[WireRecord], int] | None:
        """Return the batch of which aiokafka has some rows, and not all of them, and how many; None if there is none."""
        while self.batches and self.batches[0][0] + len(self.batches[0][1]) - 1 <= self.sent:
            self.batches.popleft()
        if not self.batches or self.batches[0][0] >= self.sent:
            return None
        begin, batch = self.batches.popleft()
        return batch, self.sent - begin


def between_record_batches(act: Moment) -> None:
    """Let something happen once a batch, when the broker has some of its rows, and neither all of them nor the checkpoint."""
    logs: dict[Place, StateLog] = {}
    records, send_batch = StateStore.records, AIOKafkaProducer.send_batch

    def noted(self: StateStore, *args: Any) -> list[WireRecord]:
        batch = records(self, *args)
        topic, partition, *_ = batch[-1]
        assert isinstance(partition, int)
        logs.setdefault((topic, partition), StateLog()).add(batch)
        return batch

    async def send_and_act(self: AIOKafkaProducer, builder: Any, topic: str, *, partition: int) -> Any:
        log = logs.get((topic, partition), StateLog())
        half = log.half_sent()
        if half is not None and log.acknowledged is not None:
            await asyncio.shield(log.acknowledged)
            await act((topic, partition), *half)
        log.sent += builder.record_count()
        log.acknowledged = await send_batch(self, builder, topic, partition=partition)
        return log.acknowledged

    StateStore.records = noted  # type: ignore[method-assign, assignment]
    AIOKafkaProducer.send_batch = send_and_act


def before_first_rows(act: Callable[[str], None]) -> None:
    """Let something happen to a state topic before the worker's first rows are sent there."""
    records, topics = StateStore.records, set[str]()

    def act_and_send(self: StateStore, *args: Any) -> list[WireRecord]:
        batch = records(self, *args)
        topic = batch[-1][0]
        if topic not in topics:
            topics.add(topic)
            act(topic)
        return batch

    StateStore.records = act_and_send  # type: ignore[method-assign, assignment]


def lower_limit(topic: str, size: int) -> None:
    """Have the broker refuse larger record batches of a topic from now on."""
    entry = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    client = AdminClient({"bootstrap.servers": load().brokers})  # held by a name: the client cancels what it does
    for done in client.incremental_alter_configs([resource]).values():
        done.result(30)
    time.sleep(1)  # a broker takes the change up a moment after its answer


def fenced_bytes(batch: list[WireRecord], there: int) -> list[WireRecord]:
    """Return what a worker has written that had fetched fewer records of the same input: half of the rows, its checkpoint."""
    rows, checkpoint = batch[:-1], json.loads(batch[-1][3])
    offsets = [json.loads(row[3])["offset"] for row in rows]
    through = offsets[there // 2]
    own = [row for row, offset in zip(rows, offsets, strict=True) if offset <= through]
    checkpoint["through"] = through
    if "rows" in checkpoint:
        checkpoint["rows"] = len(own)
    topic, where, key, _, headers = batch[-1]
    return [*own, (topic, where, key, json.dumps(checkpoint).encode(), headers)]


async def send_as_another(place: Place, records: list[WireRecord]) -> None:
    """Write records of a partition with a producer that nobody has fenced."""
    async with AIOKafkaProducer(bootstrap_servers=load().brokers, acks="all") as producer:
        for _, _, key, value, _ in records:
            await producer.send_and_wait(place[0], value, key=key, partition=place[1])
