"""The change printed after a rate, in per cent.

    change   = percent | absolute percent | ( absolute percent? ) | absolute | arrow
    percent  = +0.12%   (-0,5 %)   ▼ 0.3%   0.3% ▼   %-0,34
    absolute = +0.10   ▲0,12       with its sign, an arrow or both, and less than the rate

A change is not read if its arrows and signs contradict each other.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from agents.text.numbers import NUMBER, read_rate_number

__all__ = ["ARROW", "PrintedChange", "read_change"]

_UP, _DOWN = "▲△↑⬆↗🔺🔼⏶", "▼▽↓⬇↘🔻🔽⏷"
ARROW = rf"[{_UP}{_DOWN}]\ufe0f?"
"""Pattern of an arrow that shows the direction of a change."""

_AT_END = r"(?= *+(?:$|[|¦;,•·)]))"
"""Lookahead for the end of a tick. An arrow between two ticks is not read here: it may belong to either of them."""

_SIZE = rf"(?:(?:{ARROW})? ?[-+–]? ?(?P<size>{NUMBER}) ?%|% ?[-+–]?(?P<turkish>{NUMBER}))"
_PERCENT = rf"{_SIZE}(?: ?{ARROW}{_AT_END})?+"
_ABSOLUTE = rf"(?:{ARROW} ?[-+–]?|[-+–])(?P<absolute>{NUMBER})(?! ?%)"
# The blanks are possessive: with backtracking, their cost is cubic.
_BETWEEN = r" *+,?+ *+"
_CHANGES = (
    re.compile(rf"{_BETWEEN}(?:{_ABSOLUTE}{_BETWEEN})?(?P<open>\()? *+{_PERCENT}(?(open) *+\))"),
    re.compile(rf"{_BETWEEN}\( *+{_ABSOLUTE}(?: *+[,/;|]?+ *+{_PERCENT})?+ *+\)"),
    re.compile(rf" ++{_ABSOLUTE}"),
    re.compile(rf" ?{ARROW}{_AT_END}"),
)


class PrintedChange(NamedTuple):
    """A printed change. `percent` is None if no percentage is printed; "-0" keeps its sign."""

    percent: Decimal | None
    end: int
    """Offset after the last character of the change."""


def read_change(line: str, at: int, rate: Decimal, before: str) -> PrintedChange | None:
    """Return the change that is printed at offset `at`, or None if the change cannot be read.

    If no change is printed, the result has no percentage and ends at `at`. `before` is the text before the rate; an arrow in
    it may be part of the change.
    """
    found = next((found for form in _CHANGES if (found := form.match(line, at))), None)
    printed = found[0] if found else ""
    falls = {mark in _DOWN or mark in "-–" for mark in before + printed if mark in _UP + _DOWN + "+-–"}
    if len(falls) > 1:
        return None
    if found is None:
        return PrintedChange(None, at)
    parts = found.groupdict()
    if absolute := parts.get("absolute"):
        size = read_rate_number(absolute)
        if size is None or size >= rate:
            return None
    percent = parts.get("size") or parts.get("turkish")
    if percent is None:
        return PrintedChange(None, found.end())
    change = read_rate_number(percent)
    return None if change is None else PrintedChange(change.copy_negate() if True in falls else change, found.end())
