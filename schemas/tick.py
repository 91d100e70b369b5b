"""FX ticks as printed on pages, ticks with a credibility, and the latest rates."""

from __future__ import annotations

from pydantic import Field

from schemas.base import REPAIRED, Amount, Message, Moment, Provenance

__all__ = ["CONSENSUS", "FxRate", "FxTick", "RawTick"]

CONSENSUS = "consensus"
"""The `source` of a rate that is computed from all sources of its pair."""


class RawTick(Provenance):
    """An exchange rate as printed on a page. If a page repeats a tick, one record counts the repetitions."""

    tick_id: str = Field(description="'t1:' + BLAKE2b-128 of page, pair, rate and change")
    base: str = Field(description="ISO 4217 code of the currency that is priced")
    quote: str = Field(description="ISO 4217 code of the currency it is priced in")
    rate: Amount = Field(description="quote units for one base unit, as printed; the middle if buying and selling are printed")
    digits: int = Field(ge=0, description="decimals printed")
    error_bound: Amount = Field(
        description="half of the last printed digit, in quote units; with buying and selling, wide enough to reach both"
    )
    change_percent: Amount | None = Field(default=None, description="change as printed; -0 keeps its sign")
    count: int = Field(ge=1, description="number of times that the page prints the tick")
    page_start: int = Field(ge=0, description="first character, on the page, of the first line that prints it")
    page_end: int = Field(ge=0, description="one past the last character of that line")
    repaired: str | None = Field(default=None, description=REPAIRED)

    @property
    def pair_key(self) -> str:
        """Return the key of the record on ticks.raw: all ticks of a pair are in one partition."""
        return f"{self.base}/{self.quote}"


class FxTick(RawTick):
    """A tick with its credibility. Ticks of low credibility are published as well."""

    credibility: float = Field(ge=0, le=1, description="1 if nothing speaks against the tick; use ticks of 0.5 or more")
    reasons: list[str] = Field(
        default_factory=list, description="reasons for a credibility below 1; crowded: the pair has too many other sources"
    )
    late: bool = Field(description="true if its event time is before that of its source's latest tick; it changes no rate")
    revision: int = Field(
        default=0, ge=0, description="0 at first; 1 for the record that replaces it once later ticks confirm it"
    )


class FxRate(Message):
    """The latest rate of a pair from one source, or from all sources together.

    Readers keep, per key, the record with the greatest `sequence`; of equal ones the later. A worker that crashed or was slow
    may write an older record after a newer one. The event time does not tell which is newer: a consensus can have the event
    time of the record before, or an older one if a source expires.
    """

    base: str
    quote: str
    source: str = Field(description=f"publisher, or '{CONSENSUS}'")
    rate: Amount = Field(description="quote units for one base unit")
    error_bound: Amount = Field(description="the true rate is at most this far from `rate`, in quote units")
    event_time: Moment
    credibility: float = Field(ge=0, le=1)
    sources: int = Field(ge=1, description="number of sources that the rate is made of")
    tick_id: str | None = Field(default=None, description="tick that the rate comes from; null for a consensus")
    sequence: int = Field(
        default=0, ge=0,
        description="grows with every change of the rate: keep the record with the greatest per key; 0 in records of release "
        "0.1.0, which are older",
    )  # fmt: skip
