"""What the stage `ticks` remembers per source and pair: the latest rate, the last observations, and unconfirmed ticks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Literal

from agents.occurrences import Seen
from agents.ticks.confirmation import Unconfirmed, UnconfirmedTick
from agents.ticks.context import DEFAULT_VOLATILITY, JudgingContext, context_for
from agents.ticks.quote import LogInterval, Pair, Quote
from agents.ticks.quote_book import QuoteBook
from agents.ticks.series import RateSeries, SeriesWindow
from schemas.base import Amount, Moment
from schemas.state import StateRow
from schemas.tick import FxTick
from schemas.topics import DAY_MS, TICKS_DAYS

__all__ = ["Rates", "Standing", "TickRow", "occurrence_of"]

HORIZON_MS = TICKS_DAYS * DAY_MS

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


class Rates:
    """The state of one partition, which depends only on its rows and their order.

    Entries expire 30 days after their arrival, by broker time and never by this machine's clock. The state takes about
    150 bytes per tick and 2.2 KB per series (source and pair): a million ticks of 10,000 series take 175 MB.
    """

    def __init__(self) -> None:
        self.seen = Seen(HORIZON_MS)
        self._books: dict[Pair, QuoteBook] = {}
        self._renewed: OrderedDict[tuple[Pair, str], int] = OrderedDict()
        self._series: OrderedDict[tuple[Pair, str], RateSeries] = OrderedDict()
        self._unconfirmed = Unconfirmed()
        self._now = 0

    def __len__(self) -> int:
        return len(self.seen) + len(self._renewed) + len(self._series) + len(self._unconfirmed)

    def context(self, pair: Pair, tick: Quote) -> JudgingContext:
        """Return what a tick is compared with. Entries that arrived more than HORIZON_MS before the tick are left out."""
        oldest = self._oldest(tick.arrival)
        book, series = self._books.get(pair), self._series.get((pair, tick.source))
        window = series.window(oldest) if series else SeriesWindow()
        unconfirmed = [each.quote for each in self._unconfirmed.comparable(pair, tick, oldest)]
        if book is None:
            return context_for(unconfirmed=unconfirmed, series=window)
        latest = book.of(tick.source)
        held = latest if latest and latest.arrival >= oldest else None
        return context_for(held, book.peers(tick, oldest), unconfirmed, book.daily_volatility(oldest), window)

    def unconfirmed(self, pair: Pair, quotes: Iterable[Quote]) -> list[UnconfirmedTick]:
        """Return the unconfirmed ticks that belong to `quotes`. The quotes come from the method `context`."""
        return self._unconfirmed.of_quotes(pair, quotes)

    def quotes_with(self, pair: Pair, quotes: Iterable[Quote], arrival: int) -> list[Quote]:
        """Return the latest quotes of a pair, sorted by rate, as they would be after `quotes` were put in.

        The state does not change. `arrival` is the broker time of the change in ms; quotes that expire by then are left out.
        """
        return self._books.get(pair, QuoteBook()).with_quotes(quotes, self._oldest(arrival))

    def apply(self, row: TickRow) -> None:
        """Add the tick of a row, then remove entries that are older than HORIZON_MS."""
        self._now = max(self._now, row.arrival)
        self.seen.add(occurrence_of(row.tick_id), row.arrival)
        pair = (row.base, row.quote)
        quote = Quote.of(row.rate, row.source, row.error_bound, row.event_time, row.tick_id, self._now, row.credibility)
        if row.moment:
            self._add_observation(pair, quote, LogInterval.of_bounds(row.peers) if row.peers else LogInterval())
        if row.standing == "doubted" and row.doubt is not None:
            self._unconfirmed.add(pair, UnconfirmedTick(quote, row.doubt))
        elif row.standing == "latest":
            self._put_latest(pair, quote, row.scale)
        self._expire()

    def _add_observation(self, pair: Pair, quote: Quote, peers: LogInterval) -> None:
        key = (pair, quote.source)
        series = self._series.setdefault(key, RateSeries())
        series.add(float(quote.rate), peers, quote.at, self._now, self._oldest(self._now))
        self._series.move_to_end(key)

    def _put_latest(self, pair: Pair, quote: Quote, daily_volatility: float) -> None:
        key = (pair, quote.source)
        self._unconfirmed.remove(key)
        self._books.setdefault(pair, QuoteBook()).put(quote, daily_volatility)
        self._renewed[key] = self._now
        self._renewed.move_to_end(key)

    def _expire(self) -> None:
        oldest = self._oldest(self._now)
        while self._renewed and next(iter(self._renewed.values())) < oldest:
            (pair, source), _ = self._renewed.popitem(last=False)
            self._books[pair].drop(source)
            if not self._books[pair]:
                del self._books[pair]
        while self._series and next(iter(self._series.values())).newest_arrival < oldest:
            self._series.popitem(last=False)
        self._unconfirmed.expire(oldest)

    def newest_arrival(self, arrival: int) -> int:
        """Return the latest broker time so far in ms, with that of the next tick: it never goes back, as a clock may."""
        return max(arrival, self._now)

    def _oldest(self, arrival: int) -> int:
        return self.newest_arrival(arrival) - HORIZON_MS


def occurrence_of(tick_id: str) -> bytes:
    """Return the key by which `Rates.seen` recognises a tick."""
    return tick_id.encode("utf-8", "surrogatepass")
