"""What is printed behind a rate to its change in percent.

    move     = percent | absolute percent | ( absolute percent? ) | absolute | arrow
    percent  = +0.12%   (-0,5 %)   ▼ 0.3%   0.3% ▼   %-0,34
    absolute = +0.10   ▲0,12       with its sign, an arrow or both, and less than the rate

Arrows and signs of one move must agree; where they do not, it has no reading.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from agents.text.numbers import NUMBER, read_number

__all__ = ["ARROW", "Move", "read_move"]

_UP, _DOWN = "▲△↑⬆↗🔺🔼⏶", "▼▽↓⬇↘🔻🔽⏷"
ARROW = rf"[{_UP}{_DOWN}]\ufe0f?"
"""Pattern of an arrow that says where a rate goes."""

_AT_END = r"(?= *+(?:$|[|¦;,•·)]))"
"""An arrow before another tick may belong to either."""

_SIZE = rf"(?:(?:{ARROW})? ?[-+–]? ?(?P<size>{NUMBER}) ?%|% ?[-+–]?(?P<turkish>{NUMBER}))"
_PERCENT = rf"{_SIZE}(?: ?{ARROW}{_AT_END})?+"
_ABSOLUTE = rf"(?:{ARROW} ?[-+–]?|[-+–])(?P<absolute>{NUMBER})(?! ?%)"
# Blanks are taken for good: given back one by one to the part behind, they cost the cube of their number.
_BETWEEN = r" *+,?+ *+"
_MOVES = (
    re.compile(rf"{_BETWEEN}(?:{_ABSOLUTE}{_BETWEEN})?(?P<open>\()? *+{_PERCENT}(?(open) *+\))"),
    re.compile(rf"{_BETWEEN}\( *+{_ABSOLUTE}(?: *+[,/;|]?+ *+{_PERCENT})?+ *+\)"),
    re.compile(rf" ++{_ABSOLUTE}"),
    re.compile(rf" ?{ARROW}{_AT_END}"),
)


class Move(NamedTuple):
    """A change in percent, if one is printed; "-0" keeps its sign. `end`: one past its last character."""

    change_percent: Decimal | None
    end: int


def read_move(line: str, at: int, rate: Decimal, before: str) -> Move | None:
    """Return the move printed from `at` on, an empty one where there is none, or None if it has no reading.

    `before`: what stands before the rate, with the arrow that may be part of it.
    """
    found = next((found for form in _MOVES if (found := form.match(line, at))), None)
    printed = found[0] if found else ""
    falls = {mark in _DOWN or mark in "-–" for mark in before + printed if mark in _UP + _DOWN + "+-–"}
    if len(falls) > 1:
        return None
    if found is None:
        return Move(None, at)
    parts = found.groupdict()
    if absolute := parts.get("absolute"):
        size = read_number(absolute)
        if size is None or size >= rate:
            return None
    percent = parts.get("size") or parts.get("turkish")
    if percent is None:
        return Move(None, found.end())
    change = read_number(percent)
    return None if change is None else Move(change.copy_negate() if True in falls else change, found.end())
