"""The distinct ticks of a page."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.line_classes import ClassedLine
from agents.split.result import PageTick
from agents.text.numbers import decimals
from agents.text.tick_line import TickPrinted

__all__ = ["ticks_of"]


def ticks_of(lines: Sequence[ClassedLine]) -> tuple[PageTick, ...]:
    """Return each distinct tick of a page, with its first place and the number of times that the page prints it.

    Two ticks are equal only if their numbers are printed alike: 0.10 is not equal to 0.1, and -0 is not equal to 0.
    """
    first: dict[tuple[str, ...], tuple[int, TickPrinted]] = {}
    counts: dict[tuple[str, ...], int] = {}
    for line, _, ticks, _ in lines:
        for tick in ticks:
            key = (tick.base, tick.quote, str(tick.rate), str(tick.change_percent))
            first.setdefault(key, (line.left, tick))
            counts[key] = counts.get(key, 0) + 1
    return tuple(_page_tick(left, tick, counts[key]) for key, (left, tick) in first.items())


def _page_tick(left: int, tick: TickPrinted, count: int) -> PageTick:
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
