"""Judged ticks and the rates they move to records, each with its key and its id."""

from __future__ import annotations

from collections.abc import Sequence

from agents.runner import emit
from agents.stage import Output
from agents.ticks.consensus import consensus
from agents.ticks.quote import Quote
from schemas.tick import CONSENSUS, FxRate, FxTick, RawTick
from schemas.topics import FX_RATES, FX_TICKS

__all__ = ["rate_outputs", "tick_output"]


def tick_output(tick: FxTick) -> Output:
    """Encode a tick; each revision has an id of its own."""
    revision = f"/r{tick.revision}" if tick.revision else ""
    return emit(FX_TICKS, f"{tick.source}|{tick.base}/{tick.quote}", tick, tick.tick_id + revision)


def rate_outputs(tick: RawTick, moved: Sequence[Quote], quotes: Sequence[Quote]) -> list[Output]:
    """Return a record for each quote that has moved, and one for all sources; `quotes` holds the moved ones.

    `tick` names the pair, and the record of all sources.
    """
    rates = [*(_own(tick, quote) for quote in moved), _together(tick, quotes)]
    pair = f"{tick.base}/{tick.quote}"
    return [emit(FX_RATES, f"{pair}|{rate.source}", rate, f"{rate.tick_id or tick.tick_id}/{rate.source}") for rate in rates]


def _own(tick: RawTick, quote: Quote) -> FxRate:
    return FxRate.trusted({
        "base": tick.base, "quote": tick.quote, "source": quote.source, "rate": quote.rate, "error_bound": quote.error_bound,
        "event_time": quote.event_time, "credibility": quote.credibility, "sources": 1, "tick_id": quote.tick_id,
    })  # fmt: skip


def _together(tick: RawTick, quotes: Sequence[Quote]) -> FxRate:
    """Return the rate of all sources; where it is a mean of two, its digits are checked anew."""
    found = consensus(quotes)
    fields = {
        "base": tick.base, "quote": tick.quote, "source": CONSENSUS, "rate": found.rate, "error_bound": found.error_bound,
        "event_time": found.event_time, "credibility": found.credibility, "sources": found.sources, "tick_id": None,
    }  # fmt: skip
    return FxRate.trusted(fields) if found.sources % 2 else FxRate(**fields)
