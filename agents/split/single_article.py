"""A text that is one article: the line that is the headline, and the span kinds of the lines below the headline."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.line_classes import FIXED_KINDS, RUNNING_TEXT, ClassedLine, LineClass
from agents.split.result import SpanKind

__all__ = ["kinds_of_article", "opening_headline"]

LONGEST_SENTENCE = 100
"""Most characters of a headline that is a sentence. A longer sentence at the top of the text is the first paragraph."""
SHORTEST_DEK = 40
LONGEST_SUBHEADING = 120


def opening_headline(lines: Sequence[ClassedLine]) -> int | None:
    """Return the number of the first line that can be a headline, or None if running text comes before such a line."""
    for number, classed in enumerate(lines):
        if classed.kind is LineClass.HEADING or _is_short_sentence(classed):
            return number
        if classed.kind in RUNNING_TEXT:
            return None
    return None


def _is_short_sentence(classed: ClassedLine) -> bool:
    return classed.kind is LineClass.STATEMENT and len(classed.line.printed) <= LONGEST_SENTENCE


def kinds_of_article(lines: Sequence[ClassedLine]) -> list[SpanKind]:
    """Return the span kinds of the lines below the headline. All these lines belong to the article."""
    kinds = [_kind(classed) for classed in lines]
    first = next((n for n, kind in enumerate(kinds) if kind not in {*FIXED_KINDS.values(), "byline"}), None)
    if first is not None and kinds[first] == "subheading" and len(lines[first].line.printed) >= SHORTEST_DEK:
        kinds[first] = "dek"
    return kinds


def _kind(classed: ClassedLine) -> SpanKind:
    """Return the span kind of a line of the article, by the class of the line."""
    if classed.kind in FIXED_KINDS:
        return FIXED_KINDS[classed.kind]
    if classed.kind is LineClass.BYLINE:
        return "byline"
    if classed.kind is LineClass.BULLET:
        return "list"
    printed = classed.line.printed
    asks = classed.kind is LineClass.STATEMENT and printed.endswith("?")
    heads = (classed.kind is LineClass.HEADING or asks) and len(printed) <= LONGEST_SUBHEADING
    return "subheading" if heads and not printed[0].islower() else "paragraph"
