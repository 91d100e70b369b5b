"""A model of a group that an operator moves, for tests of what is restored after it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from faust.types import TP

from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint, StateRow
from streams.kafka.reader import OffsetRange
from streams.operate.checkpoints import judged_from
from streams.state.restore import StateRecord
from tests.state.row_log import RowLog

__all__ = ["MovedGroup", "Values"]


@dataclass
class MovedGroup:
    """A model of a group on one partition: its commit, the log that it reads, and what its worker has learnt.

    A record is known by its topic and its value, which is unique. The value is the arrival of its row. A row is learnt
    once: the record that caused it is judged again, after a crash or in a replay, by the rows of lower offsets.
    """

    state: list[StateRecord] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    log: dict[int, int] = field(default_factory=dict)
    """The value of the record at each offset."""
    topic: int = 0
    commit: int = 0
    end: int = 0
    values: int = 0
    before: list[int] = field(default_factory=list)
    """What was learnt before the last move to other records."""
    learnt: dict[int, int] = field(default_factory=dict)
    """What was learnt since, by offset."""
    late: list[tuple[str, int, int, list[int]]] = field(default_factory=list)
    """Batches of a fenced worker that the broker does not have yet: topic id, first and last offset, values."""

    @property
    def topic_id(self) -> str:
        return f"t{self.topic}"

    def publish(self, count: int) -> None:
        for _ in range(count):
            self.log[self.end] = self.values
            self.values, self.end = self.values + 1, self.end + 1

    def write(self, key: bytes, value: bytes) -> None:
        self.state.append((len(self.state), key, value))

    def rows(self, offsets: list[int], values: list[int]) -> None:
        for offset, value in zip(offsets, values, strict=True):
            self.write(ROW_KEY, encode(StateRow(offset=offset, index=0, arrival=value, algorithm="a")))

    def checkpoint(self, since: int, through: int, topic_id: str, *, moved: bool = False) -> None:
        rows = through + 1 - since
        made = Checkpoint(since=since, through=through, rows=rows, arrival=0, algorithm="a", topic_id=topic_id, moved=moved)
        self.checkpoints.append(made)
        self.write(CHECKPOINT_KEY, encode(made))

    def seen(self) -> list[int]:
        """Return the values that a worker must know before it processes the record at the commit."""
        return [*self.before, *(value for offset, value in sorted(self.learnt.items()) if offset < self.commit)]

    async def read(self, _topic: str, _partition: int) -> AsyncIterator[list[StateRecord]]:
        """Read the state topic, as the store asks for it."""
        yield self.state

    async def log_start(self, _tp: TP) -> int:
        return 0

    async def range(self, _topic: str, _partition: int) -> OffsetRange:
        return OffsetRange(0, len(self.state))

    # -- what happens -------------------------------------------------------------------

    def batch(self, count: int) -> None:
        offsets = list(range(self.commit, min(self.commit + count, self.end)))
        if offsets:
            self.process(offsets)
            self.commit = offsets[-1] + 1

    def crash(self, count: int, written: int) -> None:
        """A worker dies after it has written some rows, or all of them and the checkpoint, and before it commits."""
        offsets = list(range(self.commit, min(self.commit + count, self.end)))
        if written < len(offsets):
            self.rows(offsets[:written], [self.log[it] for it in offsets[:written]])
        elif offsets:
            self.process(offsets)

    def fenced(self, count: int) -> None:
        """A worker stops before the broker has its last batch, and another worker may take over."""
        offsets = list(range(self.commit, min(self.commit + count, self.end)))
        if offsets:
            self.late = [(self.topic_id, offsets[0], offsets[-1], [self.log[it] for it in offsets])]

    def wakes(self) -> None:
        """The fenced worker wakes up after an operator's move. What it writes is of records that the log lost."""
        covered = max([self.commit - 1, *self.learnt])
        moved = any(checkpoint.moved for checkpoint in self.checkpoints)
        for topic_id, first, last, values in self.late:
            if topic_id != self.topic_id or (moved and first > covered + 1):
                self.rows(list(range(first, last + 1)), values)
                self.checkpoint(first, last, topic_id)
        self.late = []

    def process(self, offsets: list[int]) -> None:
        self.rows(offsets, [self.log[it] for it in offsets])
        self.checkpoint(offsets[0], offsets[-1], self.topic_id)
        for offset in offsets:
            self.learnt.setdefault(offset, self.log[offset])

    def other_records(self) -> None:
        self.before += [value for _, value in sorted(self.learnt.items())]
        self.learnt = {}

    def skip(self, count: int) -> None:
        offset = min(self.commit + count, self.end)
        if offset <= max(self.learnt, default=-1):  # rows of a crashed run, which the skip leaves behind
            self.other_records()
        self.checkpoint(offset, offset - 1, self.topic_id, moved=True)
        self.commit = offset

    def lose_end(self, count: int) -> None:
        """The log loses its end, other records come, and the operator lets the group go on with them."""
        end = max(0, self.end - count)
        if end < self.commit:
            self.end = end
            if end <= max(self.learnt, default=-1):
                self.other_records()
            self.checkpoint(end, end - 1, self.topic_id, moved=True)
            self.commit = end

    def make_again(self, count: int) -> None:
        """The topic is made again, records come, and the operator lets the group go on with them."""
        knows = bool(self.checkpoints)
        self.topic, self.end = self.topic + 1, 0
        self.publish(3)
        if knows:
            self.other_records()
        offset = min(count, self.end)
        self.checkpoint(offset, offset - 1, self.topic_id, moved=True)
        self.commit = offset

    def replay(self, count: int) -> None:
        offset = max(0, self.commit - count)
        known = judged_from(self.checkpoints)
        if known is not None and offset < min(known, self.commit):
            self.other_records()
            self.checkpoint(offset, offset - 1, self.topic_id, moved=True)
        self.commit = offset


class Values(RowLog):
    """A state that shows the values of its rows, in order."""

    def apply(self, row: StateRow) -> None:
        self.rows.append((row.arrival, row.index))
