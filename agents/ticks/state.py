"""What the ticks stage remembers: the latest rate of every source and pair."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

from agents.seen import Seen
from agents.ticks.book import Book
from agents.ticks.quote import Pair, Quote
from schemas.base import Amount, Moment
from schemas.state import StateRow
from schemas.topics import DAY_MS, TICKS_DAYS

__all__ = ["Rates", "TickRow", "occurrence_of"]

HORIZON_MS = TICKS_DAYS * DAY_MS

Standing = Literal["latest", "doubted", "aside"]


class TickRow(StateRow):
    """One tick judged; `standing`: it is its series' latest, awaits repetition, or moves nothing."""

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


class Rates:
    """The sum of the rows of one partition; broker time alone makes it forget.

    Memory: about 150 bytes a tick and 650 a series (source and pair) of the last 30 days of broker
    time: a million ticks of 10,000 series hold 160 MB.
    """

    def __init__(self) -> None:
        self.seen = Seen(HORIZON_MS)
        self._books: dict[Pair, Book] = {}
        self._renewed: OrderedDict[tuple[Pair, str], int] = OrderedDict()
        self._doubted: OrderedDict[tuple[Pair, str], Quote] = OrderedDict()
        self._now = 0

    def __len__(self) -> int:
        return len(self.seen) + len(self._renewed) + len(self._doubted)

    def latest(self, pair: Pair, source: str, arrival: int) -> Quote | None:
        """Return a source's latest quote, as a record of this broker time may see it."""
        book = self._books.get(pair)
        return self._held(book.of(source) if book else None, arrival)

    def doubted(self, pair: Pair, source: str, arrival: int) -> Quote | None:
        """Return the jump that awaits its repetition."""
        return self._held(self._doubted.get((pair, source)), arrival)

    def quotes_with(self, pair: Pair, quote: Quote) -> list[Quote]:
        """Return the latest quotes of a pair's sources in order of rate, as this one would leave them."""
        book = self._books.get(pair)
        return book.with_quote(quote, self._oldest(quote.arrival)) if book else [quote]

    def apply(self, row: TickRow) -> None:
        """Take in a judged tick; forget what is older than the horizon."""
        self._now = max(self._now, row.arrival)
        self.seen.add(occurrence_of(row.tick_id), row.arrival)
        if row.standing != "aside":
            self._place(row)
        self._forget()

    def _place(self, row: TickRow) -> None:
        pair = (row.base, row.quote)
        series = (pair, row.source)
        quote = Quote(row.rate, row.source, row.error_bound, row.event_time, row.tick_id, self._now, row.credibility)
        self._doubted.pop(series, None)
        if row.standing == "doubted":
            self._doubted[series] = quote
            return
        self._books.setdefault(pair, Book()).put(quote)
        self._renewed[series] = self._now
        self._renewed.move_to_end(series)

    def _forget(self) -> None:
        oldest = self._oldest(self._now)
        while self._renewed and next(iter(self._renewed.values())) < oldest:
            (pair, source), _ = self._renewed.popitem(last=False)
            self._books[pair].drop(source)
            if not self._books[pair]:
                del self._books[pair]
        while self._doubted and next(iter(self._doubted.values())).arrival < oldest:
            self._doubted.popitem(last=False)

    def _held(self, quote: Quote | None, arrival: int) -> Quote | None:
        return quote if quote and quote.arrival >= self._oldest(arrival) else None

    def _oldest(self, arrival: int) -> int:
        return max(arrival, self._now) - HORIZON_MS


def occurrence_of(tick_id: str) -> bytes:
    """Return a tick's key in the memory against repetitions."""
    return tick_id.encode("utf-8", "surrogatepass")
