"""The text of a page to its articles, ticks and ledger of spans.

    lines ─ classes ─ view ─ boundaries ─ body kinds ─▶ spans, articles
                └──────────────────────────────────────▶ ticks, page date

The whole is a pure function of the text and of SPLITTER.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agents.split.articles import ArticleLines, found_articles, ledger
from agents.split.body import kinds_of_body, kinds_of_whole
from agents.split.boundaries import Boundary, boundaries_of
from agents.split.classes import ClassedLine, LineClass, classify
from agents.split.model import Split
from agents.split.opening import is_told, opening_headline
from agents.split.page import view_of
from agents.split.ticks import ticks_of
from agents.text.lines import split_lines

__all__ = ["SPLITTER", "split_article", "split_page"]

SPLITTER = "rules-1"
"""Version of the rules; it changes whenever the same page may split differently."""

SURE = 1.0
OPENING_CONFIDENCE = 0.5
"""Of an article that nothing but its running text announces, before the first headline found."""


def split_page(text: str) -> Split:
    """Split the visible text of a page into any number of articles, or none."""
    lines = classify(split_lines(text))
    articles = _articles(lines, boundaries_of(view_of(lines)))
    return _split(lines, articles, _page_date(lines, articles))


def split_article(text: str) -> Split:
    """Take the whole text as one article: an opening headline, the rest its body."""
    lines = classify(split_lines(text))
    headline = opening_headline(lines)
    start = 0 if headline is None else headline + 1
    articles = [ArticleLines(headline, start, kinds_of_whole(lines[start:]), SURE)]
    return _split(lines, [article for article in articles if article.has_text], _page_date(lines, articles))


def _articles(lines: Sequence[ClassedLine], boundaries: Sequence[Boundary]) -> list[ArticleLines]:
    ends = [*(boundary.line for boundary in boundaries), len(lines)]
    articles = [
        ArticleLines(found.line, found.line + 1, kinds_of_body(lines[found.line + 1 : end]), _confidence(found))
        for found, end in zip(boundaries, ends[1:], strict=True)
    ]
    opening = lines[: ends[0]]
    if is_told(opening):
        headline = opening_headline(opening)
        start = 0 if headline is None else headline + 1
        articles.insert(0, ArticleLines(headline, start, kinds_of_body(opening[start:]), OPENING_CONFIDENCE))
    return [article for article in articles if article.has_text]


def _confidence(found: Boundary) -> float:
    """Return how sure the headline is, and that no line up to the next is one."""
    return min(found.probability, 1 - found.doubt)


def _page_date(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> date | None:
    """Return the first date before the first article, else the first outside of all of them."""
    dated = [number for number, classed in enumerate(lines) if classed.kind is LineClass.DATE]
    outside = (n for n in dated if not any(article.first <= n < article.end for article in articles))
    number = next(outside, None)
    return None if number is None else lines[number].date


def _split(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines], page_date: date | None) -> Split:
    found = found_articles(lines, articles)
    return Split(
        articles=found,
        ticks=ticks_of(lines),
        spans=ledger(lines, articles),
        page_date=page_date,
        confidence=min((article.confidence for article in found), default=None),
    )
