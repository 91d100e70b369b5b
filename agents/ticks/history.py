"""Ticks in, in the order of the log; the rates as they stood at a moment out."""

from __future__ import annotations

from datetime import datetime

from agents.ticks.consensus import consensus
from agents.ticks.judge import CREDIBLE
from agents.ticks.quote import Pair, Quote
from schemas.tick import CONSENSUS, FxRate, FxTick

__all__ = ["RatesAt"]


class RatesAt:
    """The latest credible tick of each source and pair up to a moment, late ones too.

    A tick that came too late to move the live rate was the latest of its own moment.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._latest: dict[tuple[Pair, str], FxTick] = {}

    def take(self, tick: FxTick) -> None:
        """Take in the next tick of the log; of two of one moment the later one stands."""
        series = ((tick.base, tick.quote), tick.source)
        known = self._latest.get(series)
        is_latest = known is None or tick.event_time >= known.event_time
        if is_latest and tick.event_time <= self._moment and tick.credibility >= CREDIBLE and tick.source != CONSENSUS:
            self._latest[series] = tick

    def rates(self) -> list[FxRate]:
        """Return a row of each pair and source, and a consensus row of each pair."""
        quotes: dict[Pair, list[Quote]] = {}
        for (pair, source), tick in self._latest.items():
            moment, error = tick.event_time, tick.error_bound
            quotes.setdefault(pair, []).append(Quote.of(tick.rate, source, error, moment, tick.tick_id, 0, tick.credibility))
        own = [_own(tick) for tick in self._latest.values()]
        return own + [_together(pair, sorted(held)) for pair, held in quotes.items()]


def _own(tick: FxTick) -> FxRate:
    return FxRate(
        base=tick.base, quote=tick.quote, source=tick.source, rate=tick.rate, error_bound=tick.error_bound,
        event_time=tick.event_time, credibility=tick.credibility, sources=1, tick_id=tick.tick_id,
    )  # fmt: skip


def _together(pair: Pair, quotes: list[Quote]) -> FxRate:
    base, quote = pair
    return FxRate(**consensus(quotes)._asdict(), base=base, quote=quote, source=CONSENSUS)
