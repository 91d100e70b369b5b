"""What stands beside a tick: its source's last rate, the rates of others, and how far a pair moves.

All distances are between logarithms, so that a rate and its inverse are judged alike. What a
rate may have moved since another quote is a floor for spreads between sources, the pair's own
scale times the root of the days between (a random walk), and both printed errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from agents.ticks.past import Remembered, Span
from agents.ticks.quote import Quote

__all__ = ["LARGEST_MOVE", "SPREAD", "UNKNOWN_SCALE", "Known", "agree", "beyond", "fresh", "known", "moved", "scale_after"]

SPREAD = 0.03
"""What sources that are both right may differ by: buying and selling, official and market."""
SCALES = 6.0
"""So many times its usual move, a rate has moved no more than usual."""
LARGEST_MOVE = 0.9
"""No allowance is above this: a move by 2.5 is a question however wild a pair is."""
UNKNOWN_SCALE = 0.01
"""Usual move a day of a pair that has not been seen to move."""
SLOW = 16
"""Moves until the scale has followed most of the way."""
LEAST_SCALE = 1e-4
FRESH = 3.0
"""Days: quotes of other sources speak of a moment no further away; a source may lag so much."""
_HOUR = 1 / 24
NOTHING = Remembered()


class Known(NamedTuple):
    """All that a tick is judged by."""

    latest: Quote | None = None
    """Its source's last accepted quote."""
    peers: Sequence[Quote] = ()
    """The accepted quotes of the other sources about that time, in order of rate."""
    doubts: Sequence[Quote] = ()
    """What is doubted of the pair, of all sources, about that time or, of its own, at any."""
    scale: float = UNKNOWN_SCALE
    """Usual move of the pair in a day, as a difference of logarithms."""
    past: Remembered = NOTHING
    middle: Sequence[Quote] = ()
    """The median of the peers: one of them, or the two in the middle."""
    span: Span = Span()
    """Where the logarithm of the middle certainly is."""


def known(
    latest: Quote | None = None, peers: Sequence[Quote] = (), doubts: Sequence[Quote] = (), scale: float = UNKNOWN_SCALE,
    past: Remembered = NOTHING,
) -> Known:  # fmt: skip
    """Return what is known, the middle of the peers worked out."""
    if not peers:
        return Known(latest, peers, doubts, scale, past)
    middle = peers[(len(peers) - 1) // 2 : len(peers) // 2 + 1]
    return Known(latest, peers, doubts, scale, past, middle, _together(middle[0].span, middle[-1].span))


def _together(one: Span, other: Span) -> Span:
    """Return where both say that a rate is or, where they contradict each other, what either says."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Span(low, high) if low <= high else Span(min(one.low, other.low), max(one.high, other.high))


def beyond(tick: Quote, other: Quote, shift: float = 0.0) -> float:
    """Return how far the tick, `shift` added to its logarithm, is from another quote, beyond both errors."""
    return abs(tick.size + shift - other.size) - tick.slack - other.slack


def moved(scale: float, days: float) -> float:
    """Return what a rate may move in some days, without the printed errors; a moment stands for its day."""
    return min(LARGEST_MOVE, SPREAD + SCALES * scale * math.sqrt(max(days, 1.0)))


def agree(tick: Quote, other: Quote, scale: float) -> bool:
    """Say whether a tick may be where the other quote has moved to since."""
    return beyond(tick, other) <= moved(scale, tick.days_from(other))


def fresh(quote: Quote, other: Quote) -> bool:
    """Say whether two quotes speak of about the same time."""
    return abs(quote.at - other.at) <= FRESH


def scale_after(scale: float, tick: Quote, latest: Quote | None) -> float:
    """Return the pair's scale with one more accepted move of one source; a rate that stands still says nothing."""
    if latest is None or latest.event_time == tick.event_time:
        return scale
    move = beyond(tick, latest) / math.sqrt(max(tick.days_from(latest), _HOUR))
    if move <= 0:
        return scale
    return max(LEAST_SCALE, round(scale + (min(move, 4 * scale) - scale) / SLOW, 7))
