"""The tick lines of a page to its distinct ticks."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.line_classes import ClassedLine
from agents.split.result import PageTick
from agents.text.numbers import decimals
from agents.text.tick_line import TickPrinted

__all__ = ["ticks_of"]


def ticks_of(lines: Sequence[ClassedLine]) -> tuple[PageTick, ...]:
    """Return each tick once, where it stands first, with the times it stands on the page.

    Ticks are the same where they are printed the same: 0.10 is not 0.1, and -0 is not 0.
    """
    first: dict[tuple[str, ...], tuple[int, TickPrinted]] = {}
    counts: dict[tuple[str, ...], int] = {}
    for line, _, ticks, _ in lines:
        for tick in ticks:
            key = (tick.base, tick.quote, str(tick.rate), str(tick.change_percent))
            first.setdefault(key, (line.left, tick))
            counts[key] = counts.get(key, 0) + 1
    return tuple(_seen(left, tick, counts[key]) for key, (left, tick) in first.items())


def _seen(left: int, tick: TickPrinted, count: int) -> PageTick:
    return PageTick(
        base=tick.base,
        quote=tick.quote,
        rate=tick.rate,
        digits=decimals(tick.rate),
        error_bound=tick.error_bound,
        change_percent=tick.change_percent,
        count=count,
        start=left + tick.start,
        end=left + tick.end,
    )
