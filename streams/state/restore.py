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
from streams.kafka.start_position import is_other_topic

__all__ = ["PartitionState", "Restorer", "StateRecord", "read_row"]

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
    topic_id: str = ""
    """The broker's id of the input topic; empty if it is not known."""
    moved: bool = False
    """Whether an operator has moved the group. Rows then count only if they join the offset of the move, and are of the
    same topic: a fenced worker may still write what it learnt from another log."""
    _last_row: tuple[int, int] = (-1, -1)

    def apply(self, rows: Iterable[StateRow]) -> None:
        """Apply rows in order, and skip repetitions: a run that crashed or was fenced may have written rows twice."""
        for row in rows:
            if (row.offset, row.index) > self._last_row:
                self.state.apply(row)
                self._last_row = (row.offset, row.index)

    def restart_rows(self) -> None:
        """Let the next rows have any offset, because they are of another log than the rows so far."""
        self._last_row = (-1, -1)

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
    _hidden: list[StateRow] = field(default_factory=list)
    """Rows that count, and that `below` hides. They are needed if an operator has moved the group after them."""
    _covered: int = -1
    """Last input offset that a checkpoint covers, also where `below` hides it."""
    met_move: bool = False
    """Whether an operator's move was read."""

    def __post_init__(self) -> None:
        self._covered = self.restored.last_offset

    def feed(self, records: Iterable[StateRecord]) -> None:
        """Read state records in order. Raises StateRefused for an invalid record, or a row of another algorithm.

        Rows are applied when the checkpoint after them is read. A batch without a checkpoint was never finished, so it
        was never committed. If a checkpoint begins after the end of the state, earlier rows are missing. Then the
        checkpoint and its rows are skipped. They count only if a run writes them again after the missing rows. After an
        operator's move to another log, rows of the log before are skipped, too.
        """
        for position, key, value in records:
            if key == CHECKPOINT_KEY:
                checkpoint = read_row(self.stage, Checkpoint, value)
                rows, self._waiting = self._waiting, []
                if checkpoint.moved:
                    self._move(checkpoint)
                else:
                    self._count(checkpoint, rows)
                self.restored.position = position + 1
            else:
                self._waiting.append(read_row(self.stage, self.stage.row or StateRow, value))

    def _count(self, checkpoint: Checkpoint, rows: Iterable[StateRow]) -> None:
        joins = checkpoint.since <= self._covered + 1 or (self._covered < 0 and not self.restored.moved)
        if not joins or (self.restored.moved and self._is_other(checkpoint)):
            return
        covered = [row for row in rows if checkpoint.since <= row.offset <= checkpoint.through]
        self.restored.apply(row for row in covered if self._is_visible(row.offset))
        self._hidden += [row for row in covered if not self._is_visible(row.offset)]
        self._covered = max(self._covered, checkpoint.through)
        self.restored.topic_id = checkpoint.topic_id or self.restored.topic_id
        if self._is_visible(checkpoint.since):
            self._reach(max(self.restored.last_offset, self._up_to(checkpoint)), checkpoint)

    def _move(self, checkpoint: Checkpoint) -> None:
        """Go on after `through`, where an operator has moved the group. No row of a batch without a checkpoint counts.

        If the offsets after it are of another log, the rows so far have no place among them. All of them then count as
        rows of records before the log.
        """
        if self._is_other(checkpoint) or checkpoint.through < self._covered:
            self.restored.apply(self._hidden)
            self.restored.restart_rows()
            self._hidden = []
        self._covered, self.met_move, self.restored.moved = checkpoint.through, True, True
        self.restored.topic_id = checkpoint.topic_id or self.restored.topic_id
        self._reach(self._up_to(checkpoint), checkpoint)

    def _is_other(self, checkpoint: Checkpoint) -> bool:
        """Return whether a checkpoint is of another topic than the rows so far. False if the id of either is not known."""
        return is_other_topic(self.restored.topic_id, checkpoint.topic_id)

    def _reach(self, last_offset: int, checkpoint: Checkpoint) -> None:
        self.restored.last_offset = last_offset
        self.restored.arrival = max(self.restored.arrival, checkpoint.arrival)

    def _is_visible(self, offset: int) -> bool:
        return self.below is None or offset < self.below

    def _up_to(self, checkpoint: Checkpoint) -> int:
        return checkpoint.through if self.below is None else min(checkpoint.through, self.below - 1)


def read_row(stage: AnyStage, kind: type[R], value: bytes | None) -> R:
    """Return a record of a stage's state topic. Raises StateRefused if it is invalid, or of another algorithm."""
    topic = stage.state_topic.name if stage.state_topic else stage.name
    try:
        row = decode(kind, value, unknown="forbid")
    except Rejection as rejection:
        msg = f"{topic} holds a record that is no state row ({rejection.detail}): something else writes there, find and stop it"
        raise StateRefused(msg) from None
    if row.algorithm != stage.algorithm:
        msg = (
            f"{topic} was written by algorithm '{row.algorithm}', this release uses '{stage.algorithm}': run the "
            f"release that wrote it, or give this one a new SILKWIRE_PREFIX and SILKWIRE_GROUP and replay the pages"
        )
        raise StateRefused(msg)
    return row
