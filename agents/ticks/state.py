"""What the ticks stage remembers: the latest rate of every source and pair, their past, and what is doubted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Literal

from agents.occurrences import Seen
from agents.ticks.book import Book
from agents.ticks.evidence import UNKNOWN_SCALE, Known, known
from agents.ticks.past import Past, Remembered, Span
from agents.ticks.pending import Doubt, Pending
from agents.ticks.quote import Pair, Quote
from schemas.base import Amount, Moment
from schemas.state import StateRow
from schemas.tick import FxTick
from schemas.topics import DAY_MS, TICKS_DAYS

__all__ = ["Rates", "Standing", "TickRow", "occurrence_of"]

HORIZON_MS = TICKS_DAYS * DAY_MS

Standing = Literal["latest", "doubted", "aside"]


class TickRow(StateRow):
    """One tick judged; `standing`: it is its series' latest, awaits confirmation, or moves nothing."""

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
    scale: float = UNKNOWN_SCALE
    """Usual move of the pair in a day once this tick is known."""
    moment: bool = False
    """Whether the past of its series takes it in."""
    peers: tuple[float, float] | None = None
    """Where the logarithm of the other sources' middle was when it was judged; null where there were none."""
    doubt: FxTick | None = None
    """What is published again if it is confirmed."""


class Rates:
    """The sum of the rows of one partition; broker time alone makes it forget.

    Memory: about 150 bytes a tick and 2.2 KB a series (source and pair) of the last 30 days of broker
    time: a million ticks of 10,000 series hold 175 MB.
    """

    def __init__(self) -> None:
        self.seen = Seen(HORIZON_MS)
        self._books: dict[Pair, Book] = {}
        self._renewed: OrderedDict[tuple[Pair, str], int] = OrderedDict()
        self._pasts: OrderedDict[tuple[Pair, str], Past] = OrderedDict()
        self._pending = Pending()
        self._now = 0

    def __len__(self) -> int:
        return len(self.seen) + len(self._renewed) + len(self._pasts) + len(self._pending)

    def known(self, pair: Pair, tick: Quote) -> Known:
        """Return what a tick is judged by, as a record of its broker time may see it."""
        oldest = self._oldest(tick.arrival)
        book, past = self._books.get(pair), self._pasts.get((pair, tick.source))
        remembered = past.since(oldest) if past else Remembered()
        doubts = [doubt.quote for doubt in self._pending.about(pair, tick, oldest)]
        if book is None:
            return known(doubts=doubts, past=remembered)
        latest = book.of(tick.source)
        held = latest if latest and latest.arrival >= oldest else None
        return known(held, book.peers(tick, oldest), doubts, book.scale(oldest), remembered)

    def doubts(self, pair: Pair, quotes: Iterable[Quote]) -> list[Doubt]:
        """Return the doubted ticks behind quotes that `known` gave."""
        return self._pending.behind(pair, quotes)

    def quotes_with(self, pair: Pair, quotes: Iterable[Quote], arrival: int) -> list[Quote]:
        """Return the latest quotes of a pair's sources in order of rate, as these would leave them."""
        return self._books.get(pair, Book()).with_quotes(quotes, self._oldest(arrival))

    def apply(self, row: TickRow) -> None:
        """Take in a judged tick; forget what is older than the horizon."""
        self._now = max(self._now, row.arrival)
        self.seen.add(occurrence_of(row.tick_id), row.arrival)
        pair = (row.base, row.quote)
        quote = Quote.of(row.rate, row.source, row.error_bound, row.event_time, row.tick_id, self._now, row.credibility)
        if row.moment:
            self._remember(pair, quote, Span(*row.peers) if row.peers else Span())
        if row.standing == "doubted" and row.doubt is not None:
            self._pending.add(pair, Doubt(quote, row.doubt))
        elif row.standing == "latest":
            self._place(pair, quote, row.scale)
        self._forget()

    def _remember(self, pair: Pair, quote: Quote, peers: Span) -> None:
        series = (pair, quote.source)
        past = self._pasts.setdefault(series, Past())
        past.add(float(quote.rate), peers, quote.at, self._now, self._oldest(self._now))
        self._pasts.move_to_end(series)

    def _place(self, pair: Pair, quote: Quote, scale: float) -> None:
        series = (pair, quote.source)
        self._pending.settle(series)
        self._books.setdefault(pair, Book()).put(quote, scale)
        self._renewed[series] = self._now
        self._renewed.move_to_end(series)

    def _forget(self) -> None:
        oldest = self._oldest(self._now)
        while self._renewed and next(iter(self._renewed.values())) < oldest:
            (pair, source), _ = self._renewed.popitem(last=False)
            self._books[pair].drop(source)
            if not self._books[pair]:
                del self._books[pair]
        while self._pasts and next(iter(self._pasts.values())).newest_arrival < oldest:
            self._pasts.popitem(last=False)
        self._pending.forget(oldest)

    def _oldest(self, arrival: int) -> int:
        return max(arrival, self._now) - HORIZON_MS


def occurrence_of(tick_id: str) -> bytes:
    """Return a tick's key in the memory against repetitions."""
    return tick_id.encode("utf-8", "surrogatepass")
