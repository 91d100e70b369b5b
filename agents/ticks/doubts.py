"""Whether a doubted rate has become credible: by the next moments of its source, or by other sources."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agents.ticks.evidence import Known, agree
from agents.ticks.past import SPACING
from agents.ticks.quote import Quote

__all__ = ["MOST_DOUBTS", "confirmed_by", "is_new"]

MOST_DOUBTS = 8
"""Doubted quotes that are remembered of a series."""
NEEDED = {False: 1, True: 2}
"""Others that must agree, of other sources or moments: more where a mistake in printing explains the tick, too."""
STUBBORN = 4
"""Moments after which a source is believed against all others: its market may be another one."""


def confirmed_by(tick: Quote, known: Known, *, is_misprint: bool) -> Sequence[Quote]:
    """Return the doubted quotes that agree with a tick, if together they outweigh those who deny it; else none.

    Of the source itself, quotes half a day apart count: a page that is crawled again tells nothing new. A source denies
    it with an accepted quote of about that time, unless it is itself on its way. What a misprint explains is never
    believed against others for being repeated: a page may be wrong for years.
    """
    with_it = [each for each in known.doubts if agree(tick, each, known.scale)]
    others = {each.source for each in with_it} - {tick.source}
    own = _apart([*(each.at for each in with_it if each.source == tick.source), tick.at]) - 1
    deny = sum(peer.source != tick.source and peer.source not in others for peer in known.peers)
    outweighed = 1 + len(others) > deny or (not is_misprint and own >= STUBBORN)
    return with_it if own + len(others) >= NEEDED[is_misprint] and outweighed else ()


def _apart(moments: Sequence[float]) -> int:
    """Return how many of these moments, in days, stand apart from one another."""
    count, last = 0, -math.inf
    for at in sorted(moments):
        if at - last >= SPACING:
            count, last = count + 1, at
    return count


def is_new(tick: Quote, known: Known) -> bool:
    """Say whether a doubted tick is not one that its source has told within half a day."""
    return not any(
        each.source == tick.source and each.rate == tick.rate and abs(each.at - tick.at) < SPACING for each in known.doubts
    )
