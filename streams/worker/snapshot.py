"""Collects what a scrape of the metrics shows of a running worker.

Only the broker knows the end and the retention of the worker's input topics. BrokerView asks for them at intervals,
because a scrape must not wait for the broker. A fetch also returns the end of its partition. But a partition is not
fetched while it is held or while its inbox is full. Then the end from its last fetch is too old. If an operator changes
the retention of a topic, the metric follows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiokafka import TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from confluent_kafka import KafkaException
from faust.types import TP

from streams.errors import ExitError
from streams.handler import Handler
from streams.kafka.log_ranges import BrokerClient
from streams.kafka.reader import OffsetRange, open_reader, read_ranges
from streams.kafka.topics import retentions
from streams.metrics import PartitionSnapshot, StageSnapshot, StateFigures
from streams.settings import Settings
from streams.transport import BatchConsumer

__all__ = ["BrokerView", "stage_snapshot"]

log = logging.getLogger("silkwire.metrics")

LOOK_SECONDS = 10
LONGEST_LOOK_SECONDS = 20


@dataclass(slots=True)
class BrokerView:
    """The broker's last answers: the retention of the input topics, and the ends of the assigned partitions.

    Values that the broker has never returned are missing.
    """

    settings: Settings
    broker: BrokerClient
    consumer: BatchConsumer
    inputs: tuple[str, ...]
    """Full names of the topics that the stages read."""
    retention_ms: dict[str, int] = field(default_factory=dict)
    ends: dict[TP, int] = field(default_factory=dict)
    transactions: dict[TP, tuple[int, int]] = field(default_factory=dict)
    """The first offset of the earliest open transaction of a partition, and its time in ms since 1970."""

    async def follow(self) -> None:
        """Ask the broker at intervals, until this task is cancelled."""
        while True:
            await self.look(self.consumer.assignment())
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, partitions: Iterable[TP]) -> None:
        """Ask the broker once. If it does not answer, keep its last answers and log a warning."""
        asked = [tp for tp in partitions if tp.topic in self.inputs]
        try:
            async with asyncio.timeout(LONGEST_LOOK_SECONDS):
                client = await self.broker.client()
                self.retention_ms |= await retentions(client, self.inputs)
                self.ends = dict(await self.consumer.highwaters(*asked)) if asked else {}
                self.transactions = await self._transactions(asked)
        except (
            ExitError, KafkaError, KafkaException, ConsumerStoppedError, OSError, TimeoutError, asyncio.CancelledError
        ) as error:  # fmt: skip
            if _is_cancelled():
                raise
            log.warning("lag and retention in the metrics are older than they should be: %s: %s", type(error).__name__, error)

    async def _transactions(self, asked: Iterable[TP]) -> dict[TP, tuple[int, int]]:
        """Return the open transactions of the partitions. The time of one is read only once."""
        found = {tp: first for tp in asked if (first := self.consumer.open_transaction(tp)) is not None}
        known = {tp: self.transactions[tp] for tp, first in found.items() if self.transactions.get(tp, (-1, 0))[0] == first}
        new = {TopicPartition(*tp): OffsetRange(first, first + 1) for tp, first in found.items() if tp not in known}
        if new:
            async with open_reader(self.settings, committed=False) as reader:
                async for record in read_ranges(reader, new):
                    known[TP(record.topic, record.partition)] = record.offset, record.timestamp
        return known


def _is_cancelled() -> bool:
    """Return whether this task was cancelled.

    A broken connection also raises CancelledError, but does not cancel the task.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def stage_snapshot(handler: Handler, broker: BrokerView) -> StageSnapshot:
    """Return the current figures of a stage, and of the stage's input partitions that this worker has."""
    consumer, gate, inbox = handler.consumer, handler.gate, handler.inbox
    states = handler.store.states() if handler.store else {}
    figures = {partition: StateFigures(len(it), it.crowded, it.clock.strays) for partition, it in states.items()}
    parks = {tp.partition: gate.parks(tp.partition) for tp in consumer.assignment() if tp.topic == inbox.topic}
    partitions = tuple(
        PartitionSnapshot(
            tp.partition, lag, consumer.oldest_ms(tp) if lag else None, figures.get(tp.partition),
            gate.held(tp.partition), gate.balance(tp.partition), broker.transactions.get(tp, (0, None))[1],
            None if handler.stage.parking is None else len(parks.get(tp.partition, ())),
            min((park.arrival for park in parks.get(tp.partition, ())), default=None),
        )
        for tp, lag in sorted(consumer.lags(broker.ends).items())
        if tp.topic == inbox.topic
    )  # fmt: skip
    open_batches = consumer.open_batches(inbox.topic)
    retention_ms = broker.retention_ms.get(inbox.topic, handler.stage.reads.retention_ms)
    return StageSnapshot(handler.name, retention_ms, open_batches, inbox.waiting_bytes(), partitions)
