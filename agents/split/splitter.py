"""The text of a page to its articles, ticks and ledger of spans.

    lines ─ classes ─ undressed headlines ─ cues ─ three looks ─ segmentation ─ no buttons ─▶ spans, articles, teasers
                └───────────────────────────────────────────────────────────────────────────▶ ticks, page date, counts

The whole is a pure function of the text, of the names of its site, and of the model SPLITTER.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agents.split.features.page import PageFeatures, page_features_of
from agents.split.features.words import StopStems
from agents.split.headline.cleaned import NO_COPIES, CleanedLines, Copies, clean_headlines, with_copies
from agents.split.headline.site import NO_SITE, Site
from agents.split.ledger import ArticleLines, found_articles, ledger
from agents.split.line_classes import ClassedLine, classify
from agents.split.model.files import SPLITTER, trained_model
from agents.split.model.passes import Prediction, predict
from agents.split.model.trained_model import IDENTITY, ConfidenceMap, calibrated
from agents.split.report_counts import headline_lists, running_text
from agents.split.result import Split
from agents.split.segmentation.articles import articles_of
from agents.split.single_article import kinds_of_article, opening_headline
from agents.split.teasers import teasers, without_buttons
from agents.split.ticks import ticks_of
from agents.text.lines import split_lines

__all__ = ["SPLITTER", "prepared_page", "split_article", "split_page", "split_prepared"]

SURE = 1.0


def split_page(text: str, site: Site = NO_SITE) -> Split:
    """Split the visible text of a page into any number of articles, or none; `site` is who publishes it."""
    model = trained_model()
    lines, cleaned, page = prepared_page(text, model.stop_stems, site)
    return split_prepared(page, predict(page, model), lines, cleaned.copies, model.confidence)


def prepared_page(text: str, stop_stems: StopStems, site: Site = NO_SITE) -> tuple[list[ClassedLine], CleanedLines, PageFeatures]:
    """Return the lines of a page, the same with undressed headlines, and these as the model reads them."""
    lines = classify(split_lines(text))
    cleaned = clean_headlines(lines, site)
    return lines, cleaned, page_features_of(cleaned.lines, stop_stems)


def split_prepared(
    page: PageFeatures,
    prediction: Prediction,
    lines: Sequence[ClassedLine] | None = None,
    copies: Copies = NO_COPIES,
    confidence: ConfidenceMap = IDENTITY,
) -> Split:
    """Split a page by what a model says of its lines; `lines` are those of the page where some headlines were undressed."""
    printed = page.lines if lines is None else lines
    articles = [replace(each, confidence=calibrated(each.confidence, confidence)) for each in articles_of(page, prediction)]
    return _split(printed, CleanedLines(page.lines, copies), articles)


def split_article(text: str, site: Site = NO_SITE) -> Split:
    """Take the whole text as one article: an opening headline, the rest its body."""
    lines = classify(split_lines(text))
    cleaned = clean_headlines(lines, site)
    headline = opening_headline(cleaned.lines)
    start = 0 if headline is None else headline + 1
    articles = [ArticleLines(headline, start, kinds_of_article(cleaned.lines[start:]), SURE)]
    return _split(lines, cleaned, [article for article in articles if article.has_text])


def _page_date(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> date | None:
    """Return the first date before the first article, else the first outside of all of them."""
    inside = {number for article in articles for number in range(article.first, article.end)}
    outside = (classed.date for number, classed in enumerate(lines) if classed.date and number not in inside)
    return next(outside, None)


def _split(lines: Sequence[ClassedLine], cleaned: CleanedLines, cut: Sequence[ArticleLines]) -> Split:
    articles = without_buttons(lines, with_copies(cut, cleaned.copies))
    found = found_articles(lines, articles, cleaned.lines, teasers(lines, articles))
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
