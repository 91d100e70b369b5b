"""Decides what to do with the records of a fetch, by how far the partition was read. Pure: it asks no broker.

A fetch takes records out of aiokafka's buffer. If a rebalance, a stop or a rewind interrupts the fetch, its records
are lost, and the next fetch begins after them. So each fetch is checked: its first offset should be the offset that
the partition expects next.

    the first offset is      decision
    the expected offset      accept the records
    lower                    if the worker itself has sought there: accept the records from the expected offset on, the
                             others were accepted before. If not, the log was replaced: stop
    higher                   read again from the expected offset; if a second fetch finds the same gap, the log
                             itself has the gap (compaction, transaction markers): accept the records

If the log begins after the expected offset, retention deleted records that were never read: stop. A fetch may also pass
offsets that have no record, such as transaction markers: `pass_gap` then moves the expected offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from faust.types import TP

__all__ = ["Action", "FetchDecision", "Position", "Positions"]


class Action(Enum):
    """What to do with the records of a fetch."""

    ACCEPT = auto()
    """Accept the records from the decision's offset on."""
    ASK = auto()
    """Ask the broker for the first offset of the log, and decide again."""
    READ_AGAIN = auto()
    """Drop the records, and fetch from the decision's offset."""
    STOP = auto()
    """Stop: the log does not have the expected offset, or it has other records below it than before."""


class FetchDecision(NamedTuple):
    """What to do with the records of a fetch: an action, and the offset to which the action applies."""

    action: Action
    offset: int


@dataclass(slots=True)
class Position:
    """How far one partition was read."""

    expected: int | None = None
    """Offset of the next record to accept. None until the assignment has a start position."""
    read_from: int | None = None
    """Offset from which the next batch covers the log. None if the group has never read the partition."""
    topic_id: str = ""
    """The broker's id of the topic when the partition was assigned; empty if it is not known."""
    given: int | None = None
    """Offset after the last record that a fetch took out of aiokafka's buffer. The consumer's thread sets it."""
    reached: int | None = None
    """Offset up to which the last fetch has read, also where it found no record. The thread sets it after `given`."""
    sought: int | None = None
    """Offset of the last seek, until the records after it are accepted."""
    gap: tuple[int, int] | None = None
    """The last gap that made a fetch read again: the gap's first offset, and the first offset after the gap."""
    rewinds: int = 0
    """How often the partition was rewound. The records of a fetch that began before a rewind are dropped."""

    def forget(self) -> None:
        """Expect nothing: the partition was assigned again, and its start position is not known yet."""
        self.expected = self.sought = self.gap = self.given = self.reached = None

    def begin(self, offset: int, *, joins: bool = True, topic_id: str = "") -> None:
        """Begin an assignment at an offset. `joins`: the group has processed all records before it.

        A fetch of the assignment before may have taken records since the seek to this offset. So `given` stays.
        """
        self.expected = self.sought = offset
        self.read_from, self.topic_id = offset if joins else None, topic_id
        self.gap = None

    @property
    def lost(self) -> bool:
        """Return whether a fetch took records out of aiokafka's buffer that never reached the inbox."""
        return self.given is not None and self.expected is not None and self.given > self.expected

    def decide(self, first: int, log_start: int | None = None) -> FetchDecision:
        """Return what to do with fetched records that begin at offset `first`.

        `log_start` is the first offset of the log. If it is None and the decision depends on it, the action is ASK.
        The partition must have a start position.
        """
        expected = self.expected or 0
        if first < expected and (self.sought is None or first < self.sought):
            return FetchDecision(Action.STOP, first)
        if first <= expected:
            return FetchDecision(Action.ACCEPT, expected)
        if log_start is None:
            return FetchDecision(Action.ASK, first)
        if log_start > expected:
            return FetchDecision(Action.STOP, log_start)
        gap = expected, first
        if gap == self.gap:
            return FetchDecision(Action.ACCEPT, first)
        self.gap = gap
        return FetchDecision(Action.READ_AGAIN, expected)

    def accepted(self, last_offset: int) -> None:
        """Record that the records up to `last_offset` were accepted."""
        self.expected = self.read_from = last_offset + 1
        self.sought = None

    def read_again(self) -> int:
        """Expect the records from the expected offset on once more, and return this offset: the last fetch is void."""
        self.given = self.reached = None
        self.sought = self.expected
        return self.expected or 0

    def pass_gap(self) -> None:
        """Expect the offset up to which the last fetch has read, if every record that it took was accepted."""
        reached = self.reached
        if reached is not None and self.expected is not None and not self.lost and reached > self.expected:
            self.expected = reached

    def rewind(self, offset: int) -> None:
        """Expect `offset` next. All accepted records from `offset` on were dropped."""
        self.expected = self.sought = self.read_from = offset
        self.gap = self.reached = None
        self.rewinds += 1


class Positions(dict[TP, Position]):
    """The positions of all partitions. The first look-up of a partition adds an empty position."""

    def __missing__(self, tp: TP) -> Position:
        """Add an empty position for a partition and return it. The consumer and its thread get the same object."""
        return self.setdefault(tp, Position())
