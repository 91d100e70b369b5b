"""Unconfirmed ticks: how they are kept, and when later ticks confirm them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agents.ticks.context import JudgingContext, agree, is_near_in_time
from agents.ticks.quote import Pair, Quote
from agents.ticks.series import SPACING_DAYS
from schemas.tick import FxTick

__all__ = ["Unconfirmed", "UnconfirmedTick", "confirmed_by", "is_new"]

MOST_UNCONFIRMED = 8
"""Unconfirmed ticks that are kept per series."""
NEEDED = {False: 1, True: 2}
"""Confirmations that a tick needs, by whether a misprint explains it, too."""
PERSISTENT = 4
"""Confirmations by its own source that outweigh all other sources: it may quote another market."""


class UnconfirmedTick(NamedTuple):
    """A tick that agrees with nothing: its quote, and the message that is published again once it is confirmed."""

    quote: Quote
    tick: FxTick


class Unconfirmed:
    """At most MOST_UNCONFIRMED ticks per series, about 2 KB each; an accepted tick of a series removes them."""

    def __init__(self) -> None:
        self._by_pair: dict[Pair, dict[str, list[UnconfirmedTick]]] = {}
        self._arrivals: dict[tuple[Pair, str], int] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    def add(self, pair: Pair, unconfirmed: UnconfirmedTick) -> None:
        """Append the newest unconfirmed tick of its series."""
        source = unconfirmed.quote.source
        held = self._by_pair.setdefault(pair, {}).setdefault(source, [])
        held.append(unconfirmed)
        del held[:-MOST_UNCONFIRMED]
        self._arrivals.pop((pair, source), None)
        self._arrivals[pair, source] = unconfirmed.quote.arrival

    def comparable(self, pair: Pair, tick: Quote, oldest: int) -> Iterator[UnconfirmedTick]:
        """Yield the ticks of the same source, and those of others near in time, that arrived at `oldest`, in ms, or later."""
        for source, held in self._by_pair.get(pair, {}).items():
            own = source == tick.source
            yield from (each for each in held if each.quote.arrival >= oldest and (own or is_near_in_time(each.quote, tick)))

    def of_quotes(self, pair: Pair, quotes: Iterable[Quote]) -> list[UnconfirmedTick]:
        """Return the ticks of these quotes, in order of arrival per source."""
        wanted = {quote.tick_id for quote in quotes}
        return [each for held in self._by_pair.get(pair, {}).values() for each in held if each.quote.tick_id in wanted]

    def remove(self, series: tuple[Pair, str]) -> None:
        """Remove the ticks of a series."""
        pair, source = series
        if self._arrivals.pop(series, None) is not None:
            del self._by_pair[pair][source]
            if not self._by_pair[pair]:
                del self._by_pair[pair]

    def expire(self, oldest: int) -> None:
        """Remove the series whose newest tick arrived before `oldest`, in ms."""
        while self._arrivals:
            series, arrival = next(iter(self._arrivals.items()))
            if arrival >= oldest:
                return
            self.remove(series)


def confirmed_by(tick: Quote, context: JudgingContext, *, is_misprint: bool) -> Sequence[Quote]:
    """Return the unconfirmed quotes that agree with a tick, if together they are enough to accept it; else none.

    Each other source counts once. Quotes of the same source count half a day apart: a page that is crawled again
    adds nothing. A source objects if its accepted quote near that time differs, and no unconfirmed quote of it agrees.
    What a misprint explains is never accepted against the others just because it is repeated: a page may be wrong for years.
    """
    agreeing = [each for each in context.unconfirmed if agree(tick, each, context.daily_volatility)]
    others = {each.source for each in agreeing} - {tick.source}
    own = _spaced([*(each.at for each in agreeing if each.source == tick.source), tick.at]) - 1
    objections = sum(peer.source != tick.source and peer.source not in others for peer in context.peers)
    outweighs = 1 + len(others) > objections or (not is_misprint and own >= PERSISTENT)
    return agreeing if own + len(others) >= NEEDED[is_misprint] and outweighs else ()


def _spaced(times: Sequence[float]) -> int:
    """Return how many of these times, in days, are SPACING_DAYS or more after the last one counted."""
    count, last = 0, -math.inf
    for at in sorted(times):
        if at - last >= SPACING_DAYS:
            count, last = count + 1, at
    return count


def is_new(tick: Quote, context: JudgingContext) -> bool:
    """Return whether its source has no equal unconfirmed quote within half a day of the tick."""
    return not any(
        each.source == tick.source and each.rate == tick.rate and abs(each.at - tick.at) < SPACING_DAYS
        for each in context.unconfirmed
    )  # fmt: skip
