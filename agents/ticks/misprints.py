"""Mistakes in printing that explain a rate: the tick and quotes to be trusted in, their names out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from agents.ticks.evidence import SPREAD, beyond, moved
from agents.ticks.quote import Quote

__all__ = ["misprints"]

_SLIPS = tuple(
    (up * power * math.log(10), reason)
    for power, reason in ((1, "decimal_slip"), (2, "scale"), (3, "scale"))
    for up in (1, -1)
)  # fmt: skip


def misprints(tick: Quote, trusted: Sequence[Quote], scale: float) -> tuple[str, ...]:
    """Return the mistakes that explain a tick, the best first, and others only where its digits cannot tell them apart."""
    found = sorted(_explained(tick, trusted, scale))
    if not found:
        return ()
    limit = found[0][0] + 2 * min(tick.slack, SPREAD) + SPREAD / 3
    return tuple(dict.fromkeys(reason for left, reason in found if left <= limit))


def _explained(tick: Quote, trusted: Sequence[Quote], scale: float) -> Iterator[tuple[float, str]]:
    """Yield what each mistake leaves unexplained beside each quote, where that is what a rate may move."""
    for other in trusted:
        allowed = moved(scale, tick.days_from(other))
        left = [(max(beyond(tick, other, shift), 0.0), reason) for shift, reason in _SLIPS]
        left.append((max(beyond(tick, other, -2 * tick.size), 0.0), "inverted"))
        yield from (each for each in left if each[0] <= allowed)
