"""Judges how credible a tick is: returns a verdict for a tick and its context.

Every tick is kept, and readers filter by credibility. The method follows the Olsen data filter
(Dacorogna et al., "An Introduction to High-Frequency Finance", 2001, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from agents.ticks.checks import contradicts_change, is_repeated, is_stale, misprints
from agents.ticks.confirmation import confirmed_by, is_new
from agents.ticks.context import SPREAD, JudgingContext, agree, distance
from agents.ticks.quote import Quote

__all__ = ["CONFIRMED", "CREDIBLE", "Verdict", "judge", "without_place"]

CREDIBLE = 0.5
"""Least credibility with which a tick can change the latest rate."""

COARSE = Decimal("0.01")
"""An error bound above this share of the rate is coarse."""

PLAUSIBLE = range(-18, 19)
"""Powers of ten that a rate may have. Between the dearest and the cheapest currency are ten powers of ten.

An error bound may have smaller ones, too."""

OUTVOTED = 2
"""Number of other sources that outweigh one source, if this source alone has moved."""

MISPRINT, CONTRADICTED, OLD, UNCONFIRMED, SOUND = 0.1, 0.2, 0.3, 0.4, 1.0
CONFIRMED = 0.7
LOWERED = {"coarse": 0.8, "outlier": 0.6, "change": 0.7, "jump": CONFIRMED, "stale": OLD, "repeated": OLD}
"""Highest credibility that each reason allows for a tick that agrees with its source or with the other sources."""


class Verdict(NamedTuple):
    """The judgement of a tick: a credibility from 0 to 1, and the reasons if it is below 1.

    `is_unconfirmed` is true if the tick is kept so that later ticks may confirm it.
    """

    credibility: float
    reasons: tuple[str, ...] = ()
    is_unconfirmed: bool = False
    confirms: Sequence[Quote] = ()
    """Earlier unconfirmed quotes that are accepted together with this tick."""


def judge(tick: Quote, context: JudgingContext, change: Decimal | None = None) -> Verdict:
    """Return the verdict on a tick, compared with its source's last accepted quote, other sources and its series.

    `change` is the printed change in per cent. Every comparison allows for the printed errors of both quotes. So a tick is
    never an outlier just because it has few printed digits.
    """
    if tick.rate <= 0:
        return Verdict(0.0, ("not_positive",))
    if tick.rate.adjusted() not in PLAUSIBLE or tick.error_bound.adjusted() > PLAUSIBLE[-1]:
        return Verdict(0.0, ("impossible",))
    by_itself = _agrees_with_itself(tick, context)
    by_others = any(agree(tick, peer, context.daily_volatility) for peer in context.middle)
    if by_others or by_itself or not (context.latest or context.peers):
        return _accepted(tick, context, change, by_itself=by_itself, by_others=by_others)
    return _unsupported(tick, context)


def without_place(verdict: Verdict) -> Verdict:
    """Return the verdict on a tick of a source that the pair has no place for.

    Nothing is known of the source, so nothing can tell whether the tick is late. It cannot change a rate, or confirm others.
    """
    return Verdict(min(verdict.credibility, UNCONFIRMED), (*verdict.reasons, "crowded"))


def _agrees_with_itself(tick: Quote, context: JudgingContext) -> bool:
    """Return whether a tick agrees with the last accepted quote of its source.

    A difference of up to SPREAD always agrees. A larger allowed move agrees only under two conditions: fewer than OUTVOTED
    other sources quote the pair, and the tick cannot be the inverse of the last quote.
    """
    latest = context.latest
    if latest is None:
        return False
    is_inverse = distance(tick, latest, -2 * tick.log_rate) <= 0
    is_limited = is_inverse or len(context.peers) >= OUTVOTED
    return distance(tick, latest) <= SPREAD or (not is_limited and agree(tick, latest, context.daily_volatility))


def _accepted(tick: Quote, context: JudgingContext, change: Decimal | None, *, by_itself: bool, by_others: bool) -> Verdict:
    """Return the verdict on a tick that agrees with its source or with others, or has nothing to be compared with.

    Each contradiction becomes a reason and lowers the credibility.
    """
    rate = float(tick.rate)
    found = {
        "coarse": tick.error_bound > COARSE * tick.rate,
        "jump": by_others and context.latest is not None and not agree(tick, context.latest, context.daily_volatility),
        "outlier": by_itself and len(context.peers) >= OUTVOTED and not by_others,
        "stale": is_stale(context.series, tick.interval, rate, tick.at, context.middle_interval),
        "repeated": is_repeated(context.series, tick.interval, rate, context.middle_interval),
        "change": contradicts_change(tick, context, change),
    }
    reasons = tuple(reason for reason, applies in found.items() if applies)
    credibility = min((LOWERED[reason] for reason in reasons), default=SOUND)
    return Verdict(credibility, (*reasons, "confirmed") if "jump" in reasons else reasons)


def _unsupported(tick: Quote, context: JudgingContext) -> Verdict:
    """Return the verdict on a tick that agrees with neither its source nor the other sources.

    The tick may be a misprint, or a real move that other ticks confirm.
    """
    trusted = [*([context.latest] if context.latest else []), *context.middle]
    mistakes = misprints(tick, trusted, context.daily_volatility)
    against = ("jump",) * bool(context.latest) + ("outlier",) * bool(context.peers)
    reasons = (*(mistakes or against), *(("coarse",) if tick.error_bound > COARSE * tick.rate else ()))
    confirmed = confirmed_by(tick, context, is_misprint=bool(mistakes))
    if confirmed:
        return Verdict(CONFIRMED, (*reasons, "confirmed"), confirms=confirmed)
    credibility = MISPRINT if mistakes else CONTRADICTED if len(against) > 1 else UNCONFIRMED
    return Verdict(credibility, reasons, is_unconfirmed=is_new(tick, context))
