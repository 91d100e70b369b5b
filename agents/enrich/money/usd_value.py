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
    """US dollars, with the bounds that follow from the rate's error; all None where there is a reason."""

    usd: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    reason: str | None = None


def value_in_usd(amount: Decimal, currency: str, rates: Sequence[PageRate]) -> UsdValue:
    """Return the amount at the page's own rate, rounded to the cent, half a cent to the even one.

    Of several rates the one with the smallest relative error is used, of equal ones the first. The bounds are
    rounded outwards, so the value at every rate within the error lies between them. The interval of an inverse
    rate (USD/X) is 1/(r+e) to 1/(r-e).
    """
    if currency == USD:
        return UsdValue(amount, amount, amount)
    usable = [rate for rate in rates if {rate.base, rate.quote} == {currency, USD} and _is_usable(rate)]
    if not usable:
        return UsdValue(reason=NO_RATE)
    best = min(usable, key=lambda rate: _NEAREST.divide(rate.error_bound, rate.rate))
    return _multiplied(amount, best) if best.base == currency else _divided(amount, best)


def stated_ratio(stated: Decimal, usd: Decimal | None) -> Decimal | None:
    """Return stated / usd with four decimals; None without a value above zero."""
    return _NEAREST.divide(stated, usd).quantize(RATIO_STEP, context=_NEAREST) if usd else None


def _is_usable(rate: PageRate) -> bool:
    """Return whether a rate gives finite bounds; the interval of an inverse one must not reach zero.

    Half of the last printed digit is never more than half of the rate.
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
