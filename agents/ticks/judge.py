"""How far a tick can be believed: a tick and what its source said before in, a verdict out.

A tick is kept whatever the verdict; readers filter by credibility, after the Olsen data
filter (Dacorogna et al., "An Introduction to High-Frequency Finance", 2001, chapter 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from agents.ticks.quote import Quote

__all__ = ["CREDIBLE", "Verdict", "judge"]

CREDIBLE = 0.5
"""Ticks from here up move the latest rate."""

JUMP = Decimal("0.2")
"""Share of the latest rate that a tick may move, beyond both error bounds, without a doubt."""

REPEAT = Decimal("0.02")
"""Share by which the tick that confirms a jump may differ: a market that jumped does not stand still."""

COARSE = Decimal("0.01")
"""An error bound above this share of the rate says that the printed digits are few."""

PLAUSIBLE = range(-18, 19)
"""Powers of ten a rate may have; the dearest and the cheapest currency are 10 apart."""

QUIET = Decimal("0.05")
"""Share a rate near 1 may move before its inverse is looked at: 1.09 is within a jump of 0.92."""

SLIPS = ((Decimal(10), "decimal_slip"), (Decimal(100), "scale"), (Decimal(1000), "scale"))

WRONG, DOUBTFUL, CONFIRMED, ROUGH, SOUND = 0.1, 0.4, 0.7, 0.8, 1.0


class Verdict(NamedTuple):
    """Credibility 0..1, what lowered it, and whether a repetition would settle the doubt."""

    credibility: float
    reasons: tuple[str, ...] = ()
    awaits_repetition: bool = False


def judge(tick: Quote, latest: Quote | None, doubted: Quote | None) -> Verdict:
    """Compare a tick with the latest accepted and the last doubted one of its source and pair.

    Few printed digits alone never make a tick an outlier: both error bounds are allowed for.
    A jump that the next moment repeats is accepted.
    """
    if tick.rate <= 0:
        return Verdict(0.0, ("not_positive",))
    if tick.rate.adjusted() not in PLAUSIBLE:
        return Verdict(0.0, ("scale",))
    coarse = ("coarse",) if tick.error_bound > COARSE * tick.rate else ()
    if latest is None or _agree(tick, latest, JUMP):
        turned = latest is not None and _turned(tick, latest)
        return _near_parity(tick, doubted, coarse) if turned else Verdict(ROUGH if coarse else SOUND, coarse)
    slip = min(_slips(tick, latest), default=None)
    if slip:
        return Verdict(WRONG, (slip[1], *coarse))
    if doubted and doubted.event_time != tick.event_time and _agree(tick, doubted, REPEAT):
        return Verdict(CONFIRMED, ("jump", "confirmed", *coarse))
    return Verdict(DOUBTFUL, ("jump", *coarse), awaits_repetition=True)


def _near_parity(tick: Quote, doubted: Quote | None, coarse: tuple[str, ...]) -> Verdict:
    """Doubt a rate that its inverse explains better, until the next moment repeats it: it may have moved."""
    if doubted and doubted.event_time != tick.event_time and _agree(tick, doubted, REPEAT):
        return Verdict(CONFIRMED, ("inverted", "confirmed", *coarse))
    return Verdict(WRONG, ("inverted", *coarse), awaits_repetition=True)


def _turned(tick: Quote, latest: Quote) -> bool:
    """Say whether the tick has moved and its inverse has not."""
    allowed = REPEAT + tick.error_bound * latest.rate + latest.error_bound * tick.rate
    return not _agree(tick, latest, QUIET) and abs(tick.rate * latest.rate - 1) <= allowed


def _agree(tick: Quote, other: Quote, share: Decimal, factor: Decimal = Decimal(1)) -> bool:
    """Say whether tick x factor is within a share of the other rate, beyond both error bounds."""
    allowed = share * other.rate + other.error_bound + factor * tick.error_bound
    return abs(factor * tick.rate - other.rate) <= allowed


def _slips(tick: Quote, latest: Quote) -> Iterator[tuple[Decimal, str]]:
    """Yield the mistakes in printing that would explain the tick, and what share each leaves unexplained."""
    for factor, reason in SLIPS:
        if _agree(tick, latest, JUMP, factor):
            yield abs(factor * tick.rate / latest.rate - 1), reason
        if _agree(latest, tick, JUMP, factor):
            yield abs(tick.rate / (factor * latest.rate) - 1), reason
    allowed = JUMP + tick.error_bound * latest.rate + latest.error_bound * tick.rate
    unexplained = abs(tick.rate * latest.rate - 1)
    if unexplained <= allowed:
        yield unexplained, "inverted"
