"""What the stage publishes for a tick: the tick with its verdict, revisions of confirmed ticks, and changed rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agents.runner import output_of
from agents.stage import Output
from agents.ticks.confirmation import UnconfirmedTick
from agents.ticks.consensus import consensus_rate, source_rate
from agents.ticks.context import JudgingContext, volatility_after
from agents.ticks.judge import CONFIRMED, CREDIBLE, Verdict
from agents.ticks.quote import Pair, Quote
from agents.ticks.quote_book import Quotes
from agents.ticks.state import Standing
from schemas.base import trusted
from schemas.tick import FxTick, RawTick
from schemas.topics import FX_RATES, FX_TICKS

__all__ = ["Assessment", "rate_outputs", "revised", "tick_output"]


class Assessment(NamedTuple):
    """A tick, its quote, what the tick was compared with, and the verdict.

    `late` is true if the event time is before that of the latest tick of the same source. `beyond` is true if the pair has
    no place for the source. `sequence` orders the rates of the pair.
    """

    tick: RawTick
    quote: Quote
    context: JudgingContext
    verdict: Verdict
    late: bool
    beyond: bool = False
    sequence: int = 0

    @property
    def pair(self) -> Pair:
        """Return the base currency and the quote currency."""
        return self.tick.base, self.tick.quote

    @property
    def daily_volatility(self) -> float:
        """Return the pair's daily volatility after this tick."""
        context = self.context
        if self.standing != "latest":
            return context.daily_volatility
        return volatility_after(context.daily_volatility, self.quote, context.latest)

    @property
    def is_observation(self) -> bool:
        """Return whether the tick is added to its series: it is a new observation with a credibility above 0."""
        return (
            not self.beyond
            and self.verdict.credibility > 0
            and self.context.series.is_observation(float(self.quote.rate), self.quote.at)
        )

    @property
    def peers(self) -> tuple[float | None, float | None] | None:
        """Return the bounds of the other sources' median rate, as logarithms, or None if there are no other sources."""
        return self.context.middle_interval.bounds if self.context.peers else None

    @property
    def standing(self) -> Standing:
        """Return the effect of the tick on its series, as `Standing` defines it. A late tick has no effect."""
        if self.late:
            return "aside"
        if self.verdict.credibility >= CREDIBLE:
            return "latest"
        return "doubted" if self.verdict.is_unconfirmed else "aside"

    @property
    def is_news(self) -> bool:
        """Return whether the tick differs from its source's latest quote in rate, error, event time or credibility."""
        latest, quote = self.context.latest, self.quote
        return latest is None or (quote.rate, quote.error_bound, quote.event_time, quote.credibility) != (
            latest.rate, latest.error_bound, latest.event_time, latest.credibility,
        )  # fmt: skip

    def published(self) -> FxTick:
        """Return the message to publish: all fields of the raw tick, and the verdict."""
        return trusted(
            FxTick, **vars(self.tick), credibility=self.verdict.credibility, reasons=list(self.verdict.reasons), late=self.late,
            revision=0,
        )  # fmt: skip


def revised(unconfirmed: UnconfirmedTick) -> UnconfirmedTick:
    """Return the revision of a tick that is published when the tick is confirmed."""
    quote, tick = unconfirmed
    changed = {"credibility": CONFIRMED, "reasons": [*tick.reasons, "confirmed"], "revision": tick.revision + 1}
    return UnconfirmedTick(quote._replace(credibility=CONFIRMED), tick.model_copy(update=changed))


def tick_output(tick: FxTick) -> Output:
    """Return the record for `fx.ticks` of a tick. Each revision of the tick has a different record id."""
    revision = f"/r{tick.revision}" if tick.revision else ""
    return output_of(FX_TICKS, f"{tick.source}|{tick.base}/{tick.quote}", tick, tick.tick_id + revision)


def rate_outputs(tick: RawTick, changed: Sequence[Quote], quotes: Quotes, sequence: int) -> list[Output]:
    """Return the records for `fx.rates`: one per changed quote, then the consensus of all sources.

    `quotes` are all quotes of the pair, with the changed quotes among them. The id of the consensus record begins with the
    id of `tick`. `sequence` is that of the tick.
    """
    pair = (tick.base, tick.quote)
    rates = [*(source_rate(pair, quote, sequence) for quote in changed), consensus_rate(pair, quotes, sequence)]
    key = "/".join(pair)
    return [output_of(FX_RATES, f"{key}|{rate.source}", rate, f"{rate.tick_id or tick.tick_id}/{rate.source}") for rate in rates]
