"""The text of a page to its articles, ticks and ledger of spans.

    lines ─ classes ─ undressed headlines ─ cues ─ three looks ─ segmentation ─ no buttons ─▶ spans, articles, teasers
                └───────────────────────────────────────────────────────────────────────────▶ ticks, page date, counts

The whole is a pure function of the text, of the names of its site, and of the model SPLITTER.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agents.split.features.page import Reading, read
from agents.split.features.words import CommonStems
from agents.split.headline.cleaned import NO_COPIES, Copies, Undressed, undress, with_copies
from agents.split.headline.site import NO_SITE, Site
from agents.split.ledger import ArticleLines, found_articles, ledger
from agents.split.line_classes import ClassedLine, classify
from agents.split.model.files import SPLITTER, trained
from agents.split.model.passes import Looked, look
from agents.split.model.trained import AS_IT_IS, ConfidenceMap, calibrated
from agents.split.report_counts import headline_lists, running_text
from agents.split.result import Split
from agents.split.segmentation.articles import articles_of
from agents.split.single_article import kinds_of_whole, opening_headline
from agents.split.teasers import teasers, without_buttons
from agents.split.ticks import ticks_of
from agents.text.lines import split_lines

__all__ = ["SPLITTER", "read_page", "split_article", "split_page", "split_read"]

SURE = 1.0


def split_page(text: str, site: Site = NO_SITE) -> Split:
    """Split the visible text of a page into any number of articles, or none; `site` is who publishes it."""
    model = trained()
    lines, undressed, page = read_page(text, model.common, site)
    return split_read(page, look(page, model), lines, undressed.copies, model.confidence)


def read_page(text: str, common: CommonStems, site: Site = NO_SITE) -> tuple[list[ClassedLine], Undressed, Reading]:
    """Return the lines of a page, the same with undressed headlines, and these as the model reads them."""
    lines = classify(split_lines(text))
    undressed = undress(lines, site)
    return lines, undressed, read(undressed.lines, common)


def split_read(
    page: Reading,
    looked: Looked,
    lines: Sequence[ClassedLine] | None = None,
    copies: Copies = NO_COPIES,
    confidence: ConfidenceMap = AS_IT_IS,
) -> Split:
    """Split a page by what a model says of its lines; `lines` are those of the page where some headlines were undressed."""
    printed = page.lines if lines is None else lines
    articles = [replace(each, confidence=calibrated(each.confidence, confidence)) for each in articles_of(page, looked)]
    return _split(printed, Undressed(page.lines, copies), articles)


def split_article(text: str, site: Site = NO_SITE) -> Split:
    """Take the whole text as one article: an opening headline, the rest its body."""
    lines = classify(split_lines(text))
    undressed = undress(lines, site)
    headline = opening_headline(undressed.lines)
    start = 0 if headline is None else headline + 1
    articles = [ArticleLines(headline, start, kinds_of_whole(undressed.lines[start:]), SURE)]
    return _split(lines, undressed, [article for article in articles if article.has_text])


def _page_date(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> date | None:
    """Return the first date before the first article, else the first outside of all of them."""
    inside = {number for article in articles for number in range(article.first, article.end)}
    outside = (classed.date for number, classed in enumerate(lines) if classed.date and number not in inside)
    return next(outside, None)


def _split(lines: Sequence[ClassedLine], undressed: Undressed, cut: Sequence[ArticleLines]) -> Split:
    articles = without_buttons(lines, with_copies(cut, undressed.copies))
    found = found_articles(lines, articles, undressed.lines, teasers(lines, articles))
    spans = ledger(lines, articles)
    return Split(
        articles=found,
        ticks=ticks_of(lines),
        spans=spans,
        page_date=_page_date(lines, articles),
        confidence=min((article.confidence for article in found), default=None),
        headline_lists=headline_lists(lines, spans),
        running_text=running_text(lines),
    )
