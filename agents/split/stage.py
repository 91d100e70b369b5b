"""The split stage: it reads raw pages, and writes drafts, ticks and one report per page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from agents.occurrences import draft_occurrence, occurrence
from agents.origin import Origin
from agents.runner import Handled, PerRecord, output_of
from agents.split.decode import broker_time, decode_page
from agents.split.limits import limited
from agents.split.messages import draft_of, tick_of
from agents.split.model.files import trained_model
from agents.split.repaired import RepairedSplit, repair_and_split
from agents.split.result import Span
from agents.split.sources import origin_of
from agents.split.splitter import SPLITTER
from agents.stage import Output, Parking, Received, Stage, Undecoded
from agents.text.currencies import currency_of
from schemas.limits import LIMITS, Limits
from schemas.page import Page, PageReport
from schemas.rejection import Reason, Rejection
from schemas.topics import DRAFTS, PAGES_RAW, PAGES_REPORTS, TICKS_RAW

__all__ = ["STAGE", "PageObservation", "split_stage"]

UNSURE = 0.5
"""Confidence below which a boundary is more likely wrong than right."""
MUCH_TEXT, SOME_TEXT, SHARE = 200, 60, 0.25
"""A page without an article is reported if it has 200 characters of running text, or 60 that are a quarter of the page.

Menus, rates and lists of headlines have no running text. A cookie notice is shorter, or less than a quarter of its page.
"""


class PageObservation(NamedTuple):
    """Figures about one page, for metrics. If their distributions shift for a source, the source has changed its layout."""

    source: str
    headlines: float
    """Number of articles of the page."""
    confidence: float | None
    """Lowest confidence of the articles, or None without an article."""
    furniture: float
    """Share of boilerplate in the page's characters."""
    spans: tuple[Span, ...] = ()
    """The ledger, for `walk`. Offsets count characters of the page as received."""


def _split(record: Received[Page], _state: None, limits: Limits) -> Handled:
    page = record.message
    repaired = repair_and_split(page)
    result = limited(repaired.found, limits)
    keyed = [draft_of(page, repaired.text, result, index) for index in range(len(result.articles))]
    drafts = [draft for _, draft in keyed]
    ticks = [tick_of(page, repaired.text, tick) for tick in result.ticks]
    spans = _as_received(repaired)
    outputs = [output_of(DRAFTS, key, draft, draft_occurrence(draft).hex()) for key, draft in keyed]
    outputs += [output_of(TICKS_RAW, tick.pair_key, tick, tick.tick_id) for tick in ticks]
    report = PageReport(
        **page.provenance(),
        outcome="split" if drafts else "no_article",
        **_reason(repaired),
        page_date=result.page_date.isoformat() if result.page_date else None,
        characters=len(page.text),
        articles=len(drafts),
        teasers=sum(draft.teaser for draft in drafts),
        headline_lists=result.headline_lists,
        content_ids=[draft.content_id for draft in drafts],
        ticks=len(ticks),
        tick_lines=sum(tick.count for tick in ticks),
        confidence=None if result.confidence is None else round(result.confidence, 4),
        ledger=_ledger(spans),
        cut=[*page.cut, *(["ticks"] if result is not repaired.found else [])],
        repaired=repaired.text.named([(0, len(repaired.text.text))]),
        splitter=SPLITTER,
    )
    furniture = report.ledger.get("furniture", 0) / max(1, len(page.text))
    return Handled(
        [*outputs, _report(report)],
        observations=[PageObservation(page.source, len(drafts), report.confidence, furniture, spans)],
    )


