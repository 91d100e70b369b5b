"""The rates of all pairs at a past time, from the published ticks."""

from __future__ import annotations

from datetime import datetime

from agents.ticks.consensus import consensus_rate, source_rate
from agents.ticks.judge import CREDIBLE
from agents.ticks.quote import Pair, Quote
from schemas.tick import CONSENSUS, FxRate, FxTick

__all__ = ["RatesAt"]


class RatesAt:
    """The latest credible tick per source and pair at an event time, late ticks included.

    A tick that came too late to change the live rate was still the latest one at its own time.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._latest: dict[tuple[Pair, str], FxTick] = {}

    def take(self, tick: FxTick) -> None:
        """Add the next tick of the log; of two ticks with one event time the later in the log counts."""
        series = ((tick.base, tick.quote), tick.source)
        latest = self._latest.get(series)
        is_latest = latest is None or tick.event_time >= latest.event_time
        if is_latest and tick.event_time <= self._moment and tick.credibility >= CREDIBLE and tick.source != CONSENSUS:
            self._latest[series] = tick

    def rates(self) -> list[FxRate]:
        """Return a record per pair and source, then a consensus record per pair."""
        own: list[FxRate] = []
        quotes: dict[Pair, list[Quote]] = {}
        for (pair, source), tick in self._latest.items():
            moment, error = tick.event_time, tick.error_bound
            quote = Quote.of(tick.rate, source, error, moment, tick.tick_id, 0, tick.credibility)
            own.append(source_rate(pair, quote))
            quotes.setdefault(pair, []).append(quote)
        return own + [consensus_rate(pair, sorted(held)) for pair, held in quotes.items()]
