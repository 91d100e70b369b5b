"""Doubted ticks until something settles them: by pair and source, in order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agents.ticks.doubts import MOST_DOUBTS
from agents.ticks.evidence import fresh
from agents.ticks.quote import Pair, Quote
from schemas.tick import FxTick

__all__ = ["Doubt", "Pending"]


class Doubt(NamedTuple):
    """A doubted tick: what later ones compare it by, and what is published again if they agree."""

    quote: Quote
    tick: FxTick


class Pending:
    """At most MOST_DOUBTS doubted ticks a series, about 2 KB each; an accepted tick of the series ends them."""

    def __init__(self) -> None:
        self._by_pair: dict[Pair, dict[str, list[Doubt]]] = {}
        self._arrivals: dict[tuple[Pair, str], int] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    def add(self, pair: Pair, doubt: Doubt) -> None:
        """Take in the newest doubted tick of its series."""
        source = doubt.quote.source
        doubts = self._by_pair.setdefault(pair, {}).setdefault(source, [])
        doubts.append(doubt)
        del doubts[:-MOST_DOUBTS]
        self._arrivals.pop((pair, source), None)
        self._arrivals[pair, source] = doubt.quote.arrival

    def about(self, pair: Pair, tick: Quote, oldest: int) -> Iterator[Doubt]:
        """Yield what is doubted of the tick's own series, and of others about its time; nothing from before `oldest`, in ms."""
        for source, doubts in self._by_pair.get(pair, {}).items():
            own = source == tick.source
            yield from (each for each in doubts if each.quote.arrival >= oldest and (own or fresh(each.quote, tick)))

    def behind(self, pair: Pair, quotes: Iterable[Quote]) -> list[Doubt]:
        """Return the doubts of these quotes, in order of arrival."""
        wanted = {quote.tick_id for quote in quotes}
        return [each for doubts in self._by_pair.get(pair, {}).values() for each in doubts if each.quote.tick_id in wanted]

    def settle(self, series: tuple[Pair, str]) -> None:
        """Forget what was doubted of a series."""
        pair, source = series
        if self._arrivals.pop(series, None) is not None:
            del self._by_pair[pair][source]
            if not self._by_pair[pair]:
                del self._by_pair[pair]

    def forget(self, oldest: int) -> None:
        """Forget the series whose newest doubt came before `oldest`, in ms."""
        while self._arrivals:
            series, arrival = next(iter(self._arrivals.items()))
            if arrival >= oldest:
                return
            self.settle(series)
