"""The hostile inputs, all of them, and good pages to put between."""

from __future__ import annotations

from tests.hostile import encodings, envelopes, shapes
from tests.hostile.case import Case
from tests.support.pages import MadePage, make_pages

__all__ = ["CASES", "good_pages"]

CASES: tuple[Case, ...] = (*encodings.CASES, *envelopes.CASES, *shapes.CASES)


def good_pages() -> list[MadePage]:
    """Return a good page for each hostile input; no text of one is on another."""
    return list(make_pages(len(CASES), 7, articles=1, repeated=0))