def _reason(repaired: RepairedSplit) -> dict[str, str]:
    """Return the fields `reason` and `detail` of a page's report, or an empty dict if there is no reason to report.

    The reasons are an unreadable article, text without an article, and a low confidence. Readable articles are published even
    if the report has a reason.
    """
    result, characters = repaired.found, len(repaired.text.text)
    if repaired.unreadable:
        return {"reason": Reason.PAGE_UNREADABLE.value, "detail": repaired.unreadable}
    if not result.articles and result.running_text >= min(MUCH_TEXT, max(SOME_TEXT, characters * SHARE)):
        share = f"{100 * result.running_text // characters} % of the characters read like text"
        return {"reason": Reason.PAGE_NO_ARTICLE.value, "detail": f"no article; {share}"}
    if result.confidence is None or result.confidence >= UNSURE:
        return {}
    doubtful = sum(article.confidence < UNSURE for article in result.articles)
    return {"reason": Reason.PAGE_UNCERTAIN.value, "detail": f"{doubtful} of {len(result.articles)} articles below {UNSURE}"}


def _as_received(repaired: RepairedSplit) -> tuple[Span, ...]:
    """Return the ledger of a page. Offsets count characters of the page as received."""
    if repaired.text.widths is None:
        return repaired.found.spans
    at = repaired.text.received
    return tuple(replace(span, start=at(span.start), end=at(span.end)) for span in repaired.found.spans)


def _ledger(spans: Iterable[Span]) -> dict[str, int]:
    """Return the number of characters per span kind. The numbers add up to the length of the page."""
    ledger: Counter[str] = Counter()
    for span in spans:
        ledger[span.kind] += span.end - span.start
    return dict(sorted(ledger.items()))


def _report(report: PageReport) -> Output:
    return output_of(PAGES_REPORTS, report.source, report, occurrence(report, "report").hex())


def _rejected(record: Received[Page] | Undecoded, rejection: Rejection) -> Sequence[Output]:
    """Return the report of a rejected page, with the reason of the rejection. A quarantined page is not decoded for it."""
    page = None if isinstance(record, Undecoded) else record.message
    place = page.provenance() if page else _place(origin_of(record.raw, undecoded=rejection.reason is Reason.QUARANTINED))
    report = PageReport(
        **place, outcome="refused", reason=rejection.reason.value, detail=rejection.detail, splitter=SPLITTER,
        characters=len(page.text) if page else 0, articles=0, ticks=0, tick_lines=0,
    )  # fmt: skip
    return (_report(report),)


def _parked(origin: Origin, reason: str) -> Sequence[Output]:
    """Return the report of a parked page. Its id is not that of the report that follows when the source is resumed."""
    report = PageReport(
        **_place(origin), outcome="parked", reason=reason, detail=f"too many pages of {origin.source} in a row were refused",
        splitter=SPLITTER, characters=0, articles=0, ticks=0, tick_lines=0,
    )  # fmt: skip
    return (output_of(PAGES_REPORTS, report.source, report, occurrence(report, "parked").hex()),)


def _place(origin: Origin) -> dict[str, Any]:
    """Return the fields of Provenance of a page that was not decoded, as far as its record can be read."""
    return {
        "page_topic": origin.topic, "page_partition": origin.partition, "page_offset": origin.offset,
        "source": origin.source, "url": origin.url, "event_time": broker_time(origin.arrival),
    }  # fmt: skip


def split_stage(limits: Limits = LIMITS) -> Stage[Page, None]:
    """Return the split stage with these limits on a page."""
    return Stage(
        name="split",
        sentence="Cut each page into drafts, ticks and a report.",
        reads=PAGES_RAW,
        writes=(DRAFTS, TICKS_RAW, PAGES_REPORTS),
        decode=partial(decode_page, limits=limits),
        step=PerRecord(partial(_split, limits=limits), on_rejection=_rejected),
        algorithm=SPLITTER,
        parking=Parking(partial(origin_of, limits=limits), partial(origin_of, limits=limits, undecoded=True), _parked),
        batch_bytes=1024 * 1024,
        warm=warm,
    )


def warm() -> None:
    """Load the model and the names of the currencies, so that the first page does not wait for them."""
    trained_model()
    currency_of("")


STAGE = split_stage()
