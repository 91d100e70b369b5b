"""The messages of a page: a draft per article, and a raw tick per distinct tick."""

from __future__ import annotations

from agents.occurrences import occurrence
from agents.split.result import FoundArticle, PageTick, Span, Split
from agents.split.splitter import SPLITTER
from agents.text.normalise import identity
from agents.text.repair import RepairedText
from agents.text.widths import Widths
from schemas.article import Block, Draft, PageRate, Subheading
from schemas.page import Page
from schemas.tick import RawTick

__all__ = ["draft_of", "tick_of"]


def draft_of(page: Page, repaired: RepairedText, result: Split, index: int) -> tuple[str, Draft]:
    """Return article `index` of a page as the key and the value of a draft.

    The text is repaired, one block per line. The page offsets refer to the page as received.
    """
    found, at = result.articles[index], repaired.received
    text, blocks = _body(repaired, found)
    head = found.headline or Span(found.start, found.start, "headline", index)
    headline = repaired.text[head.start : head.end]
    content_id, shard_key = identity(headline, text)
    return shard_key, Draft(
        **page.provenance(),
        content_id=content_id,
        article_index=index,
        headline=headline,
        text=text,
        page_start=at(found.start),
        page_end=at(found.end),
        headline_start=at(head.start),
        headline_end=at(head.end),
        blocks=blocks,
        subheadings=_subheadings(text, blocks),
        page_date=result.page_date.isoformat() if result.page_date else None,
        confidence=round(found.confidence, 4),
        teaser=found.teaser,
        repaired=repaired.named((span.start, span.end) for span in (head, *found.blocks)),
        page_widths=_page_widths(repaired, found),
        splitter=SPLITTER,
        licence=page.licence,
        robots=page.robots,
        rates=[_rate(tick) for tick in result.ticks],
    )


def _body(repaired: RepairedText, found: FoundArticle) -> tuple[str, list[Block]]:
    """Return the text of an article, and the blocks that the text consists of, joined by line feeds.

    Each block has its offsets in this text, and its offsets on the page as received.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for span in found.blocks:
        parts.append(repaired.text[span.start : span.end])
        blocks.append(_block(repaired, span, at))
        at += span.end - span.start + 1
    return "\n".join(parts), blocks


def _block(repaired: RepairedText, span: Span, at: int) -> Block:
    return Block(
        kind=span.kind,
        start=at,
        end=at + span.end - span.start,
        page_start=repaired.received(span.start),
        page_end=repaired.received(span.end),
    )


def _page_widths(repaired: RepairedText, found: FoundArticle) -> list[int]:
    """Return the widths of the characters of an article's text as runs: a number of characters, then their width.

    The width of a character is the number of received characters that the repair replaced by this character. The list is empty
    if all widths are 1.
    """
    if repaired.widths is None:
        return []
    widths = Widths()
    for span in found.blocks:
        pairs = repaired.widths.pairs_between(span.start, span.end)
        for count, width in zip(pairs[::2], pairs[1::2], strict=True):
            widths.add(count, width)
        widths.add(1)  # the line feed to the next block
    pairs = widths.pairs_between(0, widths.characters - 1)
    return [] if set(pairs[1::2]) <= {1} else pairs


def _subheadings(text: str, blocks: list[Block]) -> list[Subheading]:
    return [
        Subheading(**block.model_dump(exclude={"kind"}), text=text[block.start : block.end])
        for block in blocks
        if block.kind == "subheading"
    ]


def _rate(tick: PageTick) -> PageRate:
    return PageRate(base=tick.base, quote=tick.quote, rate=tick.rate, error_bound=tick.error_bound)


def tick_of(page: Page, repaired: RepairedText, tick: PageTick) -> RawTick:
    """Return a tick of a page as a raw tick. The id of the raw tick is derived from page, currency pair, rate and change."""
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
        page_start=repaired.received(tick.start),
        page_end=repaired.received(tick.end),
        repaired=repaired.named([(tick.start, tick.end)]),
    )
