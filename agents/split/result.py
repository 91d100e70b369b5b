"""The result of splitting a page: spans, articles and ticks. Offsets count characters of the page."""

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
    """A stretch of the page with its kind; `article` is the index of its article, or None."""

    start: int
    end: int
    kind: SpanKind
    article: int | None


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article on the page; its spans leave out the white space around the printed characters.

    `headline` is a part of its line where the line also has the site's name or the path of the page. `blocks` are the
    paragraphs, sub-headings, lists and deks (standfirsts) in order. No block has the boilerplate, bylines and dates between
    `start` and `end`. `teaser` says that the page truncates the text.
    """

    headline: Span | None
    blocks: tuple[Span, ...]
    start: int
    end: int
    confidence: float
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class PageTick:
    """A distinct tick of the page: its first place, and the number of times it is printed."""

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
    """The articles, ticks and ledger of a page.

    `spans` is the ledger: one span per line with its terminator. The first starts at 0, each starts where the previous one
    ends, and the last ends with the page. `confidence` is the lowest confidence of the articles, None without an article.
    `headline_lists` is the number of lists of headlines without text. `running_text` is the number of characters in lines of
    running text, inside and outside of articles.
    """

    articles: tuple[FoundArticle, ...]
    ticks: tuple[PageTick, ...]
    spans: tuple[Span, ...]
    page_date: date | None
    confidence: float | None
    headline_lists: int = 0
    running_text: int = 0
