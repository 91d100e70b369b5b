"""The text of a page to its articles, ticks and ledger of spans.

    lines ─ classes ─ cues ─ three looks ─ segmentation ─▶ spans, articles
                └────────────────────────────────────────▶ ticks, page date

The whole is a pure function of the text and of the model SPLITTER.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agents.split.articles import ArticleLines, found_articles, ledger
from agents.split.body import kinds_of_whole
from agents.split.classes import ClassedLine, LineClass, classify
from agents.split.first_cues import Reading, read
from agents.split.looks import Looked, look
from agents.split.model import Split
from agents.split.opening import opening_headline
from agents.split.segmentation import articles_of
from agents.split.ticks import ticks_of
from agents.split.trained import SPLITTER, trained
from agents.text.lines import split_lines

__all__ = ["SPLITTER", "split_article", "split_page", "split_read"]

SURE = 1.0


def split_page(text: str) -> Split:
    """Split the visible text of a page into any number of articles, or none."""
    model = trained()
    page = read(classify(split_lines(text)), model.common)
    return split_read(page, look(page, model))


def split_read(page: Reading, looked: Looked) -> Split:
    """Split a page by what a model says of its lines."""
    articles = articles_of(page, looked)
    return _split(page.lines, articles, _page_date(page.lines, articles))


def split_article(text: str) -> Split:
    """Take the whole text as one article: an opening headline, the rest its body."""
    lines = classify(split_lines(text))
    headline = opening_headline(lines)
    start = 0 if headline is None else headline + 1
    articles = [ArticleLines(headline, start, kinds_of_whole(lines[start:]), SURE)]
    return _split(lines, [article for article in articles if article.has_text], _page_date(lines, articles))


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
