"""The rates of all pairs at a past time, computed from the published ticks."""

from __future__ import annotations

from datetime import datetime

from agents.ticks.consensus import consensus_rate, source_rate
from agents.ticks.judge import CREDIBLE
from agents.ticks.quote import Pair, Quote
from agents.ticks.quote_book import Quotes
from schemas.tick import CONSENSUS, FxRate, FxTick

__all__ = ["RatesAt"]


class RatesAt:
    """Finds the rates at a past event time: per source and pair, the rate of the latest credible tick up to this time.

    Late ticks count as well. A late tick did not change the live rate, but at its event time it was the latest tick.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._latest: dict[tuple[Pair, str], FxTick] = {}

    def take(self, tick: FxTick) -> None:
        """Add the next tick of the topic. If two ticks have the same event time, the tick that is added later counts."""
        series = ((tick.base, tick.quote), tick.source)
        latest = self._latest.get(series)
        is_latest = latest is None or tick.event_time >= latest.event_time
        if is_latest and tick.event_time <= self._moment and tick.credibility >= CREDIBLE and tick.source != CONSENSUS:
            self._latest[series] = tick

    def rates(self) -> list[FxRate]:
        """Return one record per pair and source, then one consensus record per pair."""
        own: list[FxRate] = []
        quotes: dict[Pair, list[Quote]] = {}
        for (pair, source), tick in self._latest.items():
            moment, error = tick.event_time, tick.error_bound
            quote = Quote.of(tick.rate, source, error, moment, tick.tick_id, 0, tick.credibility)
            own.append(source_rate(pair, quote))
            quotes.setdefault(pair, []).append(quote)
        return own + [consensus_rate(pair, Quotes.of(held)) for pair, held in quotes.items()]
