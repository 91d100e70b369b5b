"""The state of a stage. It is restored per partition on assignment, and extended batch by batch."""

from __future__ import annotations

from collections.abc import Callable

from agents.stage import AnyStage, AnyState, Result
from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from streams.state.changelog import ChangelogReader
from streams.state.restore import PartitionState, Restorer, read_row
from streams.transport import PartitionBatch, WireRecord

__all__ = ["StateBehindCommit", "StateStore"]


class StateBehindCommit(Exception):  # noqa: N818  a finding about the state; reading the input again fixes it
    """The state topic lacks rows of committed input. `offset` is the input offset to read again from."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class StateStore:
    """The states of one stage, by input partition. Partition n of the state topic has the rows of input partition n."""

    def __init__(self, stage: AnyStage, new_state: Callable[[], AnyState], topic: str, reader: ChangelogReader) -> None:
        self._stage = stage
        self._new_state = new_state
        self._topic = topic
        self._reader = reader
        self._restored: dict[int, PartitionState] = {}

    async def last_checkpoint(self, partition: int) -> Checkpoint | None:
        """Return the last checkpoint of a partition, or None. Raises StateRefused if it is invalid."""
        value = await self._reader.last(self._topic, partition, CHECKPOINT_KEY)
        return None if value is None else read_row(self._stage, Checkpoint, value)

    async def ready(self, batch: PartitionBatch) -> PartitionState:
        """Return the state that the batch may see: all rows of lower input offsets, and no others.

        The first batch of an assignment restores the state. Raises StateBehindCommit if the state topic lacks rows.
        """
        partition = batch.tp.partition
        restored = self._restored.get(partition)
        if restored is None or restored.generation != batch.generation:
            restored = self._restored[partition] = await self._restore(batch, restored)
            restored.generation = batch.generation
        return restored

    def forget(self, partition: int) -> None:
        """Drop the state of a partition, because its input will be read again."""
        self._restored.pop(partition, None)

    async def _restore(self, batch: PartitionBatch, restored: PartitionState | None) -> PartitionState:
        """Restore the state that the batch may see, from the records of the state topic.

        `restored` is the state from an earlier assignment. It is extended, unless it has rows that the batch must not see,
        or an operator has moved the group since: what the move means depends on all records before it.
        """
        if restored is None or restored.last_offset >= batch.first_offset or await self._extend(restored, batch):
            restored = PartitionState(self._new_state())
            await self._extend(restored, batch)
        if batch.read_from is not None and restored.last_offset < batch.read_from - 1:
            raise StateBehindCommit(restored.last_offset + 1)
        return restored

    async def _extend(self, restored: PartitionState, batch: PartitionBatch) -> bool:
        """Read the state topic from where the state ends. Return whether an operator has moved the group there."""
        restorer = Restorer(self._stage, restored, below=batch.first_offset)
        async for records in self._reader.read(self._topic, batch.tp.partition, restored.position):
            restorer.feed(records)
        return restorer.met_move

    def records(self, restored: PartitionState, batch: PartitionBatch, result: Result) -> list[WireRecord]:
        """Record that the step has processed the batch. Return the batch's rows and checkpoint as records to send."""
        first_offset = batch.read_from if batch.read_from is not None else batch.first_offset
        arrival = max(record.timestamp for record in batch.records)
        restored.advance(result.rows, batch.last_offset, arrival)
        checkpoint = Checkpoint(
            since=first_offset, through=batch.last_offset, arrival=restored.arrival, algorithm=self._stage.algorithm,
            topic_id=batch.topic_id,
        )  # fmt: skip
        place = (self._topic, batch.tp.partition)
        rows: list[WireRecord] = [(*place, ROW_KEY, encode(row), []) for row in result.rows]
        return [*rows, (*place, CHECKPOINT_KEY, encode(checkpoint), [])]

    def sizes(self) -> dict[int, int]:
        """Return the number of entries in the state of each partition."""
        return {partition: len(restored.state) for partition, restored in self._restored.items()}
