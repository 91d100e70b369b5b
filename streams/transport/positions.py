"""Decides what to do with the records of a fetch, by how far the partition was read. Pure: it asks no broker.

A fetch takes records out of aiokafka's buffer. If a rebalance, a stop or a rewind interrupts the fetch, its records
are lost, and the next fetch begins after them. So each fetch is checked: its first offset should be the offset that
the partition expects next.

    the first offset is      decision
    the expected offset      accept the records
    lower                    accept the records from the expected offset on; the others were accepted before
    higher                   read again from the expected offset; if a second fetch finds the same gap, the log
                             itself has the gap (compaction, transaction markers): accept the records

If the log begins after the expected offset, retention deleted records that were never read: truncated. If no offset is
expected yet, the first offset of the log is expected.
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
    TRUNCATED = auto()
    """Stop: the log begins at the decision's offset, which is higher than the expected offset."""


class FetchDecision(NamedTuple):
    """What to do with the records of a fetch: an action, and the offset to which the action applies."""

    action: Action
    offset: int


@dataclass(slots=True)
class Position:
    """How far one partition was read."""

    expected: int | None = None
    """Offset of the next record to accept. None if the partition has no commit and no record was accepted yet."""
    given: int | None = None
    """Offset after the last record that a fetch took out of aiokafka's buffer. The consumer's thread sets it."""
    gap: tuple[int, int] | None = None
    """The last gap that made a fetch read again: the gap's first offset, and the first offset after the gap."""
    rewinds: int = 0
    """How often the partition was rewound. The records of a fetch that began before a rewind are dropped."""

    def begin(self, committed: int | None) -> None:
        """Begin a new assignment at the offset `committed`. None or a negative number means that there is no commit."""
        self.expected, self.gap = committed if committed is not None and committed >= 0 else None, None

    @property
    def lost(self) -> bool:
        """Return whether a fetch took records out of aiokafka's buffer that never reached the inbox."""
        return self.given is not None and (self.expected is None or self.given > self.expected)

    def decide(self, first: int, log_start: int | None = None) -> FetchDecision:
        """Return what to do with fetched records that begin at offset `first`.

        `log_start` is the first offset of the log. If it is None and the decision depends on it, the action is ASK.
        """
        if self.expected is not None and first <= self.expected:
            return FetchDecision(Action.ACCEPT, self.expected)
        if log_start is None:
            return FetchDecision(Action.ASK, first)
        again = self.read_again(log_start)
        if again.action is Action.TRUNCATED:
            return again
        gap = again.offset, first
        if first <= again.offset or gap == self.gap:
            return FetchDecision(Action.ACCEPT, first)
        self.gap = gap
        return again

    def read_again(self, log_start: int) -> FetchDecision:
        """Return the decision that skips no record: READ_AGAIN from the expected offset, or TRUNCATED.

        If no offset is expected yet, the log is read from its start.
        """
        if self.expected is None:
            return FetchDecision(Action.READ_AGAIN, log_start)
        if log_start > self.expected:
            return FetchDecision(Action.TRUNCATED, log_start)
        return FetchDecision(Action.READ_AGAIN, self.expected)

    def accepted(self, last_offset: int) -> None:
        """Record that the records up to `last_offset` were accepted."""
        self.expected = last_offset + 1

    def rewind(self, offset: int) -> None:
        """Expect `offset` next. All accepted records from `offset` on were dropped."""
        self.expected, self.gap = offset, None
        self.rewinds += 1


class Positions(dict[TP, Position]):
    """The positions of all partitions. The first look-up of a partition adds an empty position."""

    def __missing__(self, tp: TP) -> Position:
        """Add an empty position for a partition and return it. The consumer and its thread get the same object."""
        return self.setdefault(tp, Position())
