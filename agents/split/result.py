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
    """The characters [`start`, `end`) of the page, with their kind.

    `article` is the index of the article to which the characters belong, or None.
    """

    start: int
    end: int
    kind: SpanKind
    article: int | None


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article on the page. Its spans do not include white space at the beginning and the end of lines.

    `headline` is only a part of a line if the line also prints the site's name or the path of the page. `blocks` are the
    paragraphs, sub-headings, lists and deks (standfirsts) in order. Boilerplate, bylines and dates between `start` and `end`
    are in no block. `teaser` says whether the page truncates the text.
    """

    headline: Span | None
    blocks: tuple[Span, ...]
    start: int
    end: int
    confidence: float
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class PageTick:
    """A distinct tick of the page. `start` and `end` are its first place. The page prints the tick `count` times."""

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

    `spans` is the ledger: one span per line, which includes the line's terminator. The first span starts at 0, each other span
    starts where the previous span ends, and the last span ends with the page. `confidence` is the lowest confidence of the
    articles, or None without an article. `headline_lists` is the number of lists of headlines without text. `running_text` is
    the number of characters in lines of running text, inside and outside of articles.
    """

    articles: tuple[FoundArticle, ...]
    ticks: tuple[PageTick, ...]
    spans: tuple[Span, ...]
    page_date: date | None
    confidence: float | None
    headline_lists: int = 0
    running_text: int = 0
