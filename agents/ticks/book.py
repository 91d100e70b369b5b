"""The latest quotes of one pair: a new one in, all of them in order of rate out."""

from __future__ import annotations

from bisect import bisect_left, insort

from agents.ticks.quote import Quote

__all__ = ["Book"]


class Book:
    """One quote a source; kept in order of (rate, source), so that a median costs no sorting."""

    def __init__(self) -> None:
        self._by_source: dict[str, Quote] = {}
        self._ordered: list[Quote] = []

    def __len__(self) -> int:
        return len(self._ordered)

    def of(self, source: str) -> Quote | None:
        """Return a source's quote."""
        return self._by_source.get(source)

    def with_quote(self, quote: Quote, oldest: int) -> list[Quote]:
        """Return the quotes as they would be with this one; none that came before `oldest`, in ms."""
        quotes = [held for held in self._ordered if held.arrival >= oldest and held.source != quote.source]
        insort(quotes, quote)
        return quotes

    def put(self, quote: Quote) -> None:
        """Take in a quote in place of its source's last one."""
        self.drop(quote.source)
        self._by_source[quote.source] = quote
        insort(self._ordered, quote)

    def drop(self, source: str) -> None:
        """Forget a source."""
        held = self._by_source.pop(source, None)
        if held is not None:
            del self._ordered[bisect_left(self._ordered, held)]
