"""The state of a stage. It is restored per partition on assignment, and extended batch by batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Protocol

from faust.types import TP

from agents.stage import AnyStage, AnyState, Result
from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from streams.kafka.reader import OffsetRange
from streams.kafka.start_position import is_other_topic
from streams.state.changelog import ChangelogReader
from streams.state.restore import PartitionState, Restorer, read_row
from streams.transport import PartitionBatch, WireRecord

__all__ = ["ReadPosition", "StateBehindCommit", "StateStore"]

log = logging.getLogger("silkwire.state")

InputStart = Callable[[TP], Awaitable[int]]
"""Returns the first offset that the log of an input partition has."""


class StateBehindCommit(Exception):  # noqa: N818  a finding about the state; reading the input again fixes it
    """The state topic lacks rows of committed input. `offset` is the input offset to read again from."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class ReadPosition(Protocol):
    """Where a partition is read: a batch, or the place of the next one (transport/inbox.py)."""

    @property
    def tp(self) -> TP:
        """Topic and partition of the input."""

    @property
    def first_offset(self) -> int:
        """Offset of the next record. The state may have rows of lower offsets only."""

    @property
    def read_from(self) -> int | None:
        """The state must have the rows of all lower offsets. None if the group has never read the partition."""

    @property
    def generation(self) -> int:
        """Number of the assignment."""

    @property
    def topic_id(self) -> str:
        """The broker's id of the topic; empty if it is not known."""


