"""The ticks stage: rates read off pages in; judged ticks and the latest rates out."""

from __future__ import annotations

from agents.per_record import Emitted, emit, per_record
from agents.protocols import Output, RawRecord, Received, Stage
from agents.ticks.consensus import consensus
from agents.ticks.judge import CREDIBLE, Verdict, judge
from agents.ticks.quote import Quote, quote_of
from agents.ticks.state import Rates, Standing, TickRow, occurrence_of
from schemas.codec import decode
from schemas.tick import CONSENSUS, FxRate, FxTick, RawTick
from schemas.topics import FX_RATES, FX_TICKS, STATES, TICKS_RAW

__all__ = ["STAGE"]

ALGORITHM = "ticks-2"


def _read(record: RawRecord) -> RawTick:
    return decode(RawTick, record.value)


def _take(record: Received, state: Rates) -> Emitted:
    """Publish a tick with its verdict; where it is its series' latest, the rates that moved, too."""
    tick: RawTick = record.message
    arrival = record.raw.timestamp
    if state.seen.holds(occurrence_of(tick.tick_id), arrival):
        return Emitted(repeated=True)
    pair = (tick.base, tick.quote)
    latest = state.latest(pair, tick.source, arrival)
    quote = quote_of(tick, arrival)
    verdict = _verdict(quote, latest, state.doubted(pair, tick.source, arrival))
    quote = quote._replace(credibility=verdict.credibility)
    late = latest is not None and quote.event_time < latest.event_time
    standing = _standing(verdict, late=late)
    outputs = [_tick(tick, verdict, late=late)]
    if standing == "latest" and _moves(quote, latest):
        outputs += _rates(tick, quote, state.quotes_with(pair, quote))
    return Emitted(outputs, (_row(record, tick, quote, standing),))


def _verdict(quote: Quote, latest: Quote | None, doubted: Quote | None) -> Verdict:
    """Judge a tick; a publisher must not pose as all of them."""
    return Verdict(0.0, ("reserved_source",)) if quote.source == CONSENSUS else judge(quote, latest, doubted)


def _standing(verdict: Verdict, *, late: bool) -> Standing:
    if late:
        return "aside"
    if verdict.credibility >= CREDIBLE:
        return "latest"
    return "doubted" if verdict.awaits_repetition else "aside"


def _moves(quote: Quote, latest: Quote | None) -> bool:
    """Say whether readers of the latest rate learn anything: a value, or that it still holds."""
    return latest is None or (quote.rate, quote.error_bound, quote.event_time, quote.credibility) != (
        latest.rate, latest.error_bound, latest.event_time, latest.credibility,
    )  # fmt: skip


def _tick(tick: RawTick, verdict: Verdict, *, late: bool) -> Output:
    cleaned = FxTick(**dict(tick), credibility=verdict.credibility, reasons=list(verdict.reasons), late=late)
    return emit(FX_TICKS, f"{tick.source}|{tick.base}/{tick.quote}", cleaned, tick.tick_id)


def _rates(tick: RawTick, quote: Quote, quotes: list[Quote]) -> list[Output]:
    """Return the source's row and the row of all sources; `quotes` holds the new one."""
    own = FxRate(
        base=tick.base, quote=tick.quote, source=tick.source, rate=tick.rate, error_bound=tick.error_bound,
        event_time=tick.event_time, credibility=quote.credibility, sources=1, tick_id=tick.tick_id,
    )  # fmt: skip
    together = FxRate(**consensus(quotes)._asdict(), base=tick.base, quote=tick.quote, source=CONSENSUS)
    return [
        emit(FX_RATES, f"{rate.base}/{rate.quote}|{rate.source}", rate, f"{tick.tick_id}/{rate.source}")
        for rate in (own, together)
    ]


def _row(record: Received, tick: RawTick, quote: Quote, standing: Standing) -> TickRow:
    return TickRow(
        offset=record.raw.offset, index=0, arrival=record.raw.timestamp, algorithm=ALGORITHM, tick_id=tick.tick_id,
        page_topic=tick.page_topic, page_partition=tick.page_partition, page_offset=tick.page_offset,
        source=tick.source, base=tick.base, quote=tick.quote, rate=tick.rate, digits=tick.digits,
        error_bound=tick.error_bound, event_time=quote.event_time, credibility=quote.credibility, standing=standing,
    )  # fmt: skip


STAGE = Stage(
    name="ticks",
    reads=TICKS_RAW,
    writes=(FX_TICKS, FX_RATES),
    decode=_read,
    step=per_record(_take),
    algorithm=ALGORITHM,
    new_state=Rates,
    row=TickRow,
    state_topic=next(topic for topic in STATES if topic.name == "ticks.state"),
)
