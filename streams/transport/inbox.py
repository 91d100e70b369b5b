"""Batches on their way from the consumer to the agent of a topic."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from faust.types import TP

from agents.stage import RawRecord

__all__ = ["PartitionBatch", "TopicInbox", "batches_of"]

Ack = Callable[["PartitionBatch"], None]

RECORD_BYTES = 100
"""Counted per record, in addition to its value."""


@dataclass(eq=False, slots=True)
class PartitionBatch:
    """Records of one partition in offset order.

    `read_from`: the offset that the log was read from to get them; None if the partition has no commit.
    `generation` fences: a batch of an earlier assignment is neither handed out nor committed.
    """

    tp: TP
    records: Sequence[RawRecord]
    generation: int
    read_from: int | None
    on_ack: Ack
    acked: bool = False
    refcount: int = 1
    """Faust prints it while a shutdown waits for the batch."""

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
        """Note that the broker has acknowledged everything that the batch gave."""
        self.acked = True
        self.on_ack(self)


def batches_of(records: Sequence[RawRecord], batch_records: int, batch_bytes: int) -> Iterator[Sequence[RawRecord]]:
    """Yield the records of a partition in batches within both limits, at least one record per batch."""
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
    """The queues of one topic, one per partition, served in turn.

    A partition with `depth` waiting batches takes no more records until its agent catches up; the other partitions
    go on. Memory per partition: `depth` batches and one fetch.
    """

    topic: str
    batch_records: int
    batch_bytes: int
    on_capacity: Callable[[], None]
    take: Callable[[PartitionBatch], bool]
    """Opens a batch; returns False if it belongs to an earlier assignment."""
    next_batch_limit: Callable[[TP], int] = lambda _: sys.maxsize
    """How many records the partition's next batch may have; 0: the partition waits."""
    depth: int = 2
    _queues: dict[TP, deque[PartitionBatch]] = field(default_factory=dict)
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    def has_capacity(self, tp: TP) -> bool:
        """Return whether the partition may be read on."""
        return len(self._queues.get(tp, ())) < self.depth

    def put(self, batch: PartitionBatch) -> None:
        """Queue a batch after the others of its partition."""
        self._queues.setdefault(batch.tp, deque()).append(batch)
        self._filled.set()

    def oldest(self, tp: TP) -> PartitionBatch | None:
        """Return the partition's batch that has waited longest, None without one."""
        queue = self._queues.get(tp)
        return queue[0] if queue else None

    def waiting_bytes(self) -> int:
        """Return the size of all waiting values in bytes."""
        return sum(len(record.value or b"") for queue in self._queues.values() for batch in queue for record in batch.records)

    def clear(self, tp: TP | None = None) -> None:
        """Drop the waiting batches of one partition, or of all: their records will be fetched again."""
        for queue in list(self._queues.values()) if tp is None else [self._queues.get(tp, deque())]:
            queue.clear()
        self.on_capacity()

    def wake(self) -> None:
        """Look at all queues again, because a partition that had to wait may go on."""
        self._filled.set()

    async def next_batch(self) -> PartitionBatch:
        """Return the next batch of this assignment, one partition after the other; wait for it if needed."""
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
                self._queues[tp] = self._queues.pop(tp)  # to the end: the others are served first
                self.on_capacity()
                return batch
        return None
