"""The top of a text: whether it tells something, and which line is its headline."""

from __future__ import annotations

from collections.abc import Sequence

from agents.split.classes import TELLING, ClassedLine, LineClass

__all__ = ["is_told", "opening_headline"]

SHORTEST_STORY = 600
"""Characters of running text."""
SHARE_OF_STORY = 0.8
"""Of the printed characters, tick lines apart: menus and teasers stay below."""

LONGEST_SENTENCE = 100
"""Characters of a headline that is a sentence; a longer sentence at the top is the first paragraph."""


def is_told(lines: Sequence[ClassedLine]) -> bool:
    """Tell whether lines without a headline are an article all the same."""
    told = sum(len(line.printed) for line, kind, *_ in lines if kind in TELLING)
    printed = sum(len(line.printed) for line, kind, *_ in lines if kind is not LineClass.TICK)
    return told >= SHORTEST_STORY and told >= SHARE_OF_STORY * printed


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
