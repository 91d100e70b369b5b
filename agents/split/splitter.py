"""The splitter: from the text of a page to its articles, ticks and ledger.

    lines ─ classes ─ cleaned headlines ─ features ─ three passes ─ segmentation ─ no buttons ─▶ spans, articles, teasers
                └─────────────────────────────────────────────────────────────────────────▶ ticks, page date, counts

The splitter is a pure function of the text, the names of the page's site, and the model SPLITTER.
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
    """Split the visible text of a page into any number of articles. `site` has the names of the page's site."""
    model = trained_model()
    lines, cleaned, page = prepared_page(text, model.stop_stems, site)
    return split_prepared(page, predict(page, model), lines, cleaned.copies, model.confidence)


def prepared_page(text: str, stop_stems: StopStems, site: Site = NO_SITE) -> tuple[list[ClassedLine], CleanedLines, PageFeatures]:
    """Return the lines of a page, the same lines with cleaned headlines, and the features of the cleaned lines."""
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
    """Split a page by the predictions for its lines.

    `lines` are the page's lines as they were before headlines were cleaned. None: cleaning has changed nothing. `copies` are the
    repeated headlines. `confidence` is the map that calibrates the confidence of each article.
    """
    printed = page.lines if lines is None else lines
    articles = [replace(each, confidence=calibrated(each.confidence, confidence)) for each in articles_of(page, prediction)]
    return _split(printed, CleanedLines(page.lines, copies), articles)


def split_article(text: str, site: Site = NO_SITE) -> Split:
    """Split a text that is one article: a headline at the top, and its body."""
    lines = classify(split_lines(text))
    cleaned = clean_headlines(lines, site)
    headline = opening_headline(cleaned.lines)
    start = 0 if headline is None else headline + 1
    articles = [ArticleLines(headline, start, kinds_of_article(cleaned.lines[start:]), SURE)]
    return _split(lines, cleaned, [article for article in articles if article.has_text])


def _page_date(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> date | None:
    """Return the date of the first dated line outside of all articles."""
    inside = {number for article in articles for number in range(article.first, article.end)}
    outside = (classed.date for number, classed in enumerate(lines) if classed.date and number not in inside)
    return next(outside, None)


def _split(lines: Sequence[ClassedLine], cleaned: CleanedLines, found: Sequence[ArticleLines]) -> Split:
    articles = without_buttons(lines, with_copies(found, cleaned.copies))
    as_spans = found_articles(lines, articles, cleaned.lines, teasers(lines, articles))
    spans = ledger(lines, articles)
    return Split(
        articles=as_spans,
        ticks=ticks_of(lines),
        spans=spans,
        page_date=_page_date(lines, articles),
        confidence=min((article.confidence for article in as_spans), default=None),
        headline_lists=headline_lists(lines, spans),
        running_text=running_text(lines),
    )
