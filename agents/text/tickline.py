"""A line of a page to the currency ticks printed on it, or to none.

    line   = bullet? item (separator item)*
    item   = PAIR sign? RATE change?         KGS/USD = 0.01144 -0%     USD/KGS: 87,45 (+0,12%)
           | UNITS CODE = RATE CODE change?  1 USD = 87.45 KGS         100 JPY = 0.64 USD
    change = absolute? arrow? percent        +0.12%   (-0,5 %)   ▼ 0.3%   +0.10 (+0.12%)

The whole line is ticks or none of it is: what a sentence says about a rate is no tick.
A rate with two readings ("87,450") and a rate without its second currency are left alone.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from agents.text.currencies import is_currency
from agents.text.normalise import ALIGNED
from agents.text.numbers import NUMBER, decimals, read_number

__all__ = ["LONGEST_TICK_LINE", "TickPrinted", "error_bound", "parse_ticks"]

LONGEST_TICK_LINE = 200
"""Characters; a longer line is prose. Five ticks side by side take about 140."""

_CODE = "[A-Z]{3}"
_CHANGE = rf"(?P<arrow>[▲▼↑↓△▽]?) ?(?P<sign>[-+–]?) ?(?P<change>{NUMBER}) ?%"
_ABSOLUTE = rf"(?:[-+–]{NUMBER} *+,?+ *+)?"
# Blanks are taken for good: given back one by one to the part behind, they cost the cube of their number.
_MOVE = rf"(?: *+,?+ *+{_ABSOLUTE}(?P<open>\()? *+{_CHANGE}(?(open) *\)))?"
_BY_PAIR = rf"(?P<base>{_CODE})(?: ?[/→:-] ?)?(?P<quote>{_CODE})(?: *[=:≈] *| +[-–—] +| +)(?P<rate>{NUMBER})"
_BY_UNITS = rf"(?P<units>{NUMBER}) ?(?P<base>{_CODE}) *[=≈] *(?P<rate>{NUMBER}) ?(?P<quote>{_CODE})"
_PAIR_ITEM = re.compile(_BY_PAIR + _MOVE)
_UNITS_ITEM = re.compile(_BY_UNITS + _MOVE)
_LEAD = re.compile(r"[ •*·‣▪●◦–—-]*")
_SEPARATOR = re.compile(r" *[|;,•·] *| +")
_FALLING = "▼↓▽"
_POWERS_OF_TEN = {"1": 0, "10": 1, "100": 2, "1000": 3, "1 000": 3, "10000": 4, "10 000": 4}


class TickPrinted(NamedTuple):
    """One tick as printed: `quote` units for one `base` unit, offsets into the line."""

    base: str
    quote: str
    rate: Decimal
    change_percent: Decimal | None
    start: int
    end: int


def error_bound(rate: Decimal) -> Decimal:
    """Return half of the last printed digit: 0.000005 for 0.00008."""
    return Decimal(5).scaleb(-decimals(rate) - 1)


def parse_ticks(line: str) -> list[TickPrinted]:
    """Return the ticks of a line, in order; none if anything else stands on it."""
    if len(line) > LONGEST_TICK_LINE or not any(map(str.isdigit, line)):
        return []
    aligned = line.translate(ALIGNED).rstrip()
    at = _end(_LEAD.match(aligned))
    ticks: list[TickPrinted] = []
    while at < len(aligned):
        found = _PAIR_ITEM.match(aligned, at) or _UNITS_ITEM.match(aligned, at)
        tick = _tick(found) if found else None
        if not found or not tick:
            return []
        ticks.append(tick)
        at = found.end()
        separator = _SEPARATOR.match(aligned, at)
        if at < len(aligned) and not separator:
            return []
        at = _end(separator, at)
    return ticks


def _end(found: re.Match[str] | None, otherwise: int = 0) -> int:
    return found.end() if found else otherwise


def _tick(found: re.Match[str]) -> TickPrinted | None:
    """Return the tick of one item, or None where a part of it cannot be trusted."""
    base, quote = found["base"], found["quote"]
    if base == quote or not is_currency(base) or not is_currency(quote):
        return None
    rate = _rate(found)
    change = _change(found)
    if not rate or (found["change"] and change is None):
        return None
    return TickPrinted(base, quote, rate, change, found.start(), found.end())


def _rate(found: re.Match[str]) -> Decimal | None:
    """Return the rate for one unit, with one more decimal for each zero of the units."""
    power = _POWERS_OF_TEN.get(found.groupdict().get("units") or "1")
    rate = read_number(found["rate"])
    return None if rate is None or power is None else rate.scaleb(-power)


def _change(found: re.Match[str]) -> Decimal | None:
    """Return the signed change in percent; "-0" keeps its sign."""
    size = read_number(found["change"]) if found["change"] else None
    falls, sign = found["arrow"] in tuple(_FALLING), found["sign"]
    if size is None or (found["arrow"] and sign and falls == (sign == "+")):
        return None
    return size.copy_negate() if falls or sign in ("-", "–") else size
