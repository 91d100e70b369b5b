"""A baseline for the splitter: a rule of twelve lines that finds headlines.

The headline of a long line is the nearest line above it that reads like a heading.
"""

from __future__ import annotations

from agents.split.ledger import ArticleLines, ledger
from agents.split.line_classes import ClassedLine, LineClass, classify
from agents.split.result import FoundArticle, Span, Split
from agents.text.lines import split_lines

__all__ = ["split_by_rule"]

LONG = 80
"""Minimum number of characters of a long line."""
REACH = 3
"""Number of short lines above a long line that may be its headline."""


def split_by_rule(text: str) -> Split:
    """Return the split of a page by the rule. An article ends where the next article begins."""
    lines = classify(split_lines(text))
    heads = _headlines(lines)
    articles = [
        ArticleLines(head, head + 1, ["paragraph" if classed.line.printed else "blank" for classed in lines[head + 1 : end]], 1.0)
        for head, end in zip(heads, [*heads, len(lines)][1:], strict=True)
    ]
    found = tuple(_found(lines, article, index) for index, article in enumerate(articles))
    return Split(found, (), ledger(lines, articles), None, None)


def _headlines(lines: list[ClassedLine]) -> list[int]:
    heads: list[int] = []
    short: list[int] = []
    """Numbers of the short lines since the last long line."""
    for number, classed in enumerate(lines):
        if len(classed.line.printed) >= LONG:
            heads += [each for each in short[-REACH:] if lines[each].kind is LineClass.HEADING][-1:]
            short = []
        elif classed.line.printed:
            short.append(number)
    return heads


def _found(lines: list[ClassedLine], article: ArticleLines, index: int) -> FoundArticle:
    head, *blocks = (lines[number].line for number in (article.first, *article.blocks))
    text = tuple(Span(line.left, line.right, "paragraph", index) for line in blocks)
    return FoundArticle(Span(head.left, head.right, "headline", index), text, head.left, blocks[-1].right, article.confidence)
