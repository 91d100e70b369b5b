"""The ticks stage: rates read off pages in; judged ticks and the latest rates out."""

from __future__ import annotations

from collections.abc import Sequence

from agents.runner import Emitted, per_record
from agents.stage import RawRecord, Received, Stage
from agents.text.currencies import is_currency
from agents.ticks.evidence import Known
from agents.ticks.judge import Verdict, judge
from agents.ticks.judged import Judged, revised
from agents.ticks.outputs import rate_outputs, tick_output
from agents.ticks.pending import Doubt
from agents.ticks.quote import Quote, quote_of
from agents.ticks.state import Rates, Standing, TickRow, occurrence_of
from schemas.codec import decode
from schemas.tick import CONSENSUS, FxTick, RawTick
from schemas.topics import FX_RATES, FX_TICKS, STATES, TICKS_RAW

__all__ = ["STAGE"]

ALGORITHM = "ticks-3"


def _read(record: RawRecord) -> RawTick:
    return decode(RawTick, record.value)


def _take(record: Received, state: Rates) -> Emitted:
    """Publish a tick with its verdict; where it is its series' latest, the rates that moved, too.

    Where it confirms doubted ticks they are published again, as a revision; another source's newest one
    becomes the latest of its series.
    """
    tick: RawTick = record.message
    arrival = record.raw.timestamp
    if state.seen.holds(occurrence_of(tick.tick_id), arrival):
        return Emitted(repeated=True)
    pair, quote = (tick.base, tick.quote), quote_of(tick, arrival)
    known = state.known(pair, quote)
    verdict = _verdict(tick, quote, known)
    quote = quote._replace(credibility=verdict.credibility)
    late = known.latest is not None and quote.event_time < known.latest.event_time
    judged = Judged(tick, quote, known, verdict, late=late)
    if late or not verdict.confirms:
        return _settled(record, judged, [], state)
    return _settled(record, judged, [revised(doubt) for doubt in state.doubts(pair, verdict.confirms)], state)


def _verdict(tick: RawTick, quote: Quote, known: Known) -> Verdict:
    """Judge a tick; a publisher must not pose as all of them, and a pair is of two currencies."""
    refused = {
        "reserved_source": quote.source == CONSENSUS,
        "unknown_currency": not (is_currency(tick.base) and is_currency(tick.quote)),
        "same_currency": tick.base == tick.quote,
    }
    reasons = tuple(reason for reason, holds in refused.items() if holds)
    return Verdict(0.0, reasons) if reasons else judge(quote, known, tick.change_percent)


def _settled(record: Received, judged: Judged, revisions: Sequence[Doubt], state: Rates) -> Emitted:
    moved = {doubt.quote.source: doubt for doubt in revisions if doubt.quote.source != judged.quote.source}
    ticks = [judged.published(), *(doubt.tick for doubt in revisions)]
    outputs = [tick_output(tick) for tick in ticks]
    quotes = [doubt.quote for doubt in moved.values()] + [judged.quote] * (judged.standing == "latest" and judged.is_news)
    if quotes:
        outputs += rate_outputs(judged.tick, quotes, state.quotes_with(judged.pair, quotes, record.raw.timestamp))
    return Emitted(outputs, _rows(record, judged, list(moved.values())), tick=judged.seen())


def _rows(record: Received, judged: Judged, moved: Sequence[Doubt]) -> list[TickRow]:
    """Return the row of a tick, and one for each source whose doubted tick has become its latest."""
    doubt = judged.published() if judged.standing == "doubted" else None
    rows = [_row(record, 0, judged, judged.tick, judged.quote, judged.standing, doubt)]
    for index, (quote, tick) in enumerate(moved, start=1):
        rows.append(_row(record, index, judged, tick, quote, "latest", None))
    return rows


def _row(
    record: Received, index: int, judged: Judged, tick: RawTick, quote: Quote, standing: Standing, doubt: FxTick | None
) -> TickRow:
    return TickRow.trusted({
        "offset": record.raw.offset, "index": index, "arrival": record.raw.timestamp, "algorithm": ALGORITHM,
        "tick_id": tick.tick_id, "page_topic": tick.page_topic, "page_partition": tick.page_partition,
        "page_offset": tick.page_offset, "source": tick.source, "base": tick.base, "quote": tick.quote,
        "rate": tick.rate, "digits": tick.digits, "error_bound": tick.error_bound, "event_time": quote.event_time,
        "credibility": quote.credibility, "standing": standing, "scale": judged.scale,
        "moment": not index and judged.is_moment, "peers": judged.peers, "doubt": doubt,
    })  # fmt: skip


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
