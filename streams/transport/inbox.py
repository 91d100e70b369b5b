"""The inbox of a topic: the batches that wait between the consumer and the topic's agent."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from faust.types import TP

from agents.stage import RawRecord

__all__ = ["PartitionBatch", "RestingPartition", "TopicInbox", "batches_of"]

Ack = Callable[["PartitionBatch"], None]

RECORD_BYTES = 100
"""What each record adds to the size of a batch, in addition to the bytes of its value."""


@dataclass(eq=False, slots=True)
class PartitionBatch:
    """Records of one partition in offset order.

    `read_from` is the first offset that the batch covers: the log has no record between this offset and the batch's
    first record. It is None for the first batch of a partition that the group has never read.

    `generation` is the number of the assignment. A batch of an earlier assignment is neither given to an agent nor
    committed.
    """

    tp: TP
    records: Sequence[RawRecord]
    generation: int
    read_from: int | None
    on_ack: Ack
    topic_id: str = ""
    """The broker's id of the topic; empty if it is not known."""
    acked: bool = False
    abandoned: bool = False
    """Whether its outputs were dropped, because its generation is over."""
    refcount: int = 1
    """Faust prints this number while a shutdown waits for the batch."""

    @property
    def first_offset(self) -> int:
        """Return the offset of the first record."""
        return self.records[0].offset

    @property
    def last_offset(self) -> int:
        """Return the offset of the last record."""
        return self.records[-1].offset

    def split_at(self, count: int) -> tuple[PartitionBatch, PartitionBatch]:
        """Return a batch of the first `count` records, and a batch of the rest."""
        head, tail = self.records[:count], self.records[count:]
        return replace(self, records=head), replace(self, records=tail, read_from=head[-1].offset + 1)

    def ack(self) -> None:
        """Record that the broker has acknowledged every output of the batch."""
        self.acked = True
        self.on_ack(self)


class RestingPartition(NamedTuple):
    """Where a partition without unfinished records is read on. The fields are those of its next PartitionBatch."""

    tp: TP
    first_offset: int
    read_from: int | None
    generation: int
    topic_id: str


def batches_of(records: Sequence[RawRecord], batch_records: int, batch_bytes: int) -> Iterator[Sequence[RawRecord]]:
    """Yield consecutive slices of a partition's records, within both limits. A slice has at least one record."""
    start = size = 0
    for index, record in enumerate(records):
        weight = len(record.value or b"") + RECORD_BYTES
        if index > start and (index - start >= batch_records or size + weight > batch_bytes):
            yield records[start:index]
            start, size = index, 0
        size += weight
    if start < len(records):
        yield records[start:]


@dataclass(slots=True)
class TopicInbox:
    """The waiting batches of one topic, in one queue per partition. `next_batch` serves the partitions in turn.

    A partition with `depth` waiting batches accepts no more records until its agent catches up. The other partitions
    continue. A partition needs memory for `depth` batches and one fetch.
    """

    topic: str
    batch_records: int
    batch_bytes: int
    on_capacity: Callable[[], None]
    take: Callable[[PartitionBatch], bool]
    """Registers a batch as open. It returns False if the batch belongs to an earlier assignment."""
    next_batch_limit: Callable[[TP], int] = lambda _: sys.maxsize
    """Returns how many records the next batch of a partition may have; 0 if the partition must wait."""
    depth: int = 2
    _queues: dict[TP, deque[PartitionBatch]] = field(default_factory=dict)
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    def has_capacity(self, tp: TP) -> bool:
        """Return whether the partition's queue has room for another fetch."""
        return len(self._queues.get(tp, ())) < self.depth

    def put(self, batch: PartitionBatch) -> None:
        """Queue a batch after the others of its partition."""
        self._queues.setdefault(batch.tp, deque()).append(batch)
        self._filled.set()

    def oldest(self, tp: TP) -> PartitionBatch | None:
        """Return the partition's batch that has waited longest, or None if no batch waits."""
        queue = self._queues.get(tp)
        return queue[0] if queue else None

    def waiting_records(self, tp: TP) -> int:
        """Return how many records of a partition wait."""
        return sum(len(batch.records) for batch in self._queues.get(tp, ()))

    def waiting_bytes(self) -> int:
        """Return the size of all waiting values in bytes."""
        return sum(len(record.value or b"") for queue in self._queues.values() for batch in queue for record in batch.records)

    def clear(self, tp: TP | None = None) -> None:
        """Drop the waiting batches of one partition, or of all partitions. Their records will be fetched again."""
        for queue in list(self._queues.values()) if tp is None else [self._queues.get(tp, deque())]:
            queue.clear()
        self.on_capacity()

    def wake(self) -> None:
        """Make `next_batch` check all queues again, because a partition that had to wait may now continue."""
        self._filled.set()

    async def next_batch(self) -> PartitionBatch:
        """Return the next batch of this assignment; wait if there is none. The partitions take turns."""
        while True:
            batch = self._pop()
            if batch is None:
                self._filled.clear()
                await self._filled.wait()
            elif self.take(batch):
                return batch

    def _pop(self) -> PartitionBatch | None:
        for tp, queue in self._queues.items():
            limit = self.next_batch_limit(tp) if queue else 0
            if limit > 0:
                batch = queue.popleft()
                if len(batch.records) > limit:
                    batch, rest = batch.split_at(limit)
                    queue.appendleft(rest)
                self._queues[tp] = self._queues.pop(tp)  # move it to the end, so that the others come first
                self.on_capacity()
                return batch
        return None
