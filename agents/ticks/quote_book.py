"""The latest quote of each source for one pair."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from agents.ticks.context import DEFAULT_VOLATILITY, is_near_in_time
from agents.ticks.quote import Quote

__all__ = ["QuoteBook"]


class QuoteBook:
    """The quotes of one pair, one per source, and the pair's daily volatility.

    The quotes are kept sorted by rate and source, so the median needs no sorting.
    """

    def __init__(self) -> None:
        self._by_source: dict[str, Quote] = {}
        self._ordered: list[Quote] = []
        self._daily_volatility, self._volatility_arrival = DEFAULT_VOLATILITY, 0

    def __len__(self) -> int:
        return len(self._ordered)

    def of(self, source: str) -> Quote | None:
        """Return the quote of a source, or None if there is none."""
        return self._by_source.get(source)

    def with_quotes(self, quotes: Iterable[Quote], oldest: int) -> list[Quote]:
        """Return the sorted quotes as they would be after `quotes` were put in; the book does not change.

        Quotes of the book that arrived before `oldest` (broker time in ms) are left out.
        """
        added = {quote.source: quote for quote in quotes}
        together = [held for held in self._ordered if held.arrival >= oldest and held.source not in added]
        for quote in added.values():
            insort(together, quote)
        return together

    def peers(self, tick: Quote, oldest: int) -> list[Quote]:
        """Return the quotes of other sources near the tick's time, sorted by rate.

        Quotes that arrived before `oldest` (broker time in ms) are left out.
        """
        return [
            held
            for held in self._ordered
            if held.source != tick.source and held.arrival >= oldest and is_near_in_time(held, tick)
        ]

    def daily_volatility(self, oldest: int) -> float:
        """Return the pair's usual daily move. If it was last updated before `oldest` (broker time in ms), return the default."""
        return self._daily_volatility if self._volatility_arrival >= oldest else DEFAULT_VOLATILITY

    def put(self, quote: Quote, daily_volatility: float) -> None:
        """Store `quote` as the quote of its source, and `daily_volatility` as the pair's usual daily move."""
        self.drop(quote.source)
        self._by_source[quote.source] = quote
        insort(self._ordered, quote)
        self._daily_volatility, self._volatility_arrival = daily_volatility, quote.arrival

    def drop(self, source: str) -> None:
        """Remove the quote of a source, if there is one."""
        held = self._by_source.pop(source, None)
        if held is not None:
            del self._ordered[bisect_left(self._ordered, held)]
