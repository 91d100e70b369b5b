"""What a tick is compared with, and how far a rate may move.

All distances are between logarithms, so a rate and its inverse are treated alike. How far a rate may move has three parts:

- a fixed part, the spread between sources,
- the pair's daily volatility times the square root of the days between the quotes (a random walk),
- the printed errors of both quotes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from agents.ticks.quote import LogInterval, Quote
from agents.ticks.series import SeriesWindow

__all__ = [
    "DEFAULT_VOLATILITY", "NEAR_DAYS", "SPREAD", "JudgingContext", "agree", "allowed_move", "context_for", "distance",
    "is_near_in_time", "volatility_after",
]  # fmt: skip

SPREAD = 0.03
"""Largest distance between two sources that are both right: one may print official rates, the other market rates."""
VOLATILITIES = 6.0
"""An allowed move is at most this many times the usual move."""
LARGEST_MOVE = 0.9
"""Upper limit of every allowed move, as a difference of logarithms: a factor of 2.5 is unlikely for any pair."""
DEFAULT_VOLATILITY = 0.01
"""Daily volatility that is assumed for a pair until its rate has moved."""
LEAST_VOLATILITY = 1e-4
SMOOTHING = 16
"""Exponential smoothing: an accepted move changes the daily volatility by 1/SMOOTHING of the difference."""
NEAR_DAYS = 3.0
"""Quotes of two sources are compared if they are at most this many days apart, because a source may lag."""
_HOUR = 1 / 24
NO_OBSERVATIONS = SeriesWindow()


class JudgingContext(NamedTuple):
    """Everything that a tick is compared with. `context_for` makes it."""

    latest: Quote | None = None
    """The last accepted quote of the same source."""
    peers: Sequence[Quote] = ()
    """Accepted quotes of other sources near the tick's time, sorted by rate."""
    unconfirmed: Sequence[Quote] = ()
    """Unconfirmed quotes of the pair. Quotes of other sources are included only if they are near the tick's time."""
    daily_volatility: float = DEFAULT_VOLATILITY
    """Usual move of the pair per day, as a difference of logarithms."""
    series: SeriesWindow = NO_OBSERVATIONS
    """The last observations of the same source and pair."""
    middle: Sequence[Quote] = ()
    """The quotes whose mean is the median of the peers: one or two, none without peers."""
    middle_interval: LogInterval = LogInterval()
    """The interval of the logarithm of the peers' median; unbounded without peers."""


def context_for(
    latest: Quote | None = None, peers: Sequence[Quote] = (), unconfirmed: Sequence[Quote] = (),
    daily_volatility: float = DEFAULT_VOLATILITY, series: SeriesWindow = NO_OBSERVATIONS,
) -> JudgingContext:  # fmt: skip
    """Return a context of these values, and compute its `middle` and `middle_interval` from `peers`.

    `peers` must be sorted by rate.
    """
    if not peers:
        return JudgingContext(latest, peers, unconfirmed, daily_volatility, series)
    middle = peers[(len(peers) - 1) // 2 : len(peers) // 2 + 1]
    interval = middle[0].interval.combined(middle[-1].interval)
    return JudgingContext(latest, peers, unconfirmed, daily_volatility, series, middle, interval)


def distance(tick: Quote, other: Quote, shift: float = 0.0) -> float:
    """Return the distance between the logarithms of two rates, less the errors of both.

    The distance is below 0 if the intervals of the quotes overlap. `shift` is added to the logarithm of `tick`.
    """
    return abs(tick.log_rate + shift - other.log_rate) - tick.log_error - other.log_error


def allowed_move(daily_volatility: float, days: float) -> float:
    """Return how far a rate may move in `days`, as a difference of logarithms. Less than a day counts as a day.

    The printed errors are not part of the result, because `distance` subtracts them.
    """
    return min(LARGEST_MOVE, SPREAD + VOLATILITIES * daily_volatility * math.sqrt(max(days, 1.0)))


def agree(tick: Quote, other: Quote, daily_volatility: float) -> bool:
    """Return whether the distance between two quotes is an allowed move for the time between them."""
    return distance(tick, other) <= allowed_move(daily_volatility, tick.days_from(other))


def is_near_in_time(quote: Quote, other: Quote) -> bool:
    """Return whether two quotes are at most NEAR_DAYS apart, so that quotes of different sources can be compared."""
    return abs(quote.at - other.at) <= NEAR_DAYS


def volatility_after(daily_volatility: float, tick: Quote, latest: Quote | None) -> float:
    """Return the pair's daily volatility after an accepted tick.

    `latest` is the last accepted quote of the same source. Without it, or if the rate moved by no more than the errors of
    both quotes, the volatility does not change.
    """
    if latest is None or latest.event_time == tick.event_time:
        return daily_volatility
    move = distance(tick, latest) / math.sqrt(max(tick.days_from(latest), _HOUR))
    if move <= 0:
        return daily_volatility
    step = (min(move, 4 * daily_volatility) - daily_volatility) / SMOOTHING
    return max(LEAST_VOLATILITY, round(daily_volatility + step, 7))
