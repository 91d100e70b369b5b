"""The latest quotes of one pair: a new one in, all of them in order of rate out."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from agents.ticks.evidence import UNKNOWN_SCALE, fresh
from agents.ticks.quote import Quote

__all__ = ["Book"]


class Book:
    """One quote a source; kept in order of (rate, source), so that a median costs no sorting."""

    def __init__(self) -> None:
        self._by_source: dict[str, Quote] = {}
        self._ordered: list[Quote] = []
        self._scale, self._scaled_at = UNKNOWN_SCALE, 0

    def __len__(self) -> int:
        return len(self._ordered)

    def of(self, source: str) -> Quote | None:
        """Return a source's quote."""
        return self._by_source.get(source)

    def with_quotes(self, quotes: Iterable[Quote], oldest: int) -> list[Quote]:
        """Return the quotes as they would be with these, one a source; none that came before `oldest`, in ms."""
        added = {quote.source: quote for quote in quotes}
        together = [held for held in self._ordered if held.arrival >= oldest and held.source not in added]
        for quote in added.values():
            insort(together, quote)
        return together

    def peers(self, tick: Quote, oldest: int) -> list[Quote]:
        """Return the quotes of the other sources that are as fresh as the tick; none that came before `oldest`, in ms."""
        return [held for held in self._ordered if held.source != tick.source and held.arrival >= oldest and fresh(held, tick)]

    def scale(self, oldest: int) -> float:
        """Return the pair's usual move in a day, unless that was learnt before `oldest`, in ms."""
        return self._scale if self._scaled_at >= oldest else UNKNOWN_SCALE

    def put(self, quote: Quote, scale: float) -> None:
        """Take in a quote in place of its source's last one, and the pair's usual move with it."""
        self.drop(quote.source)
        self._by_source[quote.source] = quote
        insort(self._ordered, quote)
        self._scale, self._scaled_at = scale, quote.arrival

    def drop(self, source: str) -> None:
        """Forget a source."""
        held = self._by_source.pop(source, None)
        if held is not None:
            del self._ordered[bisect_left(self._ordered, held)]
