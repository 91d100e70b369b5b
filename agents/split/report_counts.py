"""Two counts for a page's report: the lists of headlines without text, and the characters of running text."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.line_classes import ClassedLine, LineClass
from agents.split.result import Span

__all__ = ["headline_lists", "running_text"]

SHORTEST_LIST = 3
"""Least headlines of a list."""
HEADLINE_WORDS, HEADLINE_CHARACTERS = 4, 20
"""Least words and characters of a headline in a list; a shorter line belongs to a menu."""
SHORTEST_SENTENCE = 60
"""Least characters of a sentence that is running text. A shorter sentence may be a headline, a slogan or a button."""
SHORTEST_LINE = 100
"""Least characters of a line that is running text although it does not end like a sentence. Headlines are shorter."""

_HEADLINES = frozenset({LineClass.HEADING, LineClass.STATEMENT, LineClass.BULLET})
_BETWEEN = frozenset({"blank", "date", "byline"})
"""Kinds of lines that may be between the headlines of one list."""


def headline_lists(lines: Sequence[ClassedLine], spans: Sequence[Span]) -> int:
    """Return the number of lists of headlines without text, given the lines and the ledger of a page.

    A list is a run of boilerplate lines that read like headlines, as under "Latest news" or "Most read". Only blank lines,
    dates and bylines may be between the headlines of a list.
    """
    lists = run = 0
    for classed, span in zip(lines, spans, strict=True):
        if span.kind == "furniture" and _is_headline(classed):
            run += 1
            lists += run == SHORTEST_LIST
        elif span.kind not in _BETWEEN and classed.kind is not LineClass.BYLINE:
            run = 0
    return lists


def _is_headline(classed: ClassedLine) -> bool:
    words = [word for word in classed.line.printed.split() if any(map(str.isalpha, word))]
    return classed.kind in _HEADLINES and len(words) >= HEADLINE_WORDS and len(classed.line.printed) >= HEADLINE_CHARACTERS


def running_text(lines: Sequence[ClassedLine]) -> int:
    """Return the number of characters in lines of running text.

    A line of running text has several sentences, one long sentence, a long list item, or other long text.
    """
    return sum(len(classed.line.printed) for classed in lines if _is_running(classed))


def _is_running(classed: ClassedLine) -> bool:
    printed = classed.line.printed
    stops = classed.kind is LineClass.STATEMENT or (classed.kind is LineClass.BULLET and printed.endswith((".", "!", "…")))
    return classed.kind is LineClass.PROSE or len(printed) >= (SHORTEST_SENTENCE if stops else SHORTEST_LINE)
