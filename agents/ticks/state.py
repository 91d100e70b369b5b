"""What the stage `ticks` remembers of a partition: the ticks that it has seen, and the memory of each pair."""

from __future__ import annotations

from typing import Literal

from agents.clock import RowClock
from agents.occurrences import Seen
from agents.ticks.confirmation import UnconfirmedTick
from agents.ticks.context import DEFAULT_VOLATILITY, JudgingContext
from agents.ticks.pair_memory import PairMemory
from agents.ticks.quote import LogInterval, Pair, Quote
from schemas.base import Amount, Moment
from schemas.state import StateRow
from schemas.tick import FxTick
from schemas.topics import TICKS_DAYS

__all__ = ["Rates", "Standing", "TickRow", "occurrence_of"]

Standing = Literal["latest", "doubted", "aside"]
"""Effect of a tick on its series: "latest" sets the latest rate, "doubted" waits for confirmation, "aside" does nothing."""


class TickRow(StateRow):
    """The state row of a tick: the tick with its verdict."""

    tick_id: str
    page_topic: str
    page_partition: int
    page_offset: int
    source: str
    base: str
    quote: str
    rate: Amount
    digits: int
    error_bound: Amount
    event_time: Moment
    credibility: float
    standing: Standing
    scale: float = DEFAULT_VOLATILITY
    """Daily volatility of the pair after this tick."""
    moment: bool = False
    """Whether the tick is an observation of its series."""
    peers: tuple[float | None, float | None] | None = None
    """Interval of the logarithm of the other sources' median at that time; null if there are no other sources.

    A side without a bound is null.
    """
    doubt: FxTick | None = None
    """The message of an unconfirmed tick. If the tick is confirmed, a revision of the message is published."""
    beyond: bool = False
    """Whether the pair had no place for the source, so that nothing is remembered of the tick."""
    sequence: int | None = None
    """The number that orders the rates of a pair; null in rows of earlier releases, where the offset does."""


class Rates:
    """The state of one partition, which depends only on its rows and their order.

    Entries expire after 30 days, by the clock of the rows. The state takes about 150 bytes per tick and 2.2 KB per series
    (source and pair): a million ticks of 10,000 series take 175 MB. A pair has at most MOST_SOURCES series.
    """

    def __init__(self) -> None:
        self.clock = RowClock(TICKS_DAYS)
        self.seen = Seen(self.clock, TICKS_DAYS)
        self._pairs: dict[Pair, PairMemory] = {}
        self._swept = 0
        self._sequence = -1

    def __len__(self) -> int:
        return len(self.seen) + sum(map(len, self._pairs.values()))

    @property
    def crowded(self) -> int:
        """Return how many pairs have more sources than are remembered."""
        return sum(memory.is_crowded for memory in self._pairs.values())

    @property
    def alive(self) -> int:
        """Return the number of the first row that has not expired."""
        return self.clock.first_alive(TICKS_DAYS)

    def pair(self, pair: Pair) -> PairMemory:
        """Return the memory of a pair. It is only for reading: rows alone change the state."""
        return self._pairs.get(pair) or PairMemory()

    def context(self, pair: Pair, tick: Quote) -> JudgingContext:
        """Return what a tick is compared with."""
        return self.pair(pair).context(tick, self.alive)

    def next_sequence(self, offset: int) -> int:
        """Return the number that orders the rates of a tick at an offset: greater than those of all ticks before.

        It is the offset, unless ticks.raw was deleted and made again: its offsets then begin at 0 again.
        """
        return max(offset, self._sequence + 1)

    def apply(self, row: TickRow) -> None:
        """Add the tick of a row, then remove entries that have expired."""
        number = self.clock.rows
        self.clock.add(row.arrival)
        self.seen.add(occurrence_of(row.tick_id))
        self._sequence = max(self._sequence, row.offset if row.sequence is None else row.sequence)
        if row.moment or row.beyond or row.standing != "aside":
            self._remember(row, number)
        if self._swept != self.alive:
            self._expire()

    def _remember(self, row: TickRow, number: int) -> None:
        memory = self._pairs.setdefault((row.base, row.quote), PairMemory())
        if row.beyond:
            memory.note_crowded(number)
            return
        quote = Quote.of(row.rate, row.source, row.error_bound, row.event_time, row.tick_id, number, row.credibility)
        if row.moment:
            peers = LogInterval.of_bounds(row.peers) if row.peers else LogInterval()
            memory.add_observation(quote, peers, self.alive)
        if row.standing == "doubted" and row.doubt is not None:
            memory.add_unconfirmed(UnconfirmedTick(quote, row.doubt))
        elif row.standing == "latest":
            memory.put_latest(quote, row.scale)

    def _expire(self) -> None:
        self._swept = self.alive
        for memory in self._pairs.values():
            memory.expire(self._swept)
        self._pairs = {pair: memory for pair, memory in self._pairs.items() if memory}


def occurrence_of(tick_id: str) -> bytes:
    """Return the key by which `Rates.seen` recognises a tick."""
    return tick_id.encode("utf-8", "surrogatepass")
