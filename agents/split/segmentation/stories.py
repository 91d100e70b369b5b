"""Which of the articles on a page are stories, by the length of their text."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.ledger import ArticleLines
from agents.split.line_classes import RUNNING_TEXT, ClassedLine

__all__ = ["LITTLE", "LONGEST_TEASER", "LONG_STORY", "SHORTEST_STORY", "is_worded", "stories_of"]

SHORTEST_STORY = 60
"""Least characters of text of an article; a headline with less is boilerplate."""
LONG_STORY = 1500
"""Least characters of a page's one long story; teasers on the same page are boilerplate, such as "related" or "more from"."""
MOST_OF_THE_PAGE = 0.65
"""Least share of that story in the text of all articles; with a smaller share it is one story of several."""
LONGEST_TEASER = 400
TEASER_BLOCKS = 2
LITTLE, LITTLE_SHARE = 600, 0.5
"""Characters of text, and their share of the page, below which a page may have only share bars, captions and teasers."""


def is_worded(classed: ClassedLine) -> bool:
    """Return whether a line has a letter; a rule of dashes has none."""
    return any(map(str.isalpha, classed.line.printed))


def stories_of(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines], *, is_certain: bool) -> list[ArticleLines]:
    """Return the articles that are stories, in order; `is_certain` says that one of the headlines is certain."""
    found = [article for article in articles if _characters(lines, article) >= SHORTEST_STORY]
    text = sum(_characters(lines, article) + _headline_sentence(lines, article) for article in found)
    page = sum(len(classed.line.printed) for classed in lines)
    if text < min(LITTLE, LITTLE_SHARE * page) and not is_certain:
        return []
    long = _one_long_story(lines, found)
    return found if long is None else [each for each in found if each is long or not _is_teaser(lines, each)]


def _one_long_story(lines: Sequence[ClassedLine], found: Sequence[ArticleLines]) -> ArticleLines | None:
    """Return the one long story of a page that has most of its text, or None."""
    sizes = [_characters(lines, article) for article in found]
    long = [article for article, size in zip(found, sizes, strict=True) if size >= LONG_STORY]
    return long[0] if len(long) == 1 and max(sizes) >= MOST_OF_THE_PAGE * sum(sizes) else None


def _characters(lines: Sequence[ClassedLine], article: ArticleLines) -> int:
    return sum(len(lines[number].line.printed) for number in article.blocks if is_worded(lines[number]))


def _headline_sentence(lines: Sequence[ClassedLine], article: ArticleLines) -> int:
    """Return the number of characters of a headline that reads like running text, else 0."""
    classed = None if article.headline is None else lines[article.headline]
    return len(classed.line.printed) if classed and classed.kind in RUNNING_TEXT else 0


def _is_teaser(lines: Sequence[ClassedLine], article: ArticleLines) -> bool:
    return len(article.blocks) <= TEASER_BLOCKS and _characters(lines, article) < LONGEST_TEASER
