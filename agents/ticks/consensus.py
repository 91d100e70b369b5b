"""The consensus rate of a pair: the median of the latest quotes of all sources."""

from __future__ import annotations

import decimal
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from agents.ticks.quote import Pair, Quote
from agents.ticks.quote_book import Quotes
from schemas.base import trusted
from schemas.limits import LIMITS
from schemas.tick import CONSENSUS, FxRate

__all__ = ["Consensus", "consensus", "consensus_rate", "source_rate"]

LONGEST_SILENCE = 7.0
"""A quote does not count if the newest quote of all sources is more than this many days newer."""

_EXACT = decimal.Context(prec=80)
_UP = decimal.Context(prec=80, rounding=decimal.ROUND_UP)
_HALF = Decimal("0.5")
_FINEST = Decimal(1).scaleb(-LIMITS.amount_digits)
"""Last digit that an Amount may have."""


class Consensus(NamedTuple):
    """The median rate of several sources, with its error bound.

    `event_time` is the newest of all quotes. `credibility` is the lowest credibility of the one or two quotes that form
    the median. `sources` is the number of quotes that the median is taken from.
    """

    rate: Decimal
    error_bound: Decimal
    event_time: datetime
    credibility: float
    sources: int


def consensus(quotes: Quotes) -> Consensus:
    """Return the median of `quotes`; at least one is needed.

    For an even number of quotes, the median is the mean of the two in the middle. Its error bound then covers the intervals
    of both quotes, so a difference between two sources is part of the error. A mean with more digits than an Amount allows
    is rounded, and the error covers that, too.
    """
    counted, newest, event_time = quotes.ordered, *quotes.times[-1]
    if quotes.times[0][0] < newest - LONGEST_SILENCE:
        counted = [quote for quote in counted if quote.at >= newest - LONGEST_SILENCE]
    middle = counted[(len(counted) - 1) // 2 : len(counted) // 2 + 1]
    credibility = min(middle[0].credibility, middle[-1].credibility)
    if len(middle) == 1:
        return Consensus(middle[0].rate, middle[0].error_bound, event_time, credibility, len(counted))
    rate = _fitting(_EXACT.multiply(_EXACT.add(middle[0].rate, middle[1].rate), _HALF), _EXACT)
    error = _fitting(max(_EXACT.add(abs(_EXACT.subtract(quote.rate, rate)), quote.error_bound) for quote in middle), _UP)
    return Consensus(rate.normalize(_EXACT), error.normalize(_EXACT), event_time, credibility, len(counted))


def _fitting(amount: Decimal, context: decimal.Context) -> Decimal:
    """Return the amount, rounded by `context` if it has more digits after the point than an Amount allows."""
    exponent = amount.as_tuple().exponent
    is_finer = isinstance(exponent, int) and exponent < -LIMITS.amount_digits
    return amount.quantize(_FINEST, context=context) if is_finer else amount


def source_rate(pair: Pair, quote: Quote, sequence: int = 0) -> FxRate:
    """Return a source's quote as its record for `fx.rates`."""
    return trusted(
        FxRate, base=pair[0], quote=pair[1], source=quote.source, rate=quote.rate, error_bound=quote.error_bound,
        event_time=quote.event_time, credibility=quote.credibility, sources=1, tick_id=quote.tick_id,
        sequence=sequence,
    )  # fmt: skip


def consensus_rate(pair: Pair, quotes: Quotes, sequence: int = 0) -> FxRate:
    """Return the record for `fx.rates` of all sources together."""
    found = consensus(quotes)
    return trusted(
        FxRate, base=pair[0], quote=pair[1], source=CONSENSUS, rate=found.rate, error_bound=found.error_bound,
        event_time=found.event_time, credibility=found.credibility, sources=found.sources, tick_id=None,
        sequence=sequence,
    )  # fmt: skip
