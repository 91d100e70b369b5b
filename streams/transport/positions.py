"""How far each partition was read, and what to do with the records of a fetch. Pure: it asks no broker.

A fetch takes records out of aiokafka's buffer. If a rebalance, a stop or a rewind cuts it short, nobody gets these
records, and the next fetch begins after them. So the first offset of each fetch is compared with the expected one:

    the expected offset             accept
    below it                        accept from the expected offset on; the rest was accepted before
    above it                        read again from the expected offset; if a second fetch finds the same gap, it is
                                    a gap of the log itself (compaction, transaction markers): accept
    above it, as the log begins     truncated: retention deleted records that nobody has read
    nothing is expected yet         the same, with the first offset of the log as the expected one
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
    """Stop: the log begins at the decision's offset, after the expected one."""


class FetchDecision(NamedTuple):
    """An action and the offset it needs."""

    action: Action
    offset: int


@dataclass(slots=True)
class Position:
    """How far one partition was read."""

    expected: int | None = None
    """Offset of the next record to accept; None: there is no commit, and nothing was accepted yet."""
    given: int | None = None
    """Offset after the last record that a fetch took out of aiokafka's buffer; the consumer's thread writes it."""
    gap: tuple[int, int] | None = None
    """The last gap that was read again: its first offset, and the first one after it."""
    rewinds: int = 0
    """How often the partition was rewound: a fetch that began before a rewind is void."""

    def begin(self, committed: int | None) -> None:
        """Begin a new assignment at the commit; None or a negative offset: there is none."""
        self.expected, self.gap = committed if committed is not None and committed >= 0 else None, None

    @property
    def lost(self) -> bool:
        """Return whether a fetch took records from the buffer that never reached the inbox."""
        return self.given is not None and (self.expected is None or self.given > self.expected)

    def decide(self, first: int, log_start: int | None = None) -> FetchDecision:
        """Return what to do with fetched records that begin at offset `first`.

        `log_start` is the first offset of the log; without it the decision may be to ask for it.
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
        """Return where to read again, so that nothing is skipped."""
        if self.expected is None:
            return FetchDecision(Action.READ_AGAIN, log_start)
        if log_start > self.expected:
            return FetchDecision(Action.TRUNCATED, log_start)
        return FetchDecision(Action.READ_AGAIN, self.expected)

    def accepted(self, last_offset: int) -> None:
        """Note that the records up to `last_offset` were accepted."""
        self.expected = last_offset + 1

    def rewind(self, offset: int) -> None:
        """Expect `offset` next; the records from there on were dropped."""
        self.expected, self.gap = offset, None
        self.rewinds += 1


class Positions(dict[TP, Position]):
    """The positions of all partitions; one that is asked for the first time begins empty."""

    def __missing__(self, tp: TP) -> Position:
        """Return a new position; the consumer and its thread get the same one."""
        return self.setdefault(tp, Position())
