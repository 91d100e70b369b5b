"""Reliability: compares confidences with the share of right headlines, and computes the expected calibration error."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agents.split.result import FoundArticle, Split
from training.figures import Known
from training.pages import LabelledPage
from training.reader import is_headed_by
from training.score import Found, articles_by_line
from training.shapes import ALL, Shape, groups_of, shape_of
from training.single import UNKNOWN

__all__ = ["BINS", "Bin", "ScoredArticle", "by_group", "calibration_error", "errors_by_group", "reliability", "scored_articles"]

BINS = 10


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """An article that the splitter found, its confidence, and whether its headline is right."""

    page: LabelledPage
    publisher: str
    """Publisher of the headline's line. If that line is in no gold article, the page's most common publisher of articles."""
    confidence: float
    right: bool

    @property
    def shape(self) -> Shape:
        """Return the shape of the article's page."""
        return shape_of(self.page)


class Bin(NamedTuple):
    """The articles whose confidence is between `low` and `high`. Ten such bins cover 0 to 1."""

    low: float
    high: float
    articles: int
    confidence: float
    """Mean confidence; 0 for an empty bin."""
    right: float
    """Share of right headlines; 0 for an empty bin."""


def scored_articles(found: Found, known: Known) -> list[ScoredArticle]:
    """Return all articles whose headline is known to be right or wrong.

    On a page of one article, the headline is right if it matches the known title. Teasers on such a page are left out. A page
    that does not print its title is left out.
    """
    return [each for page, split in found for each in _scored(page, split, known)]


def _scored(page: LabelledPage, split: Split, known: Known) -> Iterator[ScoredArticle]:
    shape = shape_of(page)
    if shape is Shape.SINGLE and not known[page.name].printed:
        return
    for line, (article, _) in articles_by_line(split).items():
        if page.labels[line] != UNKNOWN and not (shape is Shape.SINGLE and article.teaser):
            yield ScoredArticle(page, _publisher(page, line), article.confidence, _is_right(page, line, article, known))


def _publisher(page: LabelledPage, line: int) -> str:
    if page.articles[line] >= 0:
        return page.publishers[line]
    owners = Counter(owner for owner, article in zip(page.publishers, page.articles, strict=True) if article >= 0)
    return max(owners, key=lambda owner: (owners[owner], owner), default=page.publishers[line])


def _is_right(page: LabelledPage, line: int, article: FoundArticle, known: Known) -> bool:
    if shape_of(page) is Shape.SINGLE:
        return is_headed_by(page, article, known[page.name])
    return page.labels[line] == "TITLE"


def reliability(articles: Sequence[ScoredArticle]) -> list[Bin]:
    """Sort articles into the ten bins of confidence, and return the bins in rising order."""
    bins: list[list[ScoredArticle]] = [[] for _ in range(BINS)]
    for article in articles:
        bins[min(BINS - 1, int(article.confidence * BINS))].append(article)
    return [
        Bin(place / BINS, (place + 1) / BINS, len(own), _mean([a.confidence for a in own]), _mean([a.right for a in own]))
        for place, own in enumerate(bins)
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error.

    The error is the mean distance between confidence and share of right headlines, weighted by the number of articles per
    bin.
    """
    total = sum(each.articles for each in bins)
    return sum(each.articles * abs(each.confidence - each.right) for each in bins) / max(1, total)


def by_group(articles: Sequence[ScoredArticle], shape: Shape) -> dict[str, list[ScoredArticle]]:
    """Return the articles on pages of one shape, by group of pages."""
    groups: dict[str, list[ScoredArticle]] = defaultdict(list)
    for article in articles:
        if article.shape is shape:
            for name in groups_of(article.page):
                groups[name].append(article)
    return groups


def errors_by_group(articles: Sequence[ScoredArticle], shape: Shape) -> dict[str, float]:
    """Return the expected calibration error of all pages of a shape, and that of the pages of each data file by itself."""
    return {
        name: calibration_error(reliability(own))
        for name, own in by_group(articles, shape).items()
        if name == ALL or name.startswith("set ")
    }
