"""Restores the state of a partition from the records of its state topic.

The rule that makes a result independent of crashes: a record sees only rows that lower input offsets caused. Rows at
or above the offset to continue from were written by a run that did not commit them. They are left out here, and this
run writes the same rows again.
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
    """The state of one partition: it has all rows of input offsets up to `last_offset`; -1: none.

    `position`: offset to read next in the state topic. `arrival`: greatest broker time of the input so far, in ms.
    `generation`: the assignment it was restored for.
    """

    state: AnyState
    last_offset: int = -1
    arrival: int = 0
    position: int = 0
    generation: int = -1
    _last_row: tuple[int, int] = (-1, -1)

    def apply(self, rows: Iterable[StateRow]) -> None:
        """Apply rows in order, each once: a run that crashed or was fenced may have written some twice."""
        for row in rows:
            if (row.offset, row.index) > self._last_row:
                self.state.apply(row)
                self._last_row = (row.offset, row.index)

    def advance(self, rows: Sequence[StateRow], last_offset: int, arrival: int) -> None:
        """Note a batch that ends at input offset `last_offset`; the step has applied its rows already."""
        if rows:
            self._last_row = (rows[-1].offset, rows[-1].index)
        self.last_offset = last_offset
        self.arrival = max(self.arrival, arrival)


@dataclass(slots=True)
class Restorer:
    """Reads state records into a partition's state, up to the input offset `below`; None: all of them."""

    stage: AnyStage
    restored: PartitionState
    below: int | None
    _waiting: list[StateRow] = field(default_factory=list)

    def feed(self, records: Iterable[StateRecord]) -> None:
        """Read records in order; raises StateRefused for a record that no release of this stage wrote.

        Rows count once the checkpoint after them is read: a batch without a checkpoint was never finished, so it was
        never committed. A checkpoint that begins past the end of the state shows that rows are missing before it. It
        does not count until a later run has written the missing rows.
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
        restored.apply(row for row in rows if row.offset <= last_offset)
        restored.last_offset = max(restored.last_offset, last_offset)
        restored.arrival = max(restored.arrival, checkpoint.arrival)

    def _read(self, kind: type[R], value: bytes | None) -> R:
        topic = self.stage.state_topic.name if self.stage.state_topic else self.stage.name
        try:
            row = decode(kind, value)
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
