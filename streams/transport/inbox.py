"""Batches on their way from the consumer to the agent of a topic."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from faust.types import TP

from agents.stage import RawRecord

__all__ = ["PartitionBatch", "TopicInbox", "cut"]

Ack = Callable[["PartitionBatch"], None]

RECORD_BYTES = 100
"""Counted for a record beside its value."""


@dataclass(eq=False, slots=True)
class PartitionBatch:
    """Records of one partition in offset order; `since`: the offset the log was read from.

    `since` is None where the partition has no commit. `generation` fences: a batch of an
    earlier assignment is neither handed out nor committed.
    """

    tp: TP
    records: Sequence[RawRecord]
    generation: int
    since: int | None
    on_ack: Ack
    acked: bool = False
    refcount: int = 1
    """Faust prints it when a shutdown waits for a batch."""

    @property
    def last(self) -> int:
        """Return the offset of the last record."""
        return self.records[-1].offset

    def parted(self, records: int) -> tuple[PartitionBatch, PartitionBatch]:
        """Return the first so many records and the rest, as batches of their own."""
        head, tail = self.records[:records], self.records[records:]
        return replace(self, records=head), replace(self, records=tail, since=head[-1].offset + 1)

    def ack(self) -> None:
        """Say that the broker has acknowledged everything the batch gave."""
        self.acked = True
        self.on_ack(self)


def cut(records: Sequence[RawRecord], most_records: int, most_bytes: int) -> Iterator[Sequence[RawRecord]]:
    """Cut a partition's records into batches within both limits, at least one record each."""
    start = size = 0
    for index, record in enumerate(records):
        weight = len(record.value or b"") + RECORD_BYTES
        if index > start and (index - start >= most_records or size + weight > most_bytes):
            yield records[start:index]
            start, size = index, 0
        size += weight
    if start < len(records):
        yield records[start:]


@dataclass(slots=True)
class TopicInbox:
    """The queues of one topic, one a partition, served in turn.

    A partition that holds `depth` batches takes no more records until its agent catches
    up; the other partitions go on. Memory: depth batches and one fetch a partition.
    """

    topic: str
    batch_records: int
    batch_bytes: int
    on_room: Callable[[], None]
    take: Callable[[PartitionBatch], bool]
    """Whether a batch is still ours to work on; notes it as open if so."""
    most: Callable[[TP], int] = lambda _: sys.maxsize
    """How many records the next batch of a partition may have; 0: the partition waits."""
    depth: int = 2
    _queues: dict[TP, deque[PartitionBatch]] = field(default_factory=dict)
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    def has_room(self, tp: TP) -> bool:
        """Say whether the partition may be read on."""
        return len(self._queues.get(tp, ())) < self.depth

    def put(self, batch: PartitionBatch) -> None:
        """Queue a batch behind the others of its partition."""
        self._queues.setdefault(batch.tp, deque()).append(batch)
        self._filled.set()

    def oldest(self, tp: TP) -> PartitionBatch | None:
        """Return the batch of a partition that waits longest."""
        queue = self._queues.get(tp)
        return queue[0] if queue else None

    def waiting_bytes(self) -> int:
        """Return the bytes of all records that wait."""
        return sum(len(record.value or b"") for queue in self._queues.values() for batch in queue for record in batch.records)

    def clear(self, tp: TP | None = None) -> None:
        """Drop what waits, of one partition or of all: it will be fetched again."""
        for queue in list(self._queues.values()) if tp is None else [self._queues.get(tp, deque())]:
            queue.clear()
        self.on_room()

    def wake(self) -> None:
        """Look again: a partition that waited may go on."""
        self._filled.set()

    async def next_batch(self) -> PartitionBatch:
        """Wait for the next batch that is still ours, partition after partition."""
        while True:
            batch = self._pop()
            if batch is None:
                self._filled.clear()
                await self._filled.wait()
            elif self.take(batch):
                return batch

    def _pop(self) -> PartitionBatch | None:
        for tp, queue in self._queues.items():
            most = self.most(tp) if queue else 0
            if most > 0:
                batch = queue.popleft()
                if len(batch.records) > most:
                    batch, rest = batch.parted(most)
                    queue.appendleft(rest)
                self._queues[tp] = self._queues.pop(tp)  # to the end: the others are served first
                self.on_room()
                return batch
        return None
