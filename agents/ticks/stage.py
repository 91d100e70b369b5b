"""The stage `ticks` reads printed ticks. It writes ticks with a credibility, and the latest rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from agents.runner import Handled, PerRecord
from agents.stage import RawRecord, Received, Stage
from agents.text.currencies import is_currency
from agents.ticks.confirmation import UnconfirmedTick
from agents.ticks.context import JudgingContext
from agents.ticks.judge import CREDIBLE, Verdict, judge, without_place
from agents.ticks.pair_memory import PairMemory
from agents.ticks.publish import Assessment, rate_outputs, revised, tick_output
from agents.ticks.quote import Quote, quote_of
from agents.ticks.state import Rates, Standing, TickRow, occurrence_of
from schemas.base import trusted
from schemas.codec import decode
from schemas.tick import CONSENSUS, FxTick, RawTick
from schemas.topics import FX_RATES, FX_TICKS, TICKS_RAW

__all__ = ["STAGE", "TickObservation"]

ALGORITHM = "ticks-3"


class TickObservation(NamedTuple):
    """The verdict on a tick, for metrics.

    If the shares of a source's verdicts change, the source prints its ticks in a new way, or prints wrong rates.
    """

    source: str
    verdict: Literal["sound", "lowered", "flagged", "late", "crowded"]
    moment: float
    """Event time in seconds since 1970."""


def _read(record: RawRecord) -> RawTick:
    return decode(RawTick, record.value)


def _take(record: Received[RawTick], state: Rates) -> Handled:
    """Return the outputs and rows of a tick: the tick with its verdict and, if rates change, the new rates.

    Earlier ticks that this tick confirms are published again as revisions. Of each other source, the newest confirmed tick
    becomes the latest tick of its series.

    If the pair has no place for the source, nothing is remembered of the tick, and no rate changes.
    """
    tick = record.message
    quote, memory = quote_of(tick, state.clock.rows), state.pair((tick.base, tick.quote))
    context = memory.context(quote, state.alive)
    verdict = _verdict(tick, quote, context)
    if beyond := verdict.credibility > 0 and not memory.has_place(quote.source):
        verdict = without_place(verdict)
    quote = quote._replace(credibility=verdict.credibility)
    late = context.latest is not None and quote.event_time < context.latest.event_time
    assessment = Assessment(
        tick, quote, context, verdict, late=late, beyond=beyond, sequence=state.next_sequence(record.raw.offset)
    )
    if late or not verdict.confirms:
        return _settled(record, assessment, [], memory)
    return _settled(record, assessment, [revised(each) for each in memory.unconfirmed(verdict.confirms)], memory)


def _verdict(tick: RawTick, quote: Quote, context: JudgingContext) -> Verdict:
    """Return the verdict on a tick. A tick with a reserved source or an invalid pair has credibility 0."""
    invalid = {
        "reserved_source": quote.source == CONSENSUS,
        "unknown_currency": not (is_currency(tick.base) and is_currency(tick.quote)),
        "same_currency": tick.base == tick.quote,
    }
    reasons = tuple(reason for reason, applies in invalid.items() if applies)
    return Verdict(0.0, reasons) if reasons else judge(quote, context, tick.change_percent)


def _settled(
    record: Received[RawTick], assessment: Assessment, revisions: Sequence[UnconfirmedTick], memory: PairMemory
) -> Handled:
    """Return the outputs and rows of a tick and of `revisions`, the ticks that it confirms."""
    moved = {each.quote.source: each for each in revisions if each.quote.source != assessment.quote.source}
    ticks = [assessment.published(), *(each.tick for each in revisions)]
    outputs = [tick_output(tick) for tick in ticks]
    own = [assessment.quote] * (assessment.standing == "latest" and assessment.is_news)
    quotes = [each.quote for each in moved.values()] + own
    if quotes:
        outputs += rate_outputs(assessment.tick, quotes, memory.quotes_with(quotes), assessment.sequence)
    return Handled(outputs, _rows(record, assessment, list(moved.values())), [_observation(assessment)])


def _observation(assessment: Assessment) -> TickObservation:
    """Return the observation of a tick, which the metrics count."""
    source, moment, verdict = assessment.quote.source, assessment.quote.event_time.timestamp(), assessment.verdict
    if assessment.beyond:
        return TickObservation(source, "crowded", moment)
    if assessment.late:
        return TickObservation(source, "late", moment)
    if verdict.credibility < CREDIBLE:
        return TickObservation(source, "flagged", moment)
    return TickObservation(source, "lowered" if verdict.reasons else "sound", moment)


def _rows(record: Received[RawTick], assessment: Assessment, moved: Sequence[UnconfirmedTick]) -> list[TickRow]:
    """Return the row of a tick, then one row per confirmed tick in `moved`, which are the newest of other sources."""
    unconfirmed = assessment.published() if assessment.standing == "doubted" else None
    rows = [_row(record, 0, assessment, assessment.tick, assessment.quote, assessment.standing, unconfirmed)]
    for index, (quote, tick) in enumerate(moved, start=1):
        rows.append(_row(record, index, assessment, tick, quote, "latest", None))
    return rows


def _row(
    record: Received[RawTick], index: int, assessment: Assessment, tick: RawTick, quote: Quote, standing: Standing,
    unconfirmed: FxTick | None,
) -> TickRow:  # fmt: skip
    return trusted(
        TickRow, **record.row_head(ALGORITHM, index),
        tick_id=tick.tick_id, page_topic=tick.page_topic, page_partition=tick.page_partition,
        page_offset=tick.page_offset, source=tick.source, base=tick.base, quote=tick.quote,
        rate=tick.rate, digits=tick.digits, error_bound=tick.error_bound, event_time=quote.event_time,
        credibility=quote.credibility, standing=standing, scale=assessment.daily_volatility,
        moment=not index and assessment.is_observation, peers=assessment.peers, doubt=unconfirmed,
        beyond=assessment.beyond, sequence=assessment.sequence,
    )  # fmt: skip


STAGE = Stage(
    name="ticks",
    sentence="Judge each tick and keep the latest rates.",
    reads=TICKS_RAW,
    writes=(FX_TICKS, FX_RATES),
    decode=_read,
    step=PerRecord(_take, occurrence=lambda tick: occurrence_of(tick.tick_id)),
    algorithm=ALGORITHM,
    new_state=Rates,
    row=TickRow,
)
