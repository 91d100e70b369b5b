"""Restores the state of a partition from the records of its state topic.

One rule makes results independent of crashes: an input record sees only the rows of input records with lower offsets.
A run that crashed may have written rows for input that it did not commit. These rows are skipped here. The new run
processes that input again, and writes the same rows again.

Rows count by (offset, index), once a checkpoint covers them. So it does not matter which worker wrote a row, what other
workers wrote between a row and its checkpoint, or how often a row was written.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
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

    `arrival` is the latest broker time of the input so far, in ms since 1970. `generation` is the number of the
    assignment for which the state was last checked.
    """

    state: AnyState
    last_offset: int = -1
    arrival: int = 0
    generation: int = -1
    topic_id: str = ""
    """The broker's id of the input topic; empty if it is not known."""
    position: int = 0
    """Offset in the state topic after the last record that was read, or that this worker has written since."""

    def advance(self, last_offset: int, arrival: int, topic_id: str) -> None:
        """Record that a batch up to input offset `last_offset` was processed. Its step has already applied its rows.

        `arrival` is the latest broker time of the batch, in ms since 1970.
        """
        self.last_offset = last_offset
        self.arrival = max(self.arrival, arrival)
        self.topic_id = topic_id or self.topic_id


@dataclass(slots=True)
class Restorer:
    """Applies the records of a state topic, from the first record that it has, to a partition's state.

    Only rows of input offsets lower than `below` are applied. If `below` is None, all rows are applied. `is_cut`: the
    topic no longer has its first records. Checkpoints before the offset `ignored` of the topic do not count.
    """

    stage: AnyStage
    restored: PartitionState
    below: int | None
    is_cut: bool = False
    ignored: int = 0
    gap: int = 0
    """Offset in the topic of the first checkpoint that did not join the ones before; 0 if all did. The first never is one."""
    _waiting: dict[tuple[int, int], StateRow] = field(default_factory=dict)
    """Rows that no checkpoint covers yet, by (offset, index)."""
    _hidden: list[StateRow] = field(default_factory=list)
    """Rows that count, and that `below` hides. They are needed if an operator has moved the group after them."""
    _counted: array[int] = field(default_factory=lambda: array("q"))
    """The offset of each row that counts, in ascending order."""
    _first: int | None = None
    """First input offset of the first checkpoint that counts; None before it, and after a move."""
    _covered: int = -1
    """Last input offset that a checkpoint covers, also where `below` hides it."""
    _moved: bool = False
    """Whether an operator has moved the group. Rows then count only if they join the offset of the move, and are of the
    same topic: a fenced worker may still write what it learnt from another log."""

    @property
    def is_empty(self) -> bool:
        """Return whether no checkpoint counts."""
        return self._covered < 0 and not self._moved

    def feed(self, records: Iterable[StateRecord]) -> None:
        """Read state records in order. Raises StateRefused for an invalid record, or a row of another algorithm.

        Rows are applied when a checkpoint covers them. A batch without a checkpoint was never finished, so it was never
        committed. A checkpoint does not count if it begins after the end of the state, or if fewer rows are there than it
        names: the broker has refused some, or a run that lacks earlier rows wrote it. A run that reads the input again
        writes all of them again. After an operator's move to another log, rows of the log before are skipped, too.
        """
        for position, key, value in records:
            self.restored.position = position + 1
            if key != CHECKPOINT_KEY:
                row = read_row(self.stage, self.stage.row or StateRow, value)
                self._waiting.setdefault((row.offset, row.index), row)
            elif (checkpoint := read_row(self.stage, Checkpoint, value)).moved:
                self._move(checkpoint)
            elif position >= self.ignored:
                self._count(checkpoint, position)

    def _count(self, checkpoint: Checkpoint, position: int) -> None:
        if not self._joins(checkpoint):
            self.gap = self.gap or position
            if self._moved:  # a fenced worker may have learnt these rows from records that the log no longer has
                self._drop(checkpoint.since, checkpoint.through)
            return
        if self._begins_before(checkpoint):
            self._restart()
        rows = self._rows_of(checkpoint)
        if rows is None:
            return
        if self.is_empty and self._first is None:
            self._first = checkpoint.since
        self.restored.topic_id = checkpoint.topic_id or self.restored.topic_id
        if checkpoint.through > self._covered or checkpoint.since < 0:
            self._counted.extend(row.offset for row in rows)
            self._covered = max(self._covered, checkpoint.through)
            self._drop(checkpoint.since if self._first == checkpoint.since else -1, checkpoint.through)
            self._apply(row for row in rows if self._is_visible(row.offset))
            self._hidden += [row for row in rows if not self._is_visible(row.offset)]
        if self.below is None or checkpoint.since <= self.below:
            self._reach(max(self.restored.last_offset, self._up_to(checkpoint)), checkpoint)

    def _joins(self, checkpoint: Checkpoint) -> bool:
        """Return whether no row is missing between the state and a checkpoint. The head of a state topic may expire."""
        if self._moved and self._is_other(checkpoint):
            return False
        return checkpoint.since <= self._covered + 1 or self.is_empty

    def _begins_before(self, checkpoint: Checkpoint) -> bool:
        """Return whether a checkpoint shows that the state has begun too late.

        The first checkpoint of a topic may be that of a later batch, of a run whose first rows the broker has refused. If the
        first records have expired, an earlier checkpoint is only a late repetition of what has expired.
        """
        return not self.is_cut and self._first is not None and checkpoint.since < self._first

    def _restart(self) -> None:
        """Begin with an empty state: the rows so far will be written again, after those that they lack."""
        assert self.stage.new_state is not None  # noqa: S101  only stages with memory have rows
        self.restored.state, self.restored.last_offset = self.stage.new_state(), -1
        self._first, self._covered, self._counted, self._hidden = None, -1, array("q"), []

    def _rows_of(self, checkpoint: Checkpoint) -> list[StateRow] | None:
        """Return the rows that a checkpoint adds to the state, in order, or None if some of its rows are not there.

        A checkpoint without rows may find rows: of a run that crashed on a record that was quarantined later.
        """
        if checkpoint.rows == 0:
            return []
        since, through = max(checkpoint.since, self._covered + 1 if self._counted else -1), checkpoint.through
        rows = [row for (offset, _), row in self._waiting.items() if since <= offset <= through]
        if len(rows) + self._counted_between(checkpoint.since, through) < (checkpoint.rows or 0):
            return None
        return sorted(rows, key=lambda row: (row.offset, row.index))

    def _counted_between(self, since: int, through: int) -> int:
        """Return how many rows of the offsets from `since` to `through` count already."""
        return bisect_left(self._counted, through + 1) - bisect_left(self._counted, since)

    def _drop(self, since: int, through: int) -> None:
        self._waiting = {place: row for place, row in self._waiting.items() if not since <= place[0] <= through}

    def _apply(self, rows: Iterable[StateRow]) -> None:
        for row in rows:
            self.restored.state.apply(row)

    def _move(self, checkpoint: Checkpoint) -> None:
        """Go on after `through`, where an operator has moved the group. No row of a batch without a checkpoint counts.

        If the offsets after it are of another log, the rows so far have no place among them. All of them then count as
        rows of records before the log.
        """
        if self._is_other(checkpoint) or checkpoint.through < self._covered:
            self._apply(self._hidden)
            self._hidden = []
        self._waiting, self._counted = {}, array("q")
        self._first, self._covered, self._moved = None, checkpoint.through, True
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
