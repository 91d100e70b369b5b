"""One rate for a pair out of what its sources say: latest quotes in, their median out."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from agents.ticks.quote import Quote

__all__ = ["FRESH", "Consensus", "consensus"]

FRESH = 7.0
"""Days: a source that has been silent for longer than this, behind the newest, has no vote."""

_at = attrgetter("at")
_EXACT = decimal.Context(prec=60)
_HALF = Decimal("0.5")


class Consensus(NamedTuple):
    """The median of the sources, the error that covers it, and how many sources there were."""

    rate: Decimal
    error_bound: Decimal
    event_time: datetime
    credibility: float
    sources: int


def consensus(quotes: Sequence[Quote]) -> Consensus:
    """Return the median of at least one quote, given in order of rate.

    Of an even count it is the mean of the middle two, and its error bound covers the whole
    intervals of both: where two sources differ, the difference is part of the error.
    """
    newest = max(quotes, key=_at)
    fresh = [quote for quote in quotes if quote.at >= newest.at - FRESH]
    middle = fresh[(len(fresh) - 1) // 2 : len(fresh) // 2 + 1]
    credibility = min(middle[0].credibility, middle[-1].credibility)
    if len(middle) == 1:
        return Consensus(middle[0].rate, middle[0].error_bound, newest.event_time, credibility, len(fresh))
    rate = _EXACT.multiply(_EXACT.add(middle[0].rate, middle[1].rate), _HALF)
    error = max(_EXACT.add(abs(_EXACT.subtract(quote.rate, rate)), quote.error_bound) for quote in middle)
    return Consensus(rate.normalize(_EXACT), error.normalize(_EXACT), newest.event_time, credibility, len(fresh))
