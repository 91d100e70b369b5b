"""A tick with its verdict: what is published of it, at first and as a revision."""

from __future__ import annotations

from typing import NamedTuple

from agents.stage import TickSeen
from agents.ticks.evidence import Known, scale_after
from agents.ticks.judge import CONFIRMED, CREDIBLE, Verdict
from agents.ticks.pending import Doubt
from agents.ticks.quote import Pair, Quote
from agents.ticks.state import Standing
from schemas.tick import FxTick, RawTick

__all__ = ["Judged", "revised"]


class Judged(NamedTuple):
    """A tick, the quote it makes, what it was judged by and the verdict."""

    tick: RawTick
    quote: Quote
    known: Known
    verdict: Verdict
    late: bool

    @property
    def pair(self) -> Pair:
        """Return the currencies."""
        return self.tick.base, self.tick.quote

    @property
    def scale(self) -> float:
        """Return the pair's usual move once this tick is known."""
        known = self.known
        return scale_after(known.scale, self.quote, known.latest) if self.standing == "latest" else known.scale

    @property
    def is_moment(self) -> bool:
        """Say whether the series' past takes it in: whatever it says, but not what is no rate."""
        return self.verdict.credibility > 0 and self.known.past.takes(float(self.quote.rate), self.quote.at)

    @property
    def peers(self) -> tuple[float, float] | None:
        """Return where the others' middle is, None where there are none."""
        return self.known.span if self.known.peers else None

    @property
    def standing(self) -> Standing:
        """Return what the tick does to its series; a late one does nothing."""
        if self.late:
            return "aside"
        if self.verdict.credibility >= CREDIBLE:
            return "latest"
        return "doubted" if self.verdict.doubted else "aside"

    @property
    def is_news(self) -> bool:
        """Say whether readers of the latest rate learn anything: a value, or that it still holds."""
        latest, quote = self.known.latest, self.quote
        return latest is None or (quote.rate, quote.error_bound, quote.event_time, quote.credibility) != (
            latest.rate, latest.error_bound, latest.event_time, latest.credibility,
        )  # fmt: skip

    def seen(self) -> TickSeen:
        """Return what the metrics count."""
        verdict, source = self.verdict, self.quote.source
        moment = self.quote.event_time.timestamp()
        if self.late:
            return TickSeen(source, "late", moment)
        if verdict.credibility < CREDIBLE:
            return TickSeen(source, "flagged", moment)
        return TickSeen(source, "lowered" if verdict.reasons else "sound", moment)

    def published(self) -> FxTick:
        """Return the tick as it is published."""
        told = {"credibility": self.verdict.credibility, "reasons": list(self.verdict.reasons), "late": self.late, "revision": 0}
        return FxTick.trusted(vars(self.tick) | told)


def revised(doubt: Doubt) -> Doubt:
    """Return a doubted tick as it is published again, now that it is confirmed."""
    told = {"credibility": CONFIRMED, "reasons": [*doubt.tick.reasons, "confirmed"], "revision": doubt.tick.revision + 1}
    return Doubt(doubt.quote._replace(credibility=CONFIRMED), doubt.tick.model_copy(update=told))
