"""The top of a text that is one article: which line is its headline."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.classes import TELLING, ClassedLine, LineClass

__all__ = ["opening_headline"]

LONGEST_SENTENCE = 100
"""Characters of a headline that is a sentence; a longer sentence at the top is the first paragraph."""


def opening_headline(lines: Sequence[ClassedLine]) -> int | None:
    """Return the first line that can be a headline, if no running text stands before it."""
    for number, classed in enumerate(lines):
        if classed.kind is LineClass.HEADING or _is_short_sentence(classed):
            return number
        if classed.kind in TELLING:
            return None
    return None


def _is_short_sentence(classed: ClassedLine) -> bool:
    return classed.kind is LineClass.STATEMENT and len(classed.line.printed) <= LONGEST_SENTENCE
