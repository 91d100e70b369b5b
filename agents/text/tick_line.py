"""The FX ticks printed on a line of a page.

    line  = bullet? item (separator item)*
    item  = arrow? quoted change?
    quoted = PAIR sign? rates             KGS/USD = 0.01144 -0%     USD/KGS: 87,45 (+0,12%)     EURUSD 1.0842
           | UNITS of = RATE quote        1 USD = 87.45 KGS         $1 = 87,45 сом              100 JPY – 0.64 USD
           | of sign? rates quote         USD: 87,45 сом (+0,12)    Доллар США 87,45 тенге
    rates = RATE | BUYING / SELLING       87.20 / 87.60             покупка 87,20 продажа 87,60
    change = see agents/text/tick_change.py

A currency is an ISO 4217 code, a symbol or a name (agents/text/currencies.py). A line is read only if it consists of ticks
alone: a rate within a sentence is not a tick. A rate with two readings ("87,450") and a rate without a second currency are
not read. If a buying and a selling price are printed, the rate is their middle, and the error bound reaches both prices.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from agents.text.currencies import RATE_ABBREVIATIONS, RATE_SYMBOLS, WORDLIKE_CODES, currency_of
from agents.text.normalise import ALIGNED
from agents.text.numbers import NUMBER, decimals, read_rate_number
from agents.text.tick_change import ARROW, read_change

__all__ = ["LONGEST_TICK_LINE", "TickPrinted", "error_bound", "parse_ticks"]

LONGEST_TICK_LINE = 200
"""Largest number of characters of a line of ticks: a longer line is prose. Five ticks have about 140."""

_CODE = r"[A-Z]{3}(?![^\W\d_])"
_SIGNS = "".join(symbol for symbol in RATE_SYMBOLS if len(symbol) == 1 and symbol != "$")
_SYMBOL = rf"[A-Z]{{0,2}}\$|[{_SIGNS}]"
_WORD = r"[^\W\d_]++(?:['-][^\W\d_]++)*+"
_ABBREVIATION = "|".join(map(re.escape, RATE_ABBREVIATIONS))
_NAME = rf"(?:{_ABBREVIATION})|{_WORD}(?: {_WORD}){{0,3}}+"
_CURRENCY = rf"(?:{_CODE}|{_SYMBOL}|{_NAME})"
_RISE = rf"(?:{ARROW} ?)?"
_BUYING = r"(?i:buy(?:ing)?|bid|покупка|сатып алуу|сатып алу|sotib olish|alış):? ?"
_SELLING = r"(?i:sell(?:ing)?|ask|продажа|сатуу|сату|sotish|satış):? ?"
_RATES = (
    rf"(?:{_BUYING}(?P<buying>{NUMBER})(?: ?[/|,;–-] ?| ){_SELLING}(?P<selling>{NUMBER})|"
    rf"(?P<rate>{NUMBER})(?: ?/ ?(?P<above>{NUMBER}))?)"
)
_PAIR = (
    rf"(?:(?P<base>{_CURRENCY}) ?[/→] ?(?P<quote>{_CURRENCY})|(?P<base_code>[A-Z]{{3}})(?: ?[:-] ?)?(?P<quote_code>[A-Z]{{3}}))"
)
_FORMS = (
    re.compile(rf"{_PAIR}(?: *+[=:≈] *+| ++(?:[-–—] ++)?+)(?P<before>{_RISE}){_RATES}"),
    re.compile(
        rf"(?:(?P<units>{NUMBER}) ?(?P<base>{_CURRENCY})|(?P<base_before>{_CURRENCY}) ?(?P<units_after>{NUMBER}))"
        rf"(?P<sign> *+[=≈] *+| ++[-–—] ++)(?:(?P<rate>{NUMBER}) ?(?P<quote>{_CURRENCY})|"
        rf"(?P<quote_before>{_CURRENCY}) ?(?P<rate_after>{NUMBER}))"
    ),
    re.compile(
        rf"(?P<named>(?P<base>{_CODE}|{_NAME}))(?P<sign> *+[=:] *+| ++(?:[-–—] ++)?+)"
        rf"(?P<before>{_RISE}){_RATES} ?(?P<quote>{_CURRENCY})"
    ),
)
_DIGIT = re.compile(r"\d")
_LEAD = re.compile(r"[ •*·‣▪●◦–—-]*+")
_SEPARATOR = re.compile(r" *+(?P<mark>[|¦;,•·]) *+| ++")
_LEADING_ARROW = re.compile(_RISE)
_POWERS_OF_TEN = {"1": 0, "10": 1, "100": 2, "1000": 3, "1 000": 3, "10000": 4, "10 000": 4}
_WIDEST = Decimal("0.1")
"""Largest spread, as a share of the buying rate. Two numbers further apart are not a buying and a selling rate."""


class TickPrinted(NamedTuple):
    """One tick as printed: one unit of `base` costs `rate` units of `quote`.

    `start` and `end` are offsets into the line.
    """

    base: str
    quote: str
    rate: Decimal
    error_bound: Decimal
    change_percent: Decimal | None
    start: int
    end: int


class _Rate(NamedTuple):
    value: Decimal
    error_bound: Decimal


def error_bound(rate: Decimal) -> Decimal:
    """Return half a unit of the last printed digit of a rate: 0.000005 for 0.00008."""
    return Decimal(5).scaleb(-decimals(rate) - 1)


def parse_ticks(line: str) -> list[TickPrinted]:
    """Return the ticks of a line, in order; an empty list if the line has any other text."""
    if len(line) > LONGEST_TICK_LINE or not _DIGIT.search(line):
        return []
    aligned = line.translate(ALIGNED).rstrip()
    at = _end(_LEAD.match(aligned))
    ticks: list[TickPrinted] = []
    apart = True
    while at < len(aligned):
        tick = _item(aligned, at, apart=apart)
        if tick is None:
            return []
        ticks.append(tick)
        separator = _SEPARATOR.match(aligned, tick.end)
        if tick.end < len(aligned) and not separator:
            return []
        at = _end(separator, tick.end)
        apart = bool(separator and separator["mark"])
    return ticks


def _end(found: re.Match[str] | None, otherwise: int = 0) -> int:
    return found.end() if found else otherwise


def _item(line: str, at: int, *, apart: bool) -> TickPrinted | None:
    """Return the tick that begins at offset `at`, by the first form that matches, or None.

    `apart` is true if a mark separates this tick from the previous tick. Then an arrow at `at` belongs to this tick.
    """
    start = _end(_LEADING_ARROW.match(line, at), at) if apart else at
    for form in _FORMS:
        found = form.match(line, start)
        if found and (tick := _tick(found, line[at:start])):
            return tick
    return None


def _tick(found: re.Match[str], arrow: str) -> TickPrinted | None:
    """Return the tick of a matched form, or None if a part of it cannot be read with certainty.

    `arrow` is the arrow that is printed before the match, if any.
    """
    parts = found.groupdict()
    base, quote = _currency(parts, "base"), _currency(parts, "quote")
    if base is None or quote is None or base == quote or _may_be_a_price(parts, quote):
        return None
    rate = _rate(parts)
    if not rate:
        return None
    change = read_change(found.string, found.end(), rate.value, arrow + (parts.get("before") or ""))
    return TickPrinted(base, quote, *rate, change.percent, found.start(), change.end) if change else None


def _currency(parts: dict[str, str | None], side: str) -> str | None:
    printed = parts.get(side) or parts.get(f"{side}_code") or parts.get(f"{side}_before")
    return currency_of(printed) if printed else None


def _may_be_a_price(parts: dict[str, str | None], quote: str) -> bool:
    """Return whether a match may be a price: "TOP 19.99 EUR", "CAD 25.00 $", "1 EUR - 50 USD", "$10 - €9.50"."""
    named, sign = parts.get("named"), parts.get("sign")
    if named and (named in WORDLIKE_CODES or (quote == "USD" and parts["quote"] != "USD")):
        return True
    if sign is None or set(sign) & set("=≈"):
        return False
    rate = parts["rate"] or parts.get("rate_after") or parts.get("selling") or ""
    return not set(rate) & set(".,") or (named is None and "1" not in {parts["units"], parts["units_after"]})


def _rate(parts: dict[str, str | None]) -> _Rate | None:
    """Return the rate for one unit of the base currency, with its error bound, or None if it cannot be read.

    A rate for 10, 100, 1,000 or 10,000 units is divided by this number, so it has more decimals than printed.
    """
    power = _POWERS_OF_TEN.get(parts.get("units") or parts.get("units_after") or "1")
    first = parts.get("rate") or parts.get("rate_after") or parts.get("buying") or ""
    second = parts.get("above") or parts.get("selling") or first
    low, high = read_rate_number(first), read_rate_number(second)
    if power is None or not low or not high or not low <= high <= low + low * _WIDEST:
        return None
    if second == first:
        rate = low.scaleb(-power)
        return _Rate(rate, error_bound(rate))
    middle, half = (low + high) / 2, (high - low) / 2
    return _Rate(middle, half + max(error_bound(low), error_bound(high)))
