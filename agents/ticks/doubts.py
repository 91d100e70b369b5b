"""Whether a doubted rate has become credible: by the next moments of its source, or by other sources."""

from __future__ import annotations

from collections.abc import Sequence

from agents.ticks.evidence import Known, agree
from agents.ticks.quote import Quote

__all__ = ["MOST_DOUBTS", "confirmed_by"]

MOST_DOUBTS = 8
"""Doubted quotes that are remembered of a series."""
NEEDED = {False: 1, True: 2}
"""Earlier quotes that must agree: more where a mistake in printing explains the tick, too."""
STUBBORN = 4
"""Moments after which a source is believed against all others: its market may be another one."""


def confirmed_by(tick: Quote, known: Known, *, is_misprint: bool) -> Sequence[Quote]:
    """Return the doubted quotes that agree with a tick, if together they outweigh those who deny it; else none.

    A source denies it with an accepted quote of about that time, unless it is itself on its way. What a
    misprint explains is never believed against others for being repeated: a page may be wrong for years.
    """
    with_it = [each for each in known.doubts if _other_moment(tick, each) and agree(tick, each, known.scale)]
    sources = {each.source for each in with_it} | {tick.source}
    deny = sum(peer.source not in sources for peer in known.peers)
    own = sum(each.source == tick.source for each in with_it)
    outweighed = len(sources) > deny or (not is_misprint and own >= STUBBORN)
    return with_it if len(with_it) >= NEEDED[is_misprint] and outweighed else ()


def _other_moment(tick: Quote, doubt: Quote) -> bool:
    return doubt.source != tick.source or doubt.event_time != tick.event_time
