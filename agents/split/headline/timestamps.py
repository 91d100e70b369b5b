"""Timestamps before the headlines of a feed: "10:15 Ferry strike ends", "03.06.2026 | Ferry strike ends"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.split.line_classes import RUNNING_TEXT, ClassedLine, LineClass

__all__ = ["after_timestamp", "timestamps_of"]

_CLOCK = r"(?:[01]?[0-9]|2[0-3])(?:[:h][0-5][0-9](?:\s?(?:[AaPp]\.?[Mm]\b\.?|Uhr\b))?|\.[0-5][0-9]\s?Uhr\b)"
_DAY = r"(?:[0-3]?[0-9]([./-])[01]?[0-9]\1(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])"
_STAMP = re.compile(rf"[\[(]?(?:{_DAY}(?:,?\s{{1,2}}{_CLOCK})?|{_CLOCK})[\])]?(?:\s{{0,2}}[-–—|•·:,]\s{{0,2}}|\s{{1,2}})(?=\S)")
_BETWEEN = frozenset({LineClass.BLANK, LineClass.DATE, LineClass.BYLINE, LineClass.FRAGMENT})
"""Classes of lines that may be between a headline and its text."""
FEW = 2
"""Least headlines with a timestamp on a feed. A time before a single headline may be part of the story."""


def timestamps_of(lines: Sequence[ClassedLine], heads: Sequence[int]) -> dict[int, int]:
    """Return the length of the timestamp before each headline, by line number. Return an empty dict if the page is not a feed.

    A page is a feed if the first headline above running text has a timestamp and another such headline has a timestamp, too.
    A live blog is not a feed: its entries have timestamps, but its headline comes first and has no timestamp. The timestamps
    of a live blog show that its entries are not headlines.
    """
    above = _above_text(lines, heads)
    stamped = {number: place for number in heads if (place := after_timestamp(lines[number].line.printed))}
    is_feed = bool(above) and above[0] in stamped and sum(number in stamped for number in above) >= FEW
    return stamped if is_feed else {}


def after_timestamp(printed: str) -> int:
    """Return the length of the time of day or numeric date that a line begins with, or 0 if there is none.

    The length includes the separator after the timestamp. "10.15 million" and "38:17 in Melrose" have no timestamp.
    """
    found = _STAMP.match(printed)
    return found.end() if found else 0


def _above_text(lines: Sequence[ClassedLine], heads: Sequence[int]) -> list[int]:
    """Return the numbers of the lines in `heads` that have running text right below, in order.

    Lines of the classes _BETWEEN may be between a headline and its text.
    """
    candidates, found = frozenset(heads), []
    below = LineClass.BLANK
    for number in range(len(lines) - 1, -1, -1):
        if number in candidates and below in RUNNING_TEXT:
            found.append(number)
        if lines[number].kind not in _BETWEEN:
            below = lines[number].kind
    return found[::-1]
