"""Whether the change printed beside a rate contradicts what its source said before."""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal

from agents.ticks.evidence import Known, moved
from agents.ticks.quote import Quote

__all__ = ["contradicts"]

LONGEST_CHANGE = timedelta(days=2)
"""A printed change speaks of a day or less, and of two over a quiet day."""
ALL = -100
HALF_DIGIT = 0.005
"""Error of a change that is printed in whole per cent, as a share."""


def contradicts(tick: Quote, known: Known, change: Decimal | None) -> bool:
    """Say whether a change in per cent, from about a day before, cannot be: beyond all errors and a day's usual move."""
    if change is None:
        return False
    if change <= ALL:
        return True
    latest = known.latest
    if latest is None or not timedelta(0) < tick.event_time - latest.event_time <= LONGEST_CHANGE:
        return False
    told, seen = math.log1p(float(change) / 100), tick.size - latest.size
    allowed = moved(known.scale, tick.days_from(latest)) + tick.slack + latest.slack + HALF_DIGIT
    return abs(told - seen) > allowed
