"""What `walk` prints of a page: one flat JSON object, all offsets in the page's text as received."""

from __future__ import annotations

from typing import Any

from agents.enrich import enrich
from agents.split import split
from agents.split.explain import ExplainedLine, explain_page
from agents.split.site import site_of
from agents.stage import Stage
from agents.text.repair import repair
from schemas.article import Draft, Located, UniqueArticle
from schemas.codec import decode
from schemas.decision import Decision
from schemas.page import Page, PageReport
from schemas.rejection import Refused
from schemas.tick import FxTick
from schemas.topics import ARTICLES_DECISIONS, DRAFTS, FX_TICKS, PAGES_REPORTS
from streams.handler import receive
from streams.stages import STAGES
from streams.walk.pipeline import Walked

__all__ = ["explanation", "page_object"]

SPLIT: Stage = STAGES[0]


def page_object(walked: Walked, page_id: Any = None) -> dict[str, Any]:
    """Return the page's object: articles with decisions, ticks, spans, or why it was refused."""
    reports = [decode(PageReport, value) for value in walked.of(PAGES_REPORTS)]
    decisions = {d.article_index: d for d in (decode(Decision, value) for value in walked.of(ARTICLES_DECISIONS))}
    drafts = [decode(Draft, value) for value in walked.of(DRAFTS[0])]
    received = receive(SPLIT, walked.page)
    return {
        "id": page_id,
        "page_date": reports[0].page_date if reports else None,
        "reason": reports[0].reason if reports else None,
        "detail": reports[0].detail if reports else None,
        "articles": [_article(draft, decisions[draft.article_index]) for draft in drafts if draft.article_index in decisions],
        "ticks": [_tick(decode(FxTick, value)) for value in walked.of(FX_TICKS)],
        "spans": _spans(received.message) if received.message is not None else [],
        "rejected": _rejected(walked.refused),
    }


def explanation(walked: Walked) -> list[ExplainedLine]:
    """Return why the page was cut as it was; nothing of a page that was refused or is one article."""
    page: Page | None = receive(SPLIT, walked.page).message
    return (
        explain_page(repair(page.text).text, site_of(page.source, page.url)) if page is not None and page.layout == "page" else []
    )


def _article(draft: Draft, decision: Decision) -> dict[str, Any]:
    fields = {name: getattr(draft, name) for name in Draft.model_fields}
    clean = enrich(UniqueArticle(**fields, article_id=decision.of or draft.content_id, version=decision.version or 1))
    return {
        "article_id": clean.article_id,
        "content_id": clean.content_id,
        "version": decision.version,
        "headline": clean.headline,
        "text": clean.text,
        "start": clean.page_start,
        "end": clean.page_end,
        "subheadings": [_on_page(sub) for sub in clean.subheadings],
        "language": clean.language,
        "date": None,
        "money": [_on_page(mention) for mention in clean.money],
        "places": [],
        "people": [],
        "quotes": [],
        "decision": decision.model_dump(include={"kind", "of", "method", "score", "same_source"}, mode="json"),
        "confidence": clean.confidence,
        "teaser": clean.teaser,
        "repaired": clean.repaired,
        "language_confidence": clean.language_confidence,
        "source": clean.source,
        "url": clean.url,
    }


def _on_page(piece: Located) -> dict[str, Any]:
    """Return a piece with its place on the page; its place in the article is left out."""
    fields = piece.model_dump(mode="json", exclude={"start", "end", "page_start", "page_end"})
    return {**fields, "start": piece.page_start, "end": piece.page_end}


def _tick(tick: FxTick) -> dict[str, Any]:
    wanted = {"base", "quote", "rate", "change_percent", "count", "error_bound", "credibility", "reasons", "repaired"}
    return {**tick.model_dump(mode="json", include=wanted), "start": tick.page_start, "end": tick.page_end}


def _spans(page: Page) -> list[list[Any]]:
    """Return the ledger of a page as received; none of a page that cannot be read."""
    try:
        return [[span.start, span.end, span.kind, span.article] for span in split(page).spans]
    except Refused:
        return []


def _rejected(refused: list[tuple[str, Refused]]) -> dict[str, str] | None:
    if not refused:
        return None
    _stage, refusal = refused[0]
    return {"reason": refusal.reason.value, "detail": refusal.detail}
