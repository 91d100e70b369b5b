"""Makes the JSON object that `walk` prints per page. All its offsets are character offsets on the page as received."""

from __future__ import annotations

from typing import Any

from agents.enrich import Enrichment, enrichment
from agents.runner import receive_all
from agents.split import PageObservation
from agents.split.explain import ExplainedLine, explain_page
from agents.split.headline.site import site_of
from agents.stage import Undecoded
from agents.text.repair import repair
from schemas.article import CleanArticle, Draft, Located
from schemas.codec import decode
from schemas.decision import Decision
from schemas.page import Page, PageReport
from schemas.rejection import Rejection
from schemas.tick import FxTick
from schemas.topics import ARTICLES_CLEAN, ARTICLES_DECISIONS, DRAFTS, FX_TICKS, PAGES_REPORTS
from streams.stages import stage_named
from streams.walk.pipeline import Walked

__all__ = ["WalkReport", "explanation"]


class WalkReport:
    """Makes the JSON object of each page from what `Walk` returned for the page.

    The report remembers the id of every page with ticks, because a later page may confirm these ticks.
    """

    def __init__(self) -> None:
        self._ids: dict[int, Any] = {}

    def page(self, walked: Walked, page_id: Any = None) -> dict[str, Any]:
        """Return the JSON object of a page: articles with decisions, ticks, spans, and the rejection if there is one.

        `page_id` is the caller's id of the page.
        """
        reports = [decode(PageReport, value) for value in walked.of(PAGES_REPORTS)]
        ticks = [decode(FxTick, value) for value in walked.of(FX_TICKS)]
        if ticks:
            self._ids[walked.page.offset] = page_id
        return {
            "id": page_id,
            "page_date": reports[0].page_date if reports else None,
            "reason": reports[0].reason if reports else None,
            "detail": reports[0].detail if reports else None,
            "articles": _articles(walked),
            "ticks": [_tick(tick) for tick in ticks if not tick.revision],
            "revised_ticks": [{**_tick(tick), "page_id": self._ids.get(tick.page_offset)} for tick in ticks if tick.revision],
            "spans": _spans(walked),
            "rejected": _rejected(walked.rejections),
        }


def explanation(walked: Walked) -> list[ExplainedLine]:
    """Return the candidate headlines of a page, each with the features that decided whether it is a headline.

    The list is empty if the page was rejected, or if its layout is `article`: such a page is not split.
    """
    (received,) = receive_all(stage_named("split"), [walked.page])
    page: Page | None = None if isinstance(received, Undecoded) else received.message
    if page is None or page.layout != "page":
        return []
    return explain_page(repair(page.text).text, site_of(page.source, page.url))


def _articles(walked: Walked) -> list[dict[str, Any]]:
    """Return one object per draft that has a decision. A published draft is shown as it was published."""
    decisions = {it.article_index: it for it in (decode(Decision, value) for value in walked.of(ARTICLES_DECISIONS))}
    published = {it.article_index: it for it in (decode(CleanArticle, value) for value in walked.of(ARTICLES_CLEAN))}
    drafts = [decode(Draft, value) for value in walked.of(DRAFTS)]
    return [
        _article(draft, decisions[draft.article_index], published.get(draft.article_index))
        for draft in drafts
        if draft.article_index in decisions
    ]


def _article(draft: Draft, decision: Decision, published: CleanArticle | None) -> dict[str, Any]:
    """Return the object of one article. A draft that was not published, such as a duplicate, is enriched only here."""
    article = published or draft
    found = Enrichment(*(getattr(published, name) for name in Enrichment._fields)) if published else enrichment(draft)
    shown = {
        "article_id": decision.of or article.content_id,
        "content_id": article.content_id,
        "version": decision.version,
        "headline": article.headline,
        "text": article.text,
        "start": article.page_start,
        "end": article.page_end,
        "subheadings": [_on_page(sub) for sub in article.subheadings],
        "language": None,
        "date": None,
        "money": [],
        "places": [],
        "people": [],
        "quotes": [],
        "decision": decision.model_dump(include={"kind", "of", "method", "score", "same_source"}, mode="json"),
        "published": published is not None,
        "confidence": article.confidence,
        "teaser": article.teaser,
        "repaired": article.repaired,
        "language_confidence": None,
        "source": article.source,
        "url": article.url,
    }
    pieces = {name: [_on_page(piece) for piece in value] for name, value in found._asdict().items() if isinstance(value, list)}
    return {**shown, **found._asdict(), **pieces}


def _on_page(piece: Located) -> dict[str, Any]:
    """Return the fields of a piece of an article. `start` and `end` are offsets on the page, not in the article."""
    fields = piece.model_dump(mode="json", exclude={"start", "end", "page_start", "page_end"})
    return {**fields, "start": piece.page_start, "end": piece.page_end}


def _tick(tick: FxTick) -> dict[str, Any]:
    wanted = {"base", "quote", "rate", "change_percent", "count", "error_bound", "credibility", "reasons", "repaired"}
    return {**tick.model_dump(mode="json", include=wanted), "start": tick.page_start, "end": tick.page_end}


def _spans(walked: Walked) -> list[list[Any]]:
    """Return the page's spans as [start, end, kind, article]. The list is empty for a rejected page."""
    pages = [seen for seen in walked.observations if isinstance(seen, PageObservation)]
    return [[span.start, span.end, span.kind, span.article] for page in pages for span in page.spans]


def _rejected(rejections: list[tuple[str, Rejection]]) -> dict[str, str] | None:
    if not rejections:
        return None
    _stage, rejection = rejections[0]
    return {"reason": rejection.reason.value, "detail": rejection.detail}
