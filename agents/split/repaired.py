"""Repair the text of a page, split it, and leave out the articles that are unreadable even after the repair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from agents.split.headline.site import site_of
from agents.split.result import FoundArticle, Span, Split
from agents.split.splitter import split_article, split_page
from agents.text.repair import RepairedText, repair
from agents.text.unreadable import why_unreadable
from schemas.page import Page
from schemas.rejection import Reason, Rejection

__all__ = ["RepairedSplit", "repair_and_split", "split"]

OWN_KINDS = frozenset({"blank", "date", "tick"})
"""Span kinds that a line keeps when its article is left out; a line of another kind becomes boilerplate."""


@dataclass(frozen=True, slots=True)
class RepairedSplit:
    """The repaired text of a page, and the split of this text. Offsets of the split count characters of the repaired text.

    `unreadable` says how many unreadable articles are left out, and why. It is empty if no article is left out.
    """

    text: RepairedText
    found: Split
    unreadable: str = ""


def repair_and_split(page: Page) -> RepairedSplit:
    """Repair a page and split it; leave out unreadable articles.

    Raise Rejection if all articles are unreadable, or if the page has no article and its text is unreadable.
    """
    text = repair(page.text)
    site = site_of(page.source, page.url)
    found = split_article(text.text, site) if page.layout == "article" else split_page(text.text, site)
    _check_ledger(found, len(text.text))
    reasons = {n: why for n, article in enumerate(found.articles) if (why := why_unreadable(_text_of(text.text, article)))}
    if not found.articles and (why := why_unreadable(text.text)):
        raise Rejection(Reason.PAGE_UNREADABLE, why)
    if not reasons:
        return RepairedSplit(text, found)
    first = next(iter(reasons.values()))
    if len(reasons) == len(found.articles):
        raise Rejection(Reason.PAGE_UNREADABLE, first)
    return RepairedSplit(text, _without(found, reasons.keys()), f"{len(reasons)} of {len(found.articles)} articles: {first}")


def split(page: Page) -> Split:
    """Repair a page and split it. Offsets of the returned split count characters of the page as received."""
    repaired = repair_and_split(page)
    if repaired.text.widths is None:
        return repaired.found
    at, found = repaired.text.received, repaired.found
    return replace(
        found,
        spans=tuple(_moved(span, repaired.text) for span in found.spans),
        ticks=tuple(replace(tick, start=at(tick.start), end=at(tick.end)) for tick in found.ticks),
        articles=tuple(
            replace(
                article,
                headline=article.headline and _moved(article.headline, repaired.text),
                blocks=tuple(_moved(block, repaired.text) for block in article.blocks),
                start=at(article.start),
                end=at(article.end),
            )
            for article in found.articles
        ),
    )


def _moved(span: Span, text: RepairedText) -> Span:
    return replace(span, start=text.received(span.start), end=text.received(span.end))


def _check_ledger(found: Split, characters: int) -> None:
    """Raise AssertionError unless the ledger covers all `characters` of the text without gap or overlap."""
    at = 0
    for span in found.spans:
        if span.start != at or span.end <= span.start:
            msg = f"the ledger breaks at character {at}"
            raise AssertionError(msg)
        at = span.end
    if at != characters:
        msg = f"the ledger ends at character {at} of {characters}"
        raise AssertionError(msg)


def _text_of(text: str, article: FoundArticle) -> str:
    pieces = (article.headline, *article.blocks) if article.headline else article.blocks
    return "\n".join(text[piece.start : piece.end] for piece in pieces)


def _without(found: Split, left_out: Collection[int]) -> Split:
    """Return the split without the articles whose indexes are in `left_out`.

    The lines of these articles become boilerplate, except for lines of OWN_KINDS.
    """
    kept = [number for number in range(len(found.articles)) if number not in left_out]
    new = {number: index for index, number in enumerate(kept)}
    articles = tuple(_numbered(found.articles[number], new[number]) for number in kept)
    spans = tuple(_renumbered(span, new) for span in found.spans)
    return replace(found, articles=articles, spans=spans, confidence=min(article.confidence for article in articles))


def _renumbered(span: Span, new: Mapping[int, int]) -> Span:
    if span.article is None or span.article in new:
        return replace(span, article=None if span.article is None else new[span.article])
    return replace(span, article=None, kind=span.kind if span.kind in OWN_KINDS else "furniture")


def _numbered(article: FoundArticle, index: int) -> FoundArticle:
    headline = article.headline and replace(article.headline, article=index)
    return replace(article, headline=headline, blocks=tuple(replace(block, article=index) for block in article.blocks))
