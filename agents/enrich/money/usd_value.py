"""The value of an amount in US dollars, at the rates on the same page, with bounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from schemas.article import PageRate

__all__ = ["NO_RATE", "UsdValue", "stated_ratio", "value_in_usd"]

USD = "USD"
NO_RATE = "no_rate_on_page"

CENT = Decimal("0.01")
RATIO_STEP = Decimal("0.0001")

# An amount in a text has at most 51 digits. Its value to the cent, at any rate within PLAUSIBLE, has at most 60.
_NEAREST, _DOWN, _UP = (Context(prec=80, rounding=mode) for mode in (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING))
PLAUSIBLE = range(-12, 13)
"""Powers of ten that a rate may have."""

LARGEST_ERROR = Decimal("1e12")


class UsdValue(NamedTuple):
    """A value in US dollars, with the bounds that follow from the error of the rate.

    If there is no value, all three are None and `reason` says why.
    """

    usd: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    reason: str | None = None


def value_in_usd(amount: Decimal, currency: str, rates: Sequence[PageRate]) -> UsdValue:
    """Return the value of an amount at a rate of the same page, rounded half to even at the cent.

    If the page has several rates, the first rate with the smallest relative error is used. The bounds are rounded outwards,
    so they contain the value at every rate within the error. A rate USD/X is inverted: if it is r with error e, the bounds
    are the values at 1/(r+e) and 1/(r-e). An amount in US dollars is returned unchanged.
    """
    if currency == USD:
        return UsdValue(amount, amount, amount)
    usable = [rate for rate in rates if {rate.base, rate.quote} == {currency, USD} and _is_usable(rate)]
    if not usable:
        return UsdValue(reason=NO_RATE)
    best = min(usable, key=lambda rate: _NEAREST.divide(rate.error_bound, rate.rate))
    return _multiplied(amount, best) if best.base == currency else _divided(amount, best)


def stated_ratio(stated: Decimal, usd: Decimal | None) -> Decimal | None:
    """Return stated / usd with four decimals, or None if `usd` is missing or zero."""
    return _NEAREST.divide(stated, usd).quantize(RATIO_STEP, context=_NEAREST) if usd else None


def _is_usable(rate: PageRate) -> bool:
    """Return whether a rate is plausible, and leads to values with finite bounds.

    A rate USD/X is inverted, so its error must be at most half of the rate. The error of a single printed rate always is: it
    is half a unit of the last printed digit.
    """
    if rate.rate <= 0 or rate.rate.adjusted() not in PLAUSIBLE or not 0 <= rate.error_bound < LARGEST_ERROR:
        return False
    return rate.quote == USD or 2 * rate.error_bound <= rate.rate


def _multiplied(amount: Decimal, rate: PageRate) -> UsdValue:
    lowest = max(Decimal(0), _DOWN.subtract(rate.rate, rate.error_bound))
    highest = _UP.add(rate.rate, rate.error_bound)
    return UsdValue(
        _NEAREST.multiply(amount, rate.rate).quantize(CENT, context=_NEAREST),
        _DOWN.multiply(amount, lowest).quantize(CENT, context=_DOWN),
        _UP.multiply(amount, highest).quantize(CENT, context=_UP),
    )


def _divided(amount: Decimal, rate: PageRate) -> UsdValue:
    lowest = _DOWN.subtract(rate.rate, rate.error_bound)
    highest = _UP.add(rate.rate, rate.error_bound)
    return UsdValue(
        _NEAREST.divide(amount, rate.rate).quantize(CENT, context=_NEAREST),
        _DOWN.divide(amount, highest).quantize(CENT, context=_DOWN),
        _UP.divide(amount, lowest).quantize(CENT, context=_UP),
    )
