"""Lines with their kinds to spans: the ledger of the page, and the articles cut from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.split.line_classes import FIXED_KINDS, ClassedLine
from agents.split.result import FoundArticle, Span, SpanKind
from agents.text.lines import Line

__all__ = ["BLOCK_KINDS", "ArticleLines", "found_articles", "ledger"]

BLOCK_KINDS = frozenset({"paragraph", "subheading", "list", "dek"})
_OF_NOBODY = frozenset({"blank", "furniture", "tick"})


@dataclass(frozen=True)
class ArticleLines:
    """An article by line numbers: its headline, and the kinds of the lines from `start` on."""

    headline: int | None
    start: int
    kinds: Sequence[SpanKind]
    confidence: float

    @cached_property
    def blocks(self) -> list[int]:
        """Return the numbers of the lines that are its text."""
        return [self.start + n for n, kind in enumerate(self.kinds) if kind in BLOCK_KINDS]

    @property
    def has_text(self) -> bool:
        """Tell whether any line is its text."""
        return any(kind in BLOCK_KINDS for kind in self.kinds)

    @property
    def first(self) -> int:
        """Return its headline, or the first line of its text."""
        return min(self.blocks, default=self.start) if self.headline is None else self.headline

    @property
    def end(self) -> int:
        """Return one past the last line of its text."""
        return max((n + 1 for n in self.blocks), default=self.start)


def ledger(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> tuple[Span, ...]:
    """Return one span a line: together they are the page, character for character."""
    kinds: list[SpanKind] = [FIXED_KINDS.get(classed.kind, "furniture") for classed in lines]
    owners: list[int | None] = [None] * len(lines)
    for index, article in enumerate(articles):
        if article.headline is not None:
            kinds[article.headline], owners[article.headline] = "headline", index
        kinds[article.start : article.start + len(article.kinds)] = article.kinds
        for number in range(article.first, article.end):
            owners[number] = None if kinds[number] in _OF_NOBODY else index
    return tuple(
        Span(classed.line.start, classed.line.end, kind, owner) for classed, kind, owner in zip(lines, kinds, owners, strict=True)
    )


def found_articles(
    lines: Sequence[ClassedLine], articles: Sequence[ArticleLines], headlines: Sequence[ClassedLine], cut: Sequence[bool]
) -> tuple[FoundArticle, ...]:
    """Return the articles with the printed characters of their lines.

    `headlines` are the lines as headlines, which may be narrower; `cut` says which articles are teasers.
    """
    numbered = zip(range(len(articles)), articles, cut, strict=True)
    return tuple(_found(lines, article, index, headlines, is_cut) for index, article, is_cut in numbered)


def _found(
    lines: Sequence[ClassedLine], article: ArticleLines, index: int, headlines: Sequence[ClassedLine], is_cut: bool
) -> FoundArticle:
    headline = None if article.headline is None else _printed(headlines[article.headline].line, "headline", index)
    blocks = tuple(_printed(lines[n].line, article.kinds[n - article.start], index) for n in article.blocks)
    start = headline.start if headline else blocks[0].start
    return FoundArticle(headline, blocks, start, blocks[-1].end, article.confidence, teaser=is_cut)


def _printed(line: Line, kind: SpanKind, index: int) -> Span:
    return Span(line.left, line.right, kind, index)