class StateStore:
    """The states of one stage, by input partition. Partition n of the state topic has the rows of input partition n."""

    def __init__(
        self, stage: AnyStage, new_state: Callable[[], AnyState], topic: str, reader: ChangelogReader, input_start: InputStart,
        on_expired: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """Keep no state yet. `on_expired` is called for each partition whose state has expired and begins empty."""
        self._stage = stage
        self._new_state = new_state
        self._topic = topic
        self._reader = reader
        self._input_start = input_start
        self._on_expired = on_expired
        self._restored: dict[int, PartitionState] = {}
        self._restoring = asyncio.Lock()

    async def last_checkpoint(self, partition: int) -> Checkpoint | None:
        """Return the last checkpoint of a partition, or None. Raises StateRefused if it is invalid."""
        value = await self._reader.last(self._topic, partition, CHECKPOINT_KEY)
        return None if value is None else read_row(self._stage, Checkpoint, value)

    async def ready(self, at: ReadPosition) -> PartitionState:
        """Return the state that the next batch may see: all rows of lower input offsets, and no others.

        It is restored unless the state in memory is exactly this one. Raises StateBehindCommit if the state topic lacks
        rows.
        """
        async with self._restoring:
            partition = at.tp.partition
            restored = self._restored.get(partition)
            if restored is None or not _joins(restored, at) or not await self._is_newest(restored, at):
                self.forget(partition)
                restored = self._restored[partition] = await self._restore(at)
            restored.generation = at.generation
            return restored

    def forget(self, partition: int) -> None:
        """Drop the state of a partition, because its input will be read again."""
        self._restored.pop(partition, None)

    def keep(self, partitions: Collection[int]) -> None:
        """Drop the states of all other partitions: they are not assigned to this worker any more."""
        self._restored = {number: state for number, state in self._restored.items() if number in partitions}

    async def _is_newest(self, restored: PartitionState, at: ReadPosition) -> bool:
        """Return whether nobody else has written to the state topic since the assignment of the state in memory.

        Another worker may have had the partition, or an operator may have moved the group.
        """
        if restored.generation == at.generation:
            return True
        return (await self._reader.range(self._topic, at.tp.partition)).end == restored.position

    async def _restore(self, at: ReadPosition) -> PartitionState:
        """Restore a state from all records of the state topic. A state that has expired begins empty.

        If the first records have expired, those that are left may begin with a late checkpoint of a fenced worker, which no
        other one joins. Then the state begins with the checkpoint that did not join.
        """
        held = await self._reader.range(self._topic, at.tp.partition)
        restorer = await self._read(at, held)
        while not _reaches(restorer.restored, at) and restorer.is_cut and restorer.gap > restorer.ignored:
            restorer = await self._read(at, held, restorer.gap)
        restored = restorer.restored
        if not _reaches(restored, at) and at.read_from is not None:
            if not (restorer.is_empty and restorer.is_cut and await self._input_start(at.tp) >= at.read_from):
                raise StateBehindCommit(restored.last_offset + 1)
            restored.last_offset = at.read_from - 1
            self._say_expired(at.tp, at.read_from)
        return restored

    async def _read(self, at: ReadPosition, held: OffsetRange, ignored: int = 0) -> Restorer:
        """Read the state topic into a new state. Checkpoints before the offset `ignored` do not count."""
        restored = PartitionState(self._new_state(), topic_id=at.topic_id, position=held.end)
        restorer = Restorer(self._stage, restored, below=at.first_offset, is_cut=held.start > 0, ignored=ignored)
        async for records in self._reader.read(self._topic, at.tp.partition):
            restorer.feed(records)
        return restorer

    def _say_expired(self, tp: TP, offset: int) -> None:
        """Log that a state has expired.

        The state topic had records and has none that count, and the input that it came from is gone as well. Retention
        keeps the input for a shorter time, so all of this is older than what the stage would still remember.
        """
        log.warning(
            "the state of stage %s for %s[%d] has expired: the stage goes on at offset %d with an empty memory",
            self._stage.name, *tp, offset,
        )  # fmt: skip
        self._on_expired()

    def records(self, restored: PartitionState, batch: PartitionBatch, result: Result) -> list[WireRecord]:
        """Record that the step has processed the batch. Return the batch's rows and checkpoint as records to send."""
        first_offset = batch.read_from if batch.read_from is not None else batch.first_offset
        restored.advance(batch.last_offset, max(record.timestamp for record in batch.records), batch.topic_id)
        place = (self._topic, batch.tp.partition)
        rows: list[WireRecord] = [(*place, ROW_KEY, encode(row), []) for row in result.rows]
        restored.position += len(rows)
        return [*rows, self._checkpoint(batch.tp.partition, restored, first_offset, len(rows))]

    async def renewal(self, at: ReadPosition) -> WireRecord | None:
        """Return a checkpoint to send while a partition rests, so that its state topic never expires as a whole.

        It covers nothing new. Return None if no record was processed yet, or if the state lacks rows: the next batch then
        reads them again. Also return None if the partition has gone on since `at`.
        """
        held = self._restored.get(at.tp.partition)
        if held is not None and not _joins(held, at):
            return None
        try:
            restored = await self.ready(at)
        except StateBehindCommit:
            return None
        last_offset = restored.last_offset
        return None if last_offset < 0 else self._checkpoint(at.tp.partition, restored, last_offset + 1, 0)

    def _checkpoint(self, partition: int, restored: PartitionState, since: int, rows: int) -> WireRecord:
        restored.position += 1
        checkpoint = Checkpoint(
            since=since, through=restored.last_offset, rows=rows, arrival=restored.arrival, algorithm=self._stage.algorithm,
            topic_id=restored.topic_id,
        )  # fmt: skip
        return self._topic, partition, CHECKPOINT_KEY, encode(checkpoint), []

    def states(self) -> dict[int, AnyState]:
        """Return the state of each partition."""
        return {partition: restored.state for partition, restored in self._restored.items()}


def _reaches(restored: PartitionState, at: ReadPosition) -> bool:
    """Return whether a state has the rows of all lower input offsets."""
    return at.read_from is None or restored.last_offset >= at.read_from - 1


def _joins(restored: PartitionState, at: ReadPosition) -> bool:
    """Return whether a state in memory has the rows of all lower input offsets of the same log, and no others."""
    joins = at.read_from is not None and restored.last_offset == at.read_from - 1
    return joins and not is_other_topic(restored.topic_id, at.topic_id)
