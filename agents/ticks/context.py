"""What a tick is compared with, and how far a rate may move.

All distances are between logarithms, so a rate and its inverse are treated alike. An allowed move has
three parts: a floor for the spread between sources, the pair's daily volatility times the root of the
days in between (a random walk), and the printed errors of both quotes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from agents.ticks.quote import LogInterval, Quote
from agents.ticks.series import SeriesWindow

__all__ = [
    "DEFAULT_VOLATILITY", "SPREAD", "JudgingContext", "agree", "allowed_move", "context_for", "distance", "is_near_in_time",
    "volatility_after",
]  # fmt: skip

SPREAD = 0.03
"""Distance between two sources that are both right: buying and selling, official and market."""
VOLATILITIES = 6.0
"""A move of up to this many times the usual one is allowed."""
LARGEST_MOVE = 0.9
"""No move above this is allowed: a factor of 2.5 is unlikely for any pair."""
DEFAULT_VOLATILITY = 0.01
"""Daily volatility of a pair that has not moved yet."""
LEAST_VOLATILITY = 1e-4
SMOOTHING = 16
"""Moves after which the daily volatility has followed most of the way."""
NEAR_DAYS = 3.0
"""Quotes of other sources are compared up to this far apart, because a source may lag."""
_HOUR = 1 / 24
NO_OBSERVATIONS = SeriesWindow()


class JudgingContext(NamedTuple):
    """Everything that a tick is compared with; made by `context_for`."""

    latest: Quote | None = None
    """The last accepted quote of the same source."""
    peers: Sequence[Quote] = ()
    """Accepted quotes of other sources near the tick's time, sorted by rate."""
    unconfirmed: Sequence[Quote] = ()
    """Unconfirmed quotes of the pair: of the same source at any time, of others near the tick's time."""
    daily_volatility: float = DEFAULT_VOLATILITY
    """Usual move of the pair per day, as a difference of logarithms."""
    series: SeriesWindow = NO_OBSERVATIONS
    middle: Sequence[Quote] = ()
    """The median of the peers: one quote, or the two in the middle."""
    middle_interval: LogInterval = LogInterval()
    """Where the logarithm of the middle is."""


def context_for(
    latest: Quote | None = None, peers: Sequence[Quote] = (), unconfirmed: Sequence[Quote] = (),
    daily_volatility: float = DEFAULT_VOLATILITY, series: SeriesWindow = NO_OBSERVATIONS,
) -> JudgingContext:  # fmt: skip
    """Return the context with the middle of the peers, which are sorted by rate."""
    if not peers:
        return JudgingContext(latest, peers, unconfirmed, daily_volatility, series)
    middle = peers[(len(peers) - 1) // 2 : len(peers) // 2 + 1]
    interval = middle[0].interval.combined(middle[-1].interval)
    return JudgingContext(latest, peers, unconfirmed, daily_volatility, series, middle, interval)


def distance(tick: Quote, other: Quote, shift: float = 0.0) -> float:
    """Return the distance of two logarithms less both errors, below 0 where they overlap; `shift` is added to the tick's."""
    return abs(tick.log_rate + shift - other.log_rate) - tick.log_error - other.log_error


def allowed_move(daily_volatility: float, days: float) -> float:
    """Return how far a rate may move in some days, without printed errors; less than a day counts as a day."""
    return min(LARGEST_MOVE, SPREAD + VOLATILITIES * daily_volatility * math.sqrt(max(days, 1.0)))


def agree(tick: Quote, other: Quote, daily_volatility: float) -> bool:
    """Return whether the rate may have moved from one quote to the other in the time between."""
    return distance(tick, other) <= allowed_move(daily_volatility, tick.days_from(other))


def is_near_in_time(quote: Quote, other: Quote) -> bool:
    """Return whether two quotes are near enough in time to be compared across sources."""
    return abs(quote.at - other.at) <= NEAR_DAYS


def volatility_after(daily_volatility: float, tick: Quote, latest: Quote | None) -> float:
    """Return the pair's daily volatility after one more accepted move of a source; an unchanged rate does not count."""
    if latest is None or latest.event_time == tick.event_time:
        return daily_volatility
    move = distance(tick, latest) / math.sqrt(max(tick.days_from(latest), _HOUR))
    if move <= 0:
        return daily_volatility
    step = (min(move, 4 * daily_volatility) - daily_volatility) / SMOOTHING
    return max(LEAST_VOLATILITY, round(daily_volatility + step, 7))
