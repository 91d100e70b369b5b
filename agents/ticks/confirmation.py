"""Unconfirmed ticks: how they are kept, and when later ticks confirm them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agents.ticks.context import JudgingContext, agree, is_near_in_time
from agents.ticks.quote import Quote
from agents.ticks.series import SPACING_DAYS
from schemas.tick import FxTick

__all__ = ["Unconfirmed", "UnconfirmedTick", "confirmed_by", "is_new"]

MOST_UNCONFIRMED = 8
"""Largest number of unconfirmed ticks per series; older ones are dropped. A series is a source and a pair."""
MOST_OF_PAIR = 256
"""Largest number of unconfirmed ticks per pair."""
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
    """The unconfirmed ticks of one pair: at most MOST_UNCONFIRMED per source and MOST_OF_PAIR in all, about 2 KB each.

    When a tick of a source is accepted, the unconfirmed ticks of the source are removed.
    """

    def __init__(self) -> None:
        self._by_source: dict[str, list[UnconfirmedTick]] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._by_source)

    def add(self, unconfirmed: UnconfirmedTick) -> None:
        """Add an unconfirmed tick as the newest of its source. If there is no room, drop the oldest tick.

        That is the oldest of the source, if the source has its most; else of the source that has been silent for longest.
        """
        source = unconfirmed.quote.source
        held = self._by_source.pop(source, [])
        self._by_source[source] = held
        held.append(unconfirmed)
        self._count += 1
        if len(held) > MOST_UNCONFIRMED:
            self._drop(source, 1)
        elif self._count > MOST_OF_PAIR:
            self._drop(next(iter(self._by_source)), 1)

    def _drop(self, source: str, count: int) -> None:
        held = self._by_source[source]
        del held[:count]
        self._count -= count
        if not held:
            del self._by_source[source]

    def comparable(self, tick: Quote) -> Iterator[UnconfirmedTick]:
        """Yield the unconfirmed ticks that can be compared with `tick`.

        These are the ticks of the same source at any time, and the ticks of other sources near in time.
        """
        for source, held in self._by_source.items():
            own = source == tick.source
            yield from (each for each in held if own or is_near_in_time(each.quote, tick))

    def of_quotes(self, quotes: Iterable[Quote]) -> list[UnconfirmedTick]:
        """Return the unconfirmed ticks that belong to `quotes`, grouped by source. Each group is in order of arrival."""
        wanted = {quote.tick_id for quote in quotes}
        return [each for held in self._by_source.values() for each in held if each.quote.tick_id in wanted]

    def remove(self, source: str) -> None:
        """Remove all unconfirmed ticks of a source, if there are any."""
        self._count -= len(self._by_source.pop(source, ()))

    def expire(self, source: str, alive: int) -> None:
        """Remove the ticks of a source that are older than row `alive`."""
        expired = sum(each.quote.row < alive for each in self._by_source.get(source, ()))
        if expired:
            self._drop(source, expired)


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
