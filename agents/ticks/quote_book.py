"""The latest quote of each source for one pair."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from agents.ticks.context import DEFAULT_VOLATILITY, NEAR_DAYS, is_near_in_time
from agents.ticks.quote import Quote

__all__ = ["QuoteBook", "Quotes"]

Time = tuple[float, datetime]


class Quotes(NamedTuple):
    """Quotes of one pair, one per source, sorted by rate and source; and their event times, sorted.

    An event time is in days since 1970, and as a datetime.
    """

    ordered: list[Quote]
    times: list[Time]

    @classmethod
    def of(cls, quotes: Iterable[Quote]) -> Quotes:
        """Return these quotes, sorted."""
        return cls(ordered := sorted(quotes), sorted(map(_time, ordered)))

    def add(self, quote: Quote) -> None:
        """Add a quote; its source must have none."""
        insort(self.ordered, quote)
        insort(self.times, _time(quote))

    def remove(self, quote: Quote) -> None:
        """Remove a quote."""
        del self.ordered[bisect_left(self.ordered, quote)]
        del self.times[bisect_left(self.times, _time(quote))]


def _time(quote: Quote) -> Time:
    return quote.at, quote.event_time


class QuoteBook:
    """The quotes of one pair, one per source, and the pair's daily volatility.

    Both the quotes and their event times are kept sorted. So the usual look-ups compare a few quotes only, not all.
    """

    def __init__(self) -> None:
        self._by_source: dict[str, Quote] = {}
        self._held = Quotes([], [])
        self._daily_volatility, self._volatility_row = DEFAULT_VOLATILITY, -1

    def __len__(self) -> int:
        return len(self._by_source)

    def of(self, source: str) -> Quote | None:
        """Return the quote of a source, or None if there is none."""
        return self._by_source.get(source)

    def with_quotes(self, quotes: Iterable[Quote]) -> Quotes:
        """Return the quotes as they would be after `quotes` were put in; the book does not change."""
        together = Quotes(self._held.ordered.copy(), self._held.times.copy())
        for source, quote in {quote.source: quote for quote in quotes}.items():
            held = self._by_source.get(source)
            if held is not None:
                together.remove(held)
            together.add(quote)
        return together

    def peers(self, tick: Quote) -> list[Quote]:
        """Return the quotes of other sources near the tick's time, sorted by rate."""
        ordered, times = self._held
        if not times:
            return []
        if tick.at - times[0][0] > NEAR_DAYS or times[-1][0] - tick.at > NEAR_DAYS:
            return [held for held in ordered if held.source != tick.source and is_near_in_time(held, tick)]
        peers, own = ordered.copy(), self._by_source.get(tick.source)
        if own is not None:
            del peers[bisect_left(peers, own)]
        return peers

    def daily_volatility(self, alive: int) -> float:
        """Return the pair's usual daily move; the default if no row from row `alive` on has set it."""
        return self._daily_volatility if self._volatility_row >= alive else DEFAULT_VOLATILITY

    def put(self, quote: Quote, daily_volatility: float) -> None:
        """Store `quote` as the quote of its source, and `daily_volatility` as the pair's usual daily move."""
        self.drop(quote.source)
        self._by_source[quote.source] = quote
        self._held.add(quote)
        self._daily_volatility, self._volatility_row = daily_volatility, quote.row

    def drop(self, source: str) -> None:
        """Remove the quote of a source, if there is one."""
        held = self._by_source.pop(source, None)
        if held is not None:
            self._held.remove(held)
