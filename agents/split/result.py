"""What splitting a page gives: spans, articles, ticks; offsets are characters of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

__all__ = ["FoundArticle", "PageTick", "Span", "SpanKind", "Split"]

SpanKind = Literal[
    "headline", "subheading", "paragraph", "list", "dek", "byline", "date", "tick", "furniture", "blank"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the page and what it is; `article` is the index of the article it belongs to."""

    start: int
    end: int
    kind: SpanKind
    article: int | None


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article on the page; its spans hold the printed characters alone.

    `headline` may be a part of its line, where that also carries the site's name or the path of
    the page. `blocks` are its paragraphs, sub-headings, lists and deks in order. Furniture,
    bylines and dates between `start` and `end` are in no block. `teaser`: the page cuts its text.
    """

    headline: Span | None
    blocks: tuple[Span, ...]
    start: int
    end: int
    confidence: float
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class PageTick:
    """A distinct tick of the page, with the place where it stands first and how often it stands."""

    base: str
    quote: str
    rate: Decimal
    digits: int
    error_bound: Decimal
    change_percent: Decimal | None
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Split:
    """All that was found on a page.

    `spans` is the ledger: one span a line, its terminator included, so that they tile the page:
    the first starts at 0, each starts where the last ended, the last ends with the page.
    `confidence` is the lowest of the articles' confidences, None where there is no article.
    `headline_lists` counts the lists of headlines without text; `running_text` is how many
    characters of the page are lines that read like text, in articles or not.
    """

    articles: tuple[FoundArticle, ...]
    ticks: tuple[PageTick, ...]
    spans: tuple[Span, ...]
    page_date: date | None
    confidence: float | None
    headline_lists: int = 0
    running_text: int = 0
