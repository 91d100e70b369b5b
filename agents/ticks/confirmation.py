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
"""Largest number of unconfirmed ticks per series; older ones are dropped. A series is a source and a pair."""
NEEDED = {False: 1, True: 2}
"""Number of confirmations that a tick needs. The key is whether a misprint could explain the tick."""
PERSISTENT = 4
"""Number of confirmations by the tick's source that outweigh all other sources: the source may quote another market."""


class UnconfirmedTick(NamedTuple):
    """A tick that agreed with neither its source nor the other sources: its quote and its message.

    Later ticks may confirm it. Then a revision of the message is published.
    """

    quote: Quote
    tick: FxTick


class Unconfirmed:
    """The unconfirmed ticks of all series: at most MOST_UNCONFIRMED per series, about 2 KB each.

    When a tick of a series is accepted, the unconfirmed ticks of the series are removed.
    """

    def __init__(self) -> None:
        self._by_pair: dict[Pair, dict[str, list[UnconfirmedTick]]] = {}
        self._arrivals: dict[tuple[Pair, str], int] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    def add(self, pair: Pair, unconfirmed: UnconfirmedTick) -> None:
        """Add an unconfirmed tick as the newest of its series. If the series is full, drop its oldest tick."""
        source = unconfirmed.quote.source
        held = self._by_pair.setdefault(pair, {}).setdefault(source, [])
        held.append(unconfirmed)
        del held[:-MOST_UNCONFIRMED]
        self._arrivals.pop((pair, source), None)
        self._arrivals[pair, source] = unconfirmed.quote.arrival

    def comparable(self, pair: Pair, tick: Quote, oldest: int) -> Iterator[UnconfirmedTick]:
        """Yield the unconfirmed ticks of a pair that can be compared with `tick`.

        These are the ticks of the same source at any time, and the ticks of other sources near in time. Ticks that arrived
        before `oldest` (broker time in ms) are left out.
        """
        for source, held in self._by_pair.get(pair, {}).items():
            own = source == tick.source
            yield from (each for each in held if each.quote.arrival >= oldest and (own or is_near_in_time(each.quote, tick)))

    def of_quotes(self, pair: Pair, quotes: Iterable[Quote]) -> list[UnconfirmedTick]:
        """Return the unconfirmed ticks that belong to `quotes`, grouped by source. Each group is in order of arrival."""
        wanted = {quote.tick_id for quote in quotes}
        return [each for held in self._by_pair.get(pair, {}).values() for each in held if each.quote.tick_id in wanted]

    def remove(self, series: tuple[Pair, str]) -> None:
        """Remove all unconfirmed ticks of a series, if there are any."""
        pair, source = series
        if self._arrivals.pop(series, None) is not None:
            del self._by_pair[pair][source]
            if not self._by_pair[pair]:
                del self._by_pair[pair]

    def expire(self, oldest: int) -> None:
        """Remove every series whose newest tick arrived before `oldest` (broker time in ms)."""
        while self._arrivals:
            series, arrival = next(iter(self._arrivals.items()))
            if arrival >= oldest:
                return
            self.remove(series)


def confirmed_by(tick: Quote, context: JudgingContext, *, is_misprint: bool) -> Sequence[Quote]:
    """Return the unconfirmed quotes that agree with a tick if they are enough to accept it, else an empty sequence.

    NEEDED is the number of confirmations that a tick needs. Each other source confirms once. The tick's source confirms
    once per half day, because a page may be crawled many times. Another source objects if it has an accepted quote near the
    tick's time, but no unconfirmed quote that agrees. The tick and the other sources that confirm it must outnumber the
    objections. PERSISTENT confirmations by the tick's source outweigh all objections, unless a misprint could explain the
    tick: a page may repeat a misprint for years.
    """
    agreeing = [each for each in context.unconfirmed if agree(tick, each, context.daily_volatility)]
    others = {each.source for each in agreeing} - {tick.source}
    own = _spaced([*(each.at for each in agreeing if each.source == tick.source), tick.at]) - 1
    objections = sum(peer.source != tick.source and peer.source not in others for peer in context.peers)
    outweighs = 1 + len(others) > objections or (not is_misprint and own >= PERSISTENT)
    return agreeing if own + len(others) >= NEEDED[is_misprint] and outweighs else ()


def _spaced(times: Sequence[float]) -> int:
    """Count the times from the earliest on, and skip each that is less than SPACING_DAYS after the last counted time.

    `times` are in days.
    """
    count, last = 0, -math.inf
    for at in sorted(times):
        if at - last >= SPACING_DAYS:
            count, last = count + 1, at
    return count


def is_new(tick: Quote, context: JudgingContext) -> bool:
    """Return whether no unconfirmed quote of the tick's source has the same rate within half a day of the tick."""
    return not any(
        each.source == tick.source and each.rate == tick.rate and abs(each.at - tick.at) < SPACING_DAYS
        for each in context.unconfirmed
    )  # fmt: skip
