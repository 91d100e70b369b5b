"""The value of an amount in US dollars: amount and the page's rates in, cents and their bounds out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from schemas.article import PageRate

__all__ = ["NO_RATE", "Value", "ratio", "value_in_usd"]

USD = "USD"
NO_RATE = "no_rate_on_page"

CENT = Decimal("0.01")
RATIO_STEP = Decimal("0.0001")

# 60 digits hold every amount text can state (51 at most) at every rate within PLAUSIBLE, to the cent.
_NEAREST, _DOWN, _UP = (Context(prec=80, rounding=mode) for mode in (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING))
PLAUSIBLE = range(-12, 13)
"""Powers of ten a rate may have; anything else on a page is no rate."""


LARGEST_ERROR = Decimal("1e12")


class Value(NamedTuple):
    """US dollars with the bounds that the rate's printed digits imply; all None: see the reason."""

    usd: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    reason: str | None = None


def value_in_usd(amount: Decimal, currency: str, rates: Sequence[PageRate]) -> Value:
    """Return amount x the page's own rate, to the cent; half a cent goes to the even one.

    Of several rates the one with the smallest relative error counts, the first of equals.
    The bounds are rounded outwards: the value at every rate within the error lies between
    them. A rate the other way round (USD/X) is divided by: its interval is 1/(r+e)..1/(r-e).
    """
    if currency == USD:
        return Value(amount, amount, amount)
    usable = [rate for rate in rates if {rate.base, rate.quote} == {currency, USD} and _is_usable(rate)]
    if not usable:
        return Value(reason=NO_RATE)
    best = min(usable, key=lambda rate: _NEAREST.divide(rate.error_bound, rate.rate))
    return _multiplied(amount, best) if best.base == currency else _divided(amount, best)


def ratio(stated: Decimal, usd: Decimal | None) -> Decimal | None:
    """Return stated / usd to four digits behind the point; None without a value above zero."""
    return _NEAREST.divide(stated, usd).quantize(RATIO_STEP, context=_NEAREST) if usd else None


def _is_usable(rate: PageRate) -> bool:
    """Say whether a rate gives finite bounds; an inverse one must stay clear of zero.

    Half the last printed digit is never more than half of the rate.
    """
    if rate.rate <= 0 or rate.rate.adjusted() not in PLAUSIBLE or not 0 <= rate.error_bound < LARGEST_ERROR:
        return False
    return rate.quote == USD or 2 * rate.error_bound <= rate.rate


def _multiplied(amount: Decimal, rate: PageRate) -> Value:
    lowest = max(Decimal(0), _DOWN.subtract(rate.rate, rate.error_bound))
    highest = _UP.add(rate.rate, rate.error_bound)
    return Value(
        _NEAREST.multiply(amount, rate.rate).quantize(CENT, context=_NEAREST),
        _DOWN.multiply(amount, lowest).quantize(CENT, context=_DOWN),
        _UP.multiply(amount, highest).quantize(CENT, context=_UP),
    )


def _divided(amount: Decimal, rate: PageRate) -> Value:
    lowest = _DOWN.subtract(rate.rate, rate.error_bound)
    highest = _UP.add(rate.rate, rate.error_bound)
    return Value(
        _NEAREST.divide(amount, rate.rate).quantize(CENT, context=_NEAREST),
        _DOWN.divide(amount, highest).quantize(CENT, context=_DOWN),
        _UP.divide(amount, lowest).quantize(CENT, context=_UP),
    )
