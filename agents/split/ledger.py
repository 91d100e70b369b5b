"""The ledger of a page, which has one span per line, and the articles of the page as spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.split.line_classes import FIXED_KINDS, ClassedLine
from agents.split.result import FoundArticle, Span, SpanKind
from agents.text.lines import Line

__all__ = ["BLOCK_KINDS", "ArticleLines", "found_articles", "ledger"]

BLOCK_KINDS = frozenset({"paragraph", "subheading", "list", "dek"})
"""Span kinds of the lines that are text of an article."""
_OF_NO_ARTICLE = frozenset({"blank", "furniture", "tick"})


@dataclass(frozen=True)
class ArticleLines:
    """An article by line numbers. `headline` is the number of its headline's line, or None.

    `kinds` has the span kind of each line from `start` to the last line of the article.
    """

    headline: int | None
    start: int
    kinds: Sequence[SpanKind]
    confidence: float

    @cached_property
    def blocks(self) -> list[int]:
        """Return the numbers of the lines that are text of the article."""
        return [self.start + n for n, kind in enumerate(self.kinds) if kind in BLOCK_KINDS]

    @property
    def has_text(self) -> bool:
        """Return whether the article has a line of text."""
        return any(kind in BLOCK_KINDS for kind in self.kinds)

    @property
    def first(self) -> int:
        """Return the line number of the headline, or of the first line of text if the article has no headline."""
        return min(self.blocks, default=self.start) if self.headline is None else self.headline

    @property
    def end(self) -> int:
        """Return one past the number of the article's last line of text."""
        return max((n + 1 for n in self.blocks), default=self.start)


def ledger(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> tuple[Span, ...]:
    """Return the ledger: one span per line. Together, the spans cover every character of the page exactly once."""
    kinds: list[SpanKind] = [FIXED_KINDS.get(classed.kind, "furniture") for classed in lines]
    owners: list[int | None] = [None] * len(lines)
    for index, article in enumerate(articles):
        if article.headline is not None:
            kinds[article.headline], owners[article.headline] = "headline", index
        kinds[article.start : article.start + len(article.kinds)] = article.kinds
        for number in range(article.first, article.end):
            owners[number] = None if kinds[number] in _OF_NO_ARTICLE else index
    return tuple(
        Span(classed.line.start, classed.line.end, kind, owner) for classed, kind, owner in zip(lines, kinds, owners, strict=True)
    )


def found_articles(
    lines: Sequence[ClassedLine], articles: Sequence[ArticleLines], headlines: Sequence[ClassedLine], is_teaser: Sequence[bool]
) -> tuple[FoundArticle, ...]:
    """Return the articles as spans of printed characters.

    `headlines` has the cleaned form of each line. `is_teaser` says, per article, whether the page truncates the text.
    """
    numbered = zip(range(len(articles)), articles, is_teaser, strict=True)
    return tuple(_found(lines, article, index, headlines, teaser) for index, article, teaser in numbered)


def _found(
    lines: Sequence[ClassedLine], article: ArticleLines, index: int, headlines: Sequence[ClassedLine], teaser: bool
) -> FoundArticle:
    headline = None if article.headline is None else _printed(headlines[article.headline].line, "headline", index)
    blocks = tuple(_printed(lines[n].line, article.kinds[n - article.start], index) for n in article.blocks)
    start = headline.start if headline else blocks[0].start
    return FoundArticle(headline, blocks, start, blocks[-1].end, article.confidence, teaser=teaser)


def _printed(line: Line, kind: SpanKind, index: int) -> Span:
    return Span(line.left, line.right, kind, index)
