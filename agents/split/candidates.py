"""The lines of a page that may be headlines: short lines with running text soon after them."""

from __future__ import annotations

from agents.split.classes import TELLING, LineClass
from agents.split.page import PageView

__all__ = ["candidates_of"]

_HEADING_LIKE = frozenset({LineClass.HEADING, LineClass.STATEMENT})
LINES_TO_TEXT = 5
"""Bylines, captions and deks stand between a headline and its text; a menu has no text after it."""
SHORTEST_TEXT = 40
"""Characters of a line that counts as running text."""


def candidates_of(page: PageView) -> list[int]:
    """Return the numbers of the candidate lines, in order."""
    return [line for line, classed in enumerate(page.lines) if classed.kind in _HEADING_LIKE and _text_follows(page, line)]


def _text_follows(page: PageView, line: int) -> bool:
    for _ in range(LINES_TO_TEXT):
        line = page.following[line]
        if line < 0 or page.kind(line) is LineClass.TICK:
            return False
        if page.kind(line) in TELLING and len(page.printed(line)) >= SHORTEST_TEXT:
            return True
    return False
