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
"""Per misprint: the shift that undoes it, as a difference of natural logarithms, and the reason."""

LONGEST_CHANGE = timedelta(days=2)
"""Longest time that a printed change can cover: one day, or two days if one of them was quiet (a holiday)."""
TOTAL_LOSS = -100
"""In per cent: a rate cannot fall by this much."""
HALF_DIGIT = 0.005
"""Largest rounding error of a change that is printed in whole per cent. It is a share: 0.005 is 0.5 %."""

STALE_OBSERVATIONS, STALE_DAYS = 6, 4.0
"""A rate can be stale after this many equal observations and days: most weekends and holidays are shorter."""
STALE_GAP = 0.0003
"""Margin for rounding, as a difference of logarithms. `is_stale` adds it to a multiple of the interval's width."""

BLOCK = 5
"""Smallest distance, in observations, between a rate and its copy."""
COMPARED = 8
"""Number of latest observations that are compared. They need not all be equal: one may be a misprint."""
COPIED = ((5, 4), (7, 3))
"""Pairs (n, k): n equal observations with k different rates make a copy. Few different rates may repeat by chance."""
COPIED_FOR_CERTAIN = ((6, 5),)
"""Pairs (n, k), as in COPIED, for a copy that cannot be chance."""


def misprints(tick: Quote, trusted: Sequence[Quote], daily_volatility: float) -> tuple[str, ...]:
    """Return the kinds of misprint that explain why a tick differs from trusted quotes, the best first.

    Several kinds are returned only if the printed digits cannot separate them; none if no misprint explains the tick.
    """
    found = sorted(_explained(tick, trusted, daily_volatility))
    if not found:
        return ()
    limit = found[0][0] + 2 * min(tick.log_error, SPREAD) + SPREAD / 3
    return tuple(dict.fromkeys(reason for left, reason in found if left <= limit))


def _explained(tick: Quote, trusted: Sequence[Quote], daily_volatility: float) -> Iterator[tuple[float, str]]:
    """Yield (distance, reason) for each misprint and trusted quote, if the distance is an allowed move.

    The distance is what remains between the tick and the trusted quote when the misprint is undone.
    """
    for other in trusted:
        allowed = allowed_move(daily_volatility, tick.days_from(other))
        left = [(max(distance(tick, other, shift), 0.0), reason) for shift, reason in _SLIPS]
        left.append((max(distance(tick, other, -2 * tick.log_rate), 0.0), "inverted"))
        yield from (each for each in left if each[0] <= allowed)


def contradicts_change(tick: Quote, context: JudgingContext, change: Decimal | None) -> bool:
    """Return whether the printed change contradicts the move since the source's last quote.

    `change` is in per cent. A contradiction is a difference above the allowed move plus the errors of both quotes and of the
    printed change. The last quote counts only if it is at most two days older than the tick. A fall of 100 % or more is
    always a contradiction.
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

    `tick` and `peers` are the intervals of the logarithm of `rate` and of the other sources' median. `at` is the tick's time
    in days since 1970. A stale rate has two signs. First, `peers` is outside `tick` now. Second, the other sources were
    inside `tick` before, or they have moved by more than twice its width.
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
    """Return whether `rate` and most of the rates before it copy earlier rates of the same series.

    Each copied rate is the same number of observations older than its copy. `tick` and `peers` are the intervals of the
    logarithm of `rate` and of the other sources' median. If they overlap, only a copy that cannot be chance counts.
    """
    if rate not in series.rates[: 1 - BLOCK]:
        return False
    rates = [*series.rates, rate]
    lags = range(BLOCK, len(rates) - BLOCK + 1)
    enough = COPIED_FOR_CERTAIN if peers.low > -math.inf and tick.gap(peers) <= 0 else COPIED
    return any(_is_copy(rates, lag, enough) for lag in lags if rates[-1 - lag] == rate)


def _is_copy(rates: Sequence[float], lag: int, enough: Sequence[tuple[int, int]]) -> bool:
    """Return whether enough of the last rates equal the rates that are `lag` observations older.

    `enough` has pairs as in COPIED.
    """
    longest = min(COMPARED, len(rates) - lag)
    same = [rates[-back] for back in range(1, longest + 1) if rates[-back] == rates[-back - lag]]
    return any(len(same) >= count and len(set(same)) >= distinct for count, distinct in enough)
