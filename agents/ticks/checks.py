"""What can be wrong with a tick: a misprint, a false change, a stale rate, a repeated series."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from agents.ticks.context import SPREAD, JudgingContext, allowed_move, distance
from agents.ticks.quote import LogInterval, Quote
from agents.ticks.series import SeriesWindow

__all__ = ["contradicts_change", "is_repeated", "is_stale", "misprints"]

_SLIPS = tuple(
    (up * power * math.log(10), reason)
    for power, reason in ((1, "decimal_slip"), (2, "scale"), (3, "scale"))
    for up in (1, -1)
)  # fmt: skip

LONGEST_CHANGE = timedelta(days=2)
"""A printed change covers a day or less, and two days where one of them was quiet."""
TOTAL_LOSS = -100
HALF_DIGIT = 0.005
"""Error of a change that is printed in whole per cent, as a share."""

STALE_OBSERVATIONS, STALE_DAYS = 6, 4.0
"""How long a rate stays the same before others are compared: most weekends and holidays are shorter."""
STALE_GAP = 0.0003
"""Smallest gap between a stale rate and the others, after a quarter of the width of its interval."""

BLOCK = 5
"""Smallest distance, in observations, between a rate and its copy."""
COMPARED = 8
"""Last observations that are compared; one of them may be a misprint."""
COPIED = ((5, 4), (7, 3))
"""Equal observations, and different rates among them, that make a copy: coarse rates repeat by chance."""
COPIED_FOR_CERTAIN = ((6, 5),)
"""The same for a copy that cannot be chance."""


def misprints(tick: Quote, trusted: Sequence[Quote], daily_volatility: float) -> tuple[str, ...]:
    """Return the reasons of the misprints that explain a tick by trusted quotes, the best first.

    More than one is returned only where the printed digits cannot separate them.
    """
    found = sorted(_explained(tick, trusted, daily_volatility))
    if not found:
        return ()
    limit = found[0][0] + 2 * min(tick.log_error, SPREAD) + SPREAD / 3
    return tuple(dict.fromkeys(reason for left, reason in found if left <= limit))


def _explained(tick: Quote, trusted: Sequence[Quote], daily_volatility: float) -> Iterator[tuple[float, str]]:
    """Yield, per misprint and trusted quote, the distance that is left once the misprint is undone, if it is allowed."""
    for other in trusted:
        allowed = allowed_move(daily_volatility, tick.days_from(other))
        left = [(max(distance(tick, other, shift), 0.0), reason) for shift, reason in _SLIPS]
        left.append((max(distance(tick, other, -2 * tick.log_rate), 0.0), "inverted"))
        yield from (each for each in left if each[0] <= allowed)


def contradicts_change(tick: Quote, context: JudgingContext, change: Decimal | None) -> bool:
    """Return whether the printed change, in per cent, and the source's last quote cannot both be right.

    They differ by more than all errors and a day's usual move. Only a last quote of the two days before counts.
    """
    if change is None:
        return False
    if change <= TOTAL_LOSS:
        return True
    latest = context.latest
    if latest is None or not timedelta(0) < tick.event_time - latest.event_time <= LONGEST_CHANGE:
        return False
    printed, observed = math.log1p(float(change) / 100), tick.log_rate - latest.log_rate
    allowed = allowed_move(context.daily_volatility, tick.days_from(latest)) + tick.log_error + latest.log_error + HALF_DIGIT
    return abs(printed - observed) > allowed


def is_stale(series: SeriesWindow, tick: LogInterval, rate: float, at: float, peers: LogInterval) -> bool:
    """Return whether a rate has stayed the same while the other sources moved.

    They have left its interval, or have moved by more than twice its width. `at` is in days.
    """
    if len(series.rates) < STALE_OBSERVATIONS - 1 or series.rates[1 - STALE_OBSERVATIONS] != rate:
        return False
    gap, width, others, since = tick.gap(peers), tick.high - tick.low, [peers], at
    if gap <= 0:
        return False
    for place in range(len(series.rates) - 1, -1, -1):
        if series.rates[place] != rate:
            break
        since = series.times[place]
        others.append(LogInterval(series.lows[place], series.highs[place]))
    if len(others) < STALE_OBSERVATIONS or at - since < STALE_DAYS:
        return False
    moved = max(each.low for each in others) - min(each.high for each in others)
    left = gap > STALE_GAP + width / 4 and any(tick.gap(each) <= 0 for each in others)
    return left or moved > STALE_GAP + 2 * width


def is_repeated(series: SeriesWindow, tick: LogInterval, rate: float, peers: LogInterval) -> bool:
    """Return whether this rate and most rates before it copy earlier ones, all by the same number of observations.

    Where the other sources print the same rate now, only a copy that cannot be chance counts.
    """
    if rate not in series.rates[: 1 - BLOCK]:
        return False
    rates = [*series.rates, rate]
    lags = range(BLOCK, len(rates) - BLOCK + 1)
    enough = COPIED_FOR_CERTAIN if peers.low > -math.inf and tick.gap(peers) <= 0 else COPIED
    return any(_is_copy(rates, lag, enough) for lag in lags if rates[-1 - lag] == rate)


def _is_copy(rates: Sequence[float], lag: int, enough: Sequence[tuple[int, int]]) -> bool:
    """Return whether enough of the last rates equal those `lag` observations earlier."""
    longest = min(COMPARED, len(rates) - lag)
    same = [rates[-back] for back in range(1, longest + 1) if rates[-back] == rates[-back - lag]]
    return any(len(same) >= count and len(set(same)) >= distinct for count, distinct in enough)
