"""The choice of the articles of a page that are stories, by the length of their text."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.ledger import ArticleLines
from agents.split.line_classes import RUNNING_TEXT, ClassedLine

__all__ = ["LITTLE", "LONGEST_TEASER", "LONG_STORY", "SHORTEST_STORY", "is_worded", "stories_of"]

SHORTEST_STORY = 60
"""Least characters in the text of an article. A headline with less text is boilerplate."""
LONG_STORY = 1500
"""Least characters of the one long story of a page. Teasers on the same page, as in "related", are boilerplate."""
MOST_OF_THE_PAGE = 0.65
"""Least share of the one long story in the text of all articles. With a smaller share, the page has several stories."""
LONGEST_TEASER = 400
TEASER_BLOCKS = 2
LITTLE, LITTLE_SHARE = 600, 0.5
"""A page with less text than this, in characters and as a share, may have only share bars, captions and teasers."""


def is_worded(classed: ClassedLine) -> bool:
    """Return whether a line has a letter. A line of dashes, for example, has no letter."""
    return any(map(str.isalpha, classed.line.printed))


def stories_of(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines], *, is_certain: bool) -> list[ArticleLines]:
    """Return the articles that are stories, in order.

    `is_certain` says whether at least one headline is certain. Without such a headline, a page with little text has no stories.
    """
    found = [article for article in articles if _characters(lines, article) >= SHORTEST_STORY]
    text = sum(_characters(lines, article) + _headline_sentence(lines, article) for article in found)
    page = sum(len(classed.line.printed) for classed in lines)
    if text < min(LITTLE, LITTLE_SHARE * page) and not is_certain:
        return []
    long = _one_long_story(lines, found)
    return found if long is None else [each for each in found if each is long or not _is_teaser(lines, each)]


def _one_long_story(lines: Sequence[ClassedLine], found: Sequence[ArticleLines]) -> ArticleLines | None:
    """Return the only long story of the page if it has most of the text of all articles, else None."""
    sizes = [_characters(lines, article) for article in found]
    long = [article for article, size in zip(found, sizes, strict=True) if size >= LONG_STORY]
    return long[0] if len(long) == 1 and max(sizes) >= MOST_OF_THE_PAGE * sum(sizes) else None


def _characters(lines: Sequence[ClassedLine], article: ArticleLines) -> int:
    return sum(len(lines[number].line.printed) for number in article.blocks if is_worded(lines[number]))


def _headline_sentence(lines: Sequence[ClassedLine], article: ArticleLines) -> int:
    """Return the number of characters of the article's headline if the headline reads like running text, else 0."""
    classed = None if article.headline is None else lines[article.headline]
    return len(classed.line.printed) if classed and classed.kind in RUNNING_TEXT else 0


def _is_teaser(lines: Sequence[ClassedLine], article: ArticleLines) -> bool:
    return len(article.blocks) <= TEASER_BLOCKS and _characters(lines, article) < LONGEST_TEASER
