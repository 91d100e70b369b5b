"""FX ticks: as printed on a page, with a credibility, and the latest rates."""

from __future__ import annotations

from pydantic import Field

from schemas.base import REPAIRED, Amount, Message, Moment, Provenance

__all__ = ["CONSENSUS", "FxRate", "FxTick", "RawTick"]

CONSENSUS = "consensus"
"""The source of a record for all sources of a pair together."""


class RawTick(Provenance):
    """A rate printed on a page: one record a distinct tick, with its count."""

    tick_id: str = Field(description="'t1:' + BLAKE2b-128 of page, pair, rate and change")
    base: str = Field(description="ISO 4217 code of the unit priced")
    quote: str = Field(description="ISO 4217 code of the currency it is priced in")
    rate: Amount = Field(description="quote units for one base unit, as printed; of buying and selling the middle")
    digits: int = Field(ge=0, description="decimals printed")
    error_bound: Amount = Field(
        description="half of the last printed digit, in quote units; of buying and selling it reaches both"
    )
    change_percent: Amount | None = Field(default=None, description="change as printed; -0 keeps its sign")
    count: int = Field(ge=1, description="times the same tick stands on the page")
    page_start: int = Field(ge=0, description="first character of its first line on the page")
    page_end: int = Field(ge=0, description="one past the last character of that line")
    repaired: str | None = Field(default=None, description=REPAIRED)


class FxTick(RawTick):
    """A cleaned tick: kept whatever its credibility."""

    credibility: float = Field(ge=0, le=1, description="1: nothing speaks against it; use from 0.5 up")
    reasons: list[str] = Field(default_factory=list, description="what lowered the credibility")
    late: bool = Field(description="an earlier moment than one already published: moves nothing")
    revision: int = Field(default=0, ge=0, description="0 at first; 1 when later ticks have confirmed it: replaces the first")


class FxRate(Message):
    """The latest rate of a pair at one source, or of all sources together."""

    base: str
    quote: str
    source: str = Field(description=f"publisher, or '{CONSENSUS}'")
    rate: Amount = Field(description="quote units for one base unit")
    error_bound: Amount = Field(description="the true rate lies within +- this, in quote units")
    event_time: Moment
    credibility: float = Field(ge=0, le=1)
    sources: int = Field(ge=1, description="sources that stand behind the row")
    tick_id: str | None = Field(default=None, description="the tick it comes from; null for a consensus")
