"""What the stage `ticks` remembers of one pair: the latest rate, the observations and unconfirmed ticks of its sources."""

from __future__ import annotations

from collections.abc import Iterable

from agents.ticks.confirmation import Unconfirmed, UnconfirmedTick
from agents.ticks.context import JudgingContext, context_for
from agents.ticks.quote import LogInterval, Quote
from agents.ticks.quote_book import QuoteBook, Quotes
from agents.ticks.series import RateSeries, SeriesWindow

__all__ = ["MOST_SOURCES", "PairMemory"]

MOST_SOURCES = 256
"""Most sources of a pair that are compared and remembered."""


class PairMemory:
    """The memory of one pair, for at most MOST_SOURCES sources: about 3 KB per source.

    A source has its place until all of its rows have expired. So however many sources come later, they take no place from a
    source that publishes again and again. What is older than row `alive` has expired.
    """

    def __init__(self) -> None:
        self._book = QuoteBook()
        self._series: dict[str, RateSeries] = {}
        self._unconfirmed = Unconfirmed()
        self._rows: dict[str, int] = {}
        self._crowded_row = -1

    def __len__(self) -> int:
        return len(self._book) + len(self._series) + len(self._unconfirmed)

    def __bool__(self) -> bool:
        """Return whether anything is remembered."""
        return bool(self._rows) or self._crowded_row >= 0

    @property
    def is_crowded(self) -> bool:
        """Return whether a tick came of a source without a place."""
        return self._crowded_row >= 0

    def has_place(self, source: str) -> bool:
        """Return whether a source has a place, or can have one."""
        return source in self._rows or len(self._rows) < MOST_SOURCES

    def context(self, tick: Quote, alive: int) -> JudgingContext:
        """Return what a tick is compared with."""
        series = self._series.get(tick.source)
        unconfirmed = [each.quote for each in self._unconfirmed.comparable(tick)]
        return context_for(
            self._book.of(tick.source), self._book.peers(tick), unconfirmed, self._book.daily_volatility(alive),
            series.window(alive) if series else SeriesWindow(),
        )  # fmt: skip

    def unconfirmed(self, quotes: Iterable[Quote]) -> list[UnconfirmedTick]:
        """Return the unconfirmed ticks that belong to `quotes`. The quotes come from the method `context`."""
        return self._unconfirmed.of_quotes(quotes)

    def quotes_with(self, quotes: Iterable[Quote]) -> Quotes:
        """Return the latest quotes as they would be after `quotes` were put in. The memory does not change."""
        return self._book.with_quotes(quotes)

    def note_crowded(self, row: int) -> None:
        """Note that row `row` is of a source without a place."""
        self._crowded_row = row

    def add_observation(self, quote: Quote, peers: LogInterval, alive: int) -> None:
        """Add a quote to the series of its source. `peers` is the interval of the other sources' median."""
        self._rows[quote.source] = quote.row
        series = self._series.setdefault(quote.source, RateSeries())
        series.add(float(quote.rate), peers, quote.at, quote.row, alive)

    def add_unconfirmed(self, unconfirmed: UnconfirmedTick) -> None:
        """Add an unconfirmed tick."""
        self._rows[unconfirmed.quote.source] = unconfirmed.quote.row
        self._unconfirmed.add(unconfirmed)

    def put_latest(self, quote: Quote, daily_volatility: float) -> None:
        """Store the latest quote of a source, and drop its unconfirmed ticks."""
        self._rows[quote.source] = quote.row
        self._unconfirmed.remove(quote.source)
        self._book.put(quote, daily_volatility)

    def expire(self, alive: int) -> None:
        """Remove all that is older than row `alive`."""
        if self._crowded_row < alive:
            self._crowded_row = -1
        for source, row in list(self._rows.items()):
            latest, series = self._book.of(source), self._series.get(source)
            if latest is not None and latest.row < alive:
                self._book.drop(source)
            if series is not None and series.newest_row < alive:
                del self._series[source]
            self._unconfirmed.expire(source, alive)
            if row < alive:
                del self._rows[source]
