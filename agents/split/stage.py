"""The split stage: raw pages in; drafts, ticks and one report a page out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from agents.occurrences import draft_occurrence, occurrence
from agents.runner import Emitted, emit, per_record
from agents.split.door import LAST_ARRIVAL, read_page
from agents.split.messages import draft_of, tick_of
from agents.split.readable import ReadPage, read_and_split
from agents.split.segment import SPLITTER
from agents.split.trained import trained
from agents.split.within import capped
from agents.stage import Output, PageSeen, RawRecord, Received, Stage
from agents.text.currencies import currency_of
from schemas.base import printable
from schemas.limits import LIMITS, Limits
from schemas.page import Page, PageReport
from schemas.rejection import Reason, Refused
from schemas.topics import DRAFTS, PAGES_RAW, PAGES_REPORTS, TICKS_RAW

__all__ = ["STAGE", "split_stage"]

UNSURE = 0.5
"""Confidence below which a boundary is likelier wrong than right."""
MUCH_TEXT, SOME_TEXT, SHARE = 200, 60, 0.25
"""A page without an article has running text if that is 200 characters, or 60 and a quarter of the page.

Menus, rates and lists of headlines have none; a notice of cookies is shorter, or less than a quarter of its page.
"""


def _split(record: Received, _state: object, limits: Limits) -> Emitted:
    page: Page = record.message
    read = read_and_split(page)
    result = capped(read.found, limits)
    drafts = [draft_of(page, read.text, result, index) for index in range(len(result.articles))]
    ticks = [tick_of(page, read.text, tick) for tick in result.ticks]
    outputs = [emit(DRAFTS[0], draft.route_keys[0], draft, draft_occurrence(draft).hex()) for draft in drafts]
    outputs += [emit(TICKS_RAW, f"{tick.source}|{tick.base}/{tick.quote}", tick, tick.tick_id) for tick in ticks]
    report = PageReport(
        **page.provenance(),
        outcome="split" if drafts else "no_article",
        **_doubt(read),
        page_date=result.page_date.isoformat() if result.page_date else None,
        characters=len(page.text),
        articles=len(drafts),
        teasers=sum(draft.teaser for draft in drafts),
        headline_lists=result.headline_lists,
        content_ids=[draft.content_id for draft in drafts],
        ticks=len(ticks),
        tick_lines=sum(tick.count for tick in ticks),
        confidence=None if result.confidence is None else round(result.confidence, 4),
        ledger=_ledger(read),
        cut=[*page.cut, *(["ticks"] if result is not read.found else [])],
        repaired=read.text.named([(0, len(read.text.text))]),
        splitter=SPLITTER,
    )
    seen = PageSeen(page.source, len(drafts), report.confidence, report.ledger.get("furniture", 0) / max(1, len(page.text)))
    return Emitted([*outputs, _report(report)], page=seen)


def _doubt(read: ReadPage) -> dict[str, str]:
    """Say so where an article cannot be read, where text gave no article, or where a boundary is as good as guessed.

    All other articles are published.
    """
    result, characters = read.found, len(read.text.text)
    if read.unreadable:
        return {"reason": Reason.PAGE_UNREADABLE.value, "detail": read.unreadable}
    if not result.articles and result.running_text >= min(MUCH_TEXT, max(SOME_TEXT, characters * SHARE)):
        share = f"{100 * result.running_text // characters} % of the characters read like text"
        return {"reason": Reason.PAGE_NO_ARTICLE.value, "detail": f"no article; {share}"}
    if result.confidence is None or result.confidence >= UNSURE:
        return {}
    doubtful = sum(article.confidence < UNSURE for article in result.articles)
    return {"reason": Reason.PAGE_UNCERTAIN.value, "detail": f"{doubtful} of {len(result.articles)} articles below {UNSURE}"}


def _ledger(read: ReadPage) -> dict[str, int]:
    """Return the characters of the page as received by span kind; they add up to the page."""
    ledger: Counter[str] = Counter()
    for span in read.found.spans:
        ledger[span.kind] += read.text.received(span.end) - read.text.received(span.start)
    return dict(sorted(ledger.items()))


def _report(report: PageReport) -> Output:
    return emit(PAGES_REPORTS, report.source, report, occurrence(report, "report").hex())


def _refused(record: Received, refusal: Refused) -> Sequence[Output]:
    """Tell the crawler of a refused page, too."""
    raw = record.raw
    page = record.message if isinstance(record.message, Page) else None
    place = page.provenance() if page else _place(raw)
    report = PageReport(
        **place, outcome="refused", reason=refusal.reason.value, detail=refusal.detail, splitter=SPLITTER,
        characters=len(page.text) if page else 0, articles=0, ticks=0, tick_lines=0,
    )  # fmt: skip
    return (_report(report),)


def _place(raw: RawRecord) -> dict[str, object]:
    source = next((value for name, value in raw.headers if name.lower() == "source"), b"")
    return {
        "page_topic": raw.topic, "page_partition": raw.partition, "page_offset": raw.offset,
        "source": printable((source or b"").decode("utf-8", "replace"))[:200].strip() or "unknown",
        "event_time": datetime.fromtimestamp(min(max(raw.timestamp, 0), LAST_ARRIVAL) / 1000, UTC),
    }  # fmt: skip


def split_stage(limits: Limits = LIMITS) -> Stage:
    """Return the stage with these limits on a page."""
    return Stage(
        name="split",
        reads=PAGES_RAW,
        writes=(DRAFTS[0], TICKS_RAW, PAGES_REPORTS),
        decode=partial(read_page, limits=limits),
        step=per_record(partial(_split, limits=limits), _refused),
        algorithm=SPLITTER,
        batch_bytes=1024 * 1024,
        warm=warm,
    )


def warm() -> None:
    """Load what the first page would wait for: the model and the names of the currencies."""
    trained()
    currency_of("")


STAGE = split_stage()
