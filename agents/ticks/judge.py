"""How far a tick can be believed: a tick and all that is known beside it in, a verdict out.

A tick is kept whatever the verdict; readers filter by credibility, after the Olsen data
filter (Dacorogna et al., "An Introduction to High-Frequency Finance", 2001, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from agents.ticks.changes import contradicts
from agents.ticks.doubts import confirmed_by, is_new
from agents.ticks.evidence import SPREAD, Known, agree, beyond
from agents.ticks.misprints import misprints
from agents.ticks.past import is_repeated, is_stale
from agents.ticks.quote import Quote

__all__ = ["CREDIBLE", "Verdict", "judge"]

CREDIBLE = 0.5
"""Ticks from here up move the latest rate."""

COARSE = Decimal("0.01")
"""An error bound above this share of the rate says that the printed digits are few."""

PLAUSIBLE = range(-18, 19)
"""Powers of ten a rate may have; the dearest and the cheapest currency are 10 apart."""

OUTVOTED = 2
"""So many other sources outweigh what a source may have moved by itself."""

WRONG, APART, OLD, DOUBTFUL, SOUND = 0.1, 0.2, 0.3, 0.4, 1.0
CONFIRMED = 0.7
LOWERED = {"coarse": 0.8, "outlier": 0.6, "change": 0.7, "jump": CONFIRMED, "stale": OLD, "repeated": OLD}
"""Credibility that each remark leaves to a tick that is believed otherwise."""


class Verdict(NamedTuple):
    """Credibility 0..1, what lowered it, and whether later ticks may settle the doubt."""

    credibility: float
    reasons: tuple[str, ...] = ()
    doubted: bool = False
    confirms: Sequence[Quote] = ()
    """Earlier doubted quotes that this tick and they themselves make credible together."""


def judge(tick: Quote, known: Known, change: Decimal | None = None) -> Verdict:
    """Compare a tick with its source's last accepted quote, with those of others and with the series' past.

    `change` is in per cent, as printed beside the rate. Few printed digits alone never make a tick
    an outlier: both error bounds are allowed for everywhere.
    """
    if tick.rate <= 0:
        return Verdict(0.0, ("not_positive",))
    if tick.rate.adjusted() not in PLAUSIBLE:
        return Verdict(0.0, ("impossible",))
    by_itself, by_others = _agrees_with_itself(tick, known), any(agree(tick, peer, known.scale) for peer in known.middle)
    if by_others or by_itself or not (known.latest or known.peers):
        return _remarks(tick, known, change, by_itself=by_itself, by_others=by_others)
    return _doubt(tick, known)


def _agrees_with_itself(tick: Quote, known: Known) -> bool:
    """Say whether the tick is near its source's last quote, or where that may have moved if nothing speaks against it."""
    latest = known.latest
    if latest is None:
        return False
    turned = beyond(tick, latest, -2 * tick.size) <= 0
    denied = turned or len(known.peers) >= OUTVOTED
    return beyond(tick, latest) <= SPREAD or (not denied and agree(tick, latest, known.scale))


def _remarks(tick: Quote, known: Known, change: Decimal | None, *, by_itself: bool, by_others: bool) -> Verdict:
    """Judge a tick that agrees with something: what it does not agree with is remarked."""
    rate = float(tick.rate)
    remarks = {
        "coarse": tick.error_bound > COARSE * tick.rate,
        "jump": by_others and known.latest is not None and not agree(tick, known.latest, known.scale),
        "outlier": by_itself and len(known.peers) >= OUTVOTED and not by_others,
        "stale": is_stale(known.past, tick.span, rate, tick.at, known.span),
        "repeated": is_repeated(known.past, tick.span, rate, known.span),
        "change": contradicts(tick, known, change),
    }
    reasons = tuple(reason for reason, holds in remarks.items() if holds)
    verdict = min((LOWERED[reason] for reason in reasons), default=SOUND)
    return Verdict(verdict, (*reasons, "confirmed") if "jump" in reasons else reasons)


def _doubt(tick: Quote, known: Known) -> Verdict:
    """Judge a tick that agrees with nothing: a misprint, or a move that others or later ticks may confirm."""
    trusted = [*([known.latest] if known.latest else []), *known.middle]
    mistakes = misprints(tick, trusted, known.scale)
    against = ("jump",) * bool(known.latest) + ("outlier",) * bool(known.peers)
    reasons = (*(mistakes or against), *(("coarse",) if tick.error_bound > COARSE * tick.rate else ()))
    confirmed = confirmed_by(tick, known, is_misprint=bool(mistakes))
    if confirmed:
        return Verdict(CONFIRMED, (*reasons, "confirmed"), confirms=confirmed)
    credibility = WRONG if mistakes else APART if len(against) > 1 else DOUBTFUL
    return Verdict(credibility, reasons, doubted=is_new(tick, known))
