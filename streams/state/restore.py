"""Restores the state of a partition from the records of its state topic.

One rule makes results independent of crashes: an input record sees only the rows of input records with lower offsets.
A run that crashed may have written rows for input that it did not commit. These rows are skipped here. The new run
processes that input again, and writes the same rows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from agents.stage import AnyStage, AnyState
from schemas.codec import decode
from schemas.rejection import Rejection
from schemas.state import CHECKPOINT_KEY, Checkpoint, StateRow
from streams.errors import StateRefused

__all__ = ["PartitionState", "Restorer", "StateRecord"]

StateRecord = tuple[int, bytes | None, bytes | None]
"""Offset, key and value of a record of a state topic."""

R = TypeVar("R", StateRow, Checkpoint)


@dataclass(slots=True)
class PartitionState:
    """The state of one partition. It has the rows of all input offsets up to `last_offset`, which is -1 at first.

    `position` is the next offset to read in the state topic. `arrival` is the latest broker time of the input so far,
    in ms since 1970. `generation` is the number of the assignment for which the state was restored.
    """

    state: AnyState
    last_offset: int = -1
    arrival: int = 0
    position: int = 0
    generation: int = -1
    _last_row: tuple[int, int] = (-1, -1)

    def apply(self, rows: Iterable[StateRow]) -> None:
        """Apply rows in order, and skip repetitions: a run that crashed or was fenced may have written rows twice."""
        for row in rows:
            if (row.offset, row.index) > self._last_row:
                self.state.apply(row)
                self._last_row = (row.offset, row.index)

    def advance(self, rows: Sequence[StateRow], last_offset: int, arrival: int) -> None:
        """Record that a batch up to input offset `last_offset` was processed. Its step has already applied `rows`.

        `arrival` is the latest broker time of the batch, in ms since 1970.
        """
        if rows:
            self._last_row = (rows[-1].offset, rows[-1].index)
        self.last_offset = last_offset
        self.arrival = max(self.arrival, arrival)


@dataclass(slots=True)
class Restorer:
    """Applies the records of a state topic to a partition's state.

    Only rows of input offsets lower than `below` are applied. If `below` is None, all rows are applied.
    """

    stage: AnyStage
    restored: PartitionState
    below: int | None
    _waiting: list[StateRow] = field(default_factory=list)

    def feed(self, records: Iterable[StateRecord]) -> None:
        """Read state records in order. Raises StateRefused for an invalid record, or a row of another algorithm.

        Rows are applied when the checkpoint after them is read. A batch without a checkpoint was never finished, so it
        was never committed. If a checkpoint begins after the end of the state, earlier rows are missing. Then the
        checkpoint and its rows are skipped. They count only if a run writes them again after the missing rows.
        """
        for position, key, value in records:
            if key == CHECKPOINT_KEY:
                self._checkpoint(self._read(Checkpoint, value))
                self.restored.position = position + 1
            else:
                self._waiting.append(self._read(self.stage.row or StateRow, value))

    def _checkpoint(self, checkpoint: Checkpoint) -> None:
        restored, rows = self.restored, self._waiting
        self._waiting = []
        above = self.below is not None and checkpoint.since >= self.below
        if above or (restored.last_offset >= 0 and checkpoint.since > restored.last_offset + 1):
            return
        last_offset = checkpoint.through if self.below is None else min(checkpoint.through, self.below - 1)
        restored.apply(row for row in rows if checkpoint.since <= row.offset <= last_offset)
        restored.last_offset = max(restored.last_offset, last_offset)
        restored.arrival = max(restored.arrival, checkpoint.arrival)

    def _read(self, kind: type[R], value: bytes | None) -> R:
        topic = self.stage.state_topic.name if self.stage.state_topic else self.stage.name
        try:
            row = decode(kind, value, unknown="forbid")
        except Rejection as rejection:
            msg = (
                f"{topic} holds a record that is no state row ({rejection.detail}): something else writes there, find and stop it"
            )
            raise StateRefused(msg) from None
        if row.algorithm != self.stage.algorithm:
            msg = (
                f"{topic} was written by algorithm '{row.algorithm}', this release uses '{self.stage.algorithm}': run the "
                f"release that wrote it, or give this one a new SILKWIRE_PREFIX and SILKWIRE_GROUP and replay the pages"
            )
            raise StateRefused(msg)
        return row
