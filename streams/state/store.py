"""The memory of a stage across partitions: restored on assignment, grown batch by batch."""

from __future__ import annotations

from collections.abc import Callable

from agents.stage import Result, Stage, State
from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from streams.state.changelog import StateReader
from streams.state.restore import Replay, Restored
from streams.transport import PartitionBatch, WireRecord

__all__ = ["Behind", "Memory"]


class Behind(Exception):  # noqa: N818  a verdict on the state; reading the input again cures it
    """The state lacks rows below the commit; `offset`: the input to read again from."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Memory:
    """State a partition of one stage; partition n is kept in partition n of the state topic."""

    def __init__(self, stage: Stage, new_state: Callable[[], State], topic: str, reader: StateReader) -> None:
        self._stage = stage
        self._new_state = new_state
        self._topic = topic
        self._reader = reader
        self._held: dict[int, Restored] = {}

    async def ready(self, batch: PartitionBatch) -> Restored:
        """Return the state the batch may see: exactly the rows of lower input offsets.

        Raises Behind where the state topic lacks some of them.
        """
        partition = batch.tp.partition
        held = self._held.get(partition)
        if held is None or held.generation != batch.generation:
            held = self._held[partition] = await self._restore(batch, held)
            held.generation = batch.generation
        return held

    def forget(self, partition: int) -> None:
        """Drop a partition's state: its input will be read again."""
        self._held.pop(partition, None)

    async def _restore(self, batch: PartitionBatch, held: Restored | None) -> Restored:
        """Read the state, or read on where we left off, as far as the batch may see."""
        first = batch.records[0].offset
        if held is None or held.through >= first:
            held = Restored(self._new_state())
        replay = Replay(self._stage, held, below=first)
        async for records in self._reader.read(self._topic, batch.tp.partition, held.position):
            replay.feed(records)
        if batch.since is not None and held.through < batch.since - 1:
            raise Behind(held.through + 1)
        return held

    def records(self, held: Restored, batch: PartitionBatch, result: Result) -> list[WireRecord]:
        """Note a batch the step has judged; return its rows and its checkpoint, to be sent."""
        since = batch.since if batch.since is not None else batch.records[0].offset
        arrival = max(record.timestamp for record in batch.records)
        held.advance(result.rows, batch.last, arrival)
        checkpoint = Checkpoint(since=since, through=batch.last, arrival=held.arrival, algorithm=self._stage.algorithm)
        place = (self._topic, batch.tp.partition)
        rows: list[WireRecord] = [(*place, ROW_KEY, encode(row), []) for row in result.rows]
        return [*rows, (*place, CHECKPOINT_KEY, encode(checkpoint), [])]

    def sizes(self) -> dict[int, int]:
        """Return the entries held, by partition."""
        return {partition: len(held.state) for partition, held in self._held.items()}
