"""From what was found on a page to the messages that carry it on."""

from __future__ import annotations

from agents.seen import occurrence
from agents.split.model import FoundArticle, Span, Split, TickSeen
from agents.split.segment import SPLITTER
from agents.text.normalise import content_id
from schemas.article import Block, Draft, PageRate, Subheading
from schemas.page import Page
from schemas.tick import RawTick
from schemas.topics import ROUTES

__all__ = ["draft_of", "tick_of"]


def draft_of(page: Page, result: Split, index: int) -> Draft:
    """Return article `index` of a page as a draft: its blocks as printed, one a line."""
    found = result.articles[index]
    text, blocks = _body(page.text, found)
    headline = page.text[found.headline.start : found.headline.end] if found.headline else ""
    identity = content_id(headline, text)
    return Draft(
        **page.provenance(),
        content_id=identity,
        article_index=index,
        headline=headline,
        text=text,
        page_start=found.start,
        page_end=found.end,
        headline_start=found.headline.start if found.headline else found.start,
        headline_end=found.headline.end if found.headline else found.start,
        blocks=blocks,
        subheadings=_subheadings(text, blocks),
        page_date=result.page_date.isoformat() if result.page_date else None,
        confidence=round(found.confidence, 4),
        teaser=found.teaser,
        splitter=SPLITTER,
        licence=page.licence,
        robots=page.robots,
        route_keys=[identity] * ROUTES,
        rates=[_rate(tick) for tick in result.ticks],
    )


def _body(page_text: str, found: FoundArticle) -> tuple[str, list[Block]]:
    """Join the printed lines by line feeds; each block knows both of its places."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for span in found.blocks:
        parts.append(page_text[span.start : span.end])
        blocks.append(_block(span, at))
        at += span.end - span.start + 1
    return "\n".join(parts), blocks


def _block(span: Span, at: int) -> Block:
    return Block(
        kind=span.kind,
        start=at,
        end=at + span.end - span.start,
        page_start=span.start,
        page_end=span.end,
    )


def _subheadings(text: str, blocks: list[Block]) -> list[Subheading]:
    return [
        Subheading(**block.model_dump(exclude={"kind"}), text=text[block.start : block.end])
        for block in blocks
        if block.kind == "subheading"
    ]


def _rate(tick: TickSeen) -> PageRate:
    return PageRate(base=tick.base, quote=tick.quote, rate=tick.rate, error_bound=tick.error_bound)


def tick_of(page: Page, tick: TickSeen) -> RawTick:
    """Return a tick of a page; its id names page, pair, rate and change."""
    printed = (tick.base, tick.quote, str(tick.rate), str(tick.change_percent))
    return RawTick(
        **page.provenance(),
        tick_id="t1:" + occurrence(page, *printed).hex(),
        base=tick.base,
        quote=tick.quote,
        rate=tick.rate,
        digits=tick.digits,
        error_bound=tick.error_bound,
        change_percent=tick.change_percent,
        count=tick.count,
        page_start=tick.start,
        page_end=tick.end,
    )
