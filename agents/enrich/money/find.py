"""Amounts of money in a text, each with its currency and offsets.

Numbers are found first. Then the currency of each number is read: from the symbol or code before it, else from the words
after it. The time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.enrich.money.neighbours import SIGNS, MoneyContext, Prefix, Tail, prefix_before, tail_after, tail_after_prefixed
from agents.enrich.money.numbers import NUMBER, SPACES, read_amount

__all__ = ["Money", "find_money"]

_DASH = re.compile(rf"([{SPACES}])?[-–—][{SPACES}]?|([{SPACES}])(?:to|до|bis|à)[{SPACES}]")
_SIGN = re.compile(rf"(?:US)?[{SIGNS}]")
_INSIDE_WORD = re.compile(r"\w$|[^\W\d_]-$")
_EQUALS_BEFORE = re.compile(r"=\s{0,2}[^\s\d]{0,4}\s?$")
_EQUALS_AFTER = re.compile(r"\s{0,2}=")
_SLASH = re.compile(r"/([A-Z]{3})\b")
_EQUALS_WINDOW = 8


@dataclass(frozen=True, slots=True)
class Money:
    """An amount at text[start:end], its ISO 4217 code, and the rule that found it."""

    start: int
    end: int
    amount: Decimal
    currency: str
    rule: str


def find_money(context: MoneyContext, text: str, start: int, end: int) -> Iterator[Money]:
    """Yield the amounts of money in text[start:end], in order and without overlap.

    An amount in an equation ("1 USD = 87 KGS") is part of a rate and is left out.
    """
    done = start
    for number in NUMBER.finditer(text, start, end):
        if number.start() < done:
            continue
        for money in _at(context, text, number, done, end):
            done = money.end
            if not _is_rate(context, text, money, end):
                yield money


def _is_rate(context: MoneyContext, text: str, money: Money, end: int) -> bool:
    window = text[max(0, money.start - _EQUALS_WINDOW) : money.start]
    slash = _SLASH.match(text, money.end, end)
    pair = slash is not None and slash[1] in context.lexicon.codes
    return pair or bool(_EQUALS_BEFORE.search(window) or _EQUALS_AFTER.match(text, money.end, end))


def _at(context: MoneyContext, text: str, number: re.Match[str], start: int, end: int) -> list[Money]:
    """Return the money whose first number is `number`: no amount, one amount, or both ends of a range."""
    prefix = prefix_before(context, text, start, number.start())
    if prefix:
        low = tail_after_prefixed(context, text, number, end, prefix)
        return _from_prefix(context, text, number, prefix, low, end)
    if _INSIDE_WORD.search(text[max(start, number.start() - 2) : number.start()]):
        return []
    low = tail_after(context, text, number, end)
    if low.currency:
        return [Money(number.start(), low.end, low.amount, low.currency, low.rule)]
    return _up_to_name(context, text, number, low, end)


def _from_prefix(context: MoneyContext, text: str, number: re.Match[str], prefix: Prefix, low: Tail, end: int) -> list[Money]:
    """Return the amount that has a symbol or a code before its number, or both ends of a range ("$1.5-2 billion").

    If the upper end has a symbol, too, only the lower end is returned: the upper end is found later as a separate amount.
    """
    first = Money(number.start() - prefix.length, low.end, low.amount, low.currency or prefix.currency, low.rule)
    dash = _DASH.match(text, low.end, end)
    sign = _SIGN.match(text, dash.end(), end) if dash else None
    upper = NUMBER.match(text, (sign or dash).end(), end) if dash else None
    if dash is None or upper is None:
        return [first]
    high = tail_after_prefixed(context, text, upper, end, prefix)
    amount = _share(context, number, low, upper, high)
    tight = dash[1] is None and dash[2] is None
    if amount >= high.amount or not (tight or (high.power > 0 and sign is None)):
        return [first]
    first = replace(first, amount=amount)
    second = Money(upper.start(), high.end, high.amount, first.currency, "range")
    return [first] if sign else [first, second]


def _up_to_name(context: MoneyContext, text: str, number: re.Match[str], low: Tail, end: int) -> list[Money]:
    """Return the lower end of a range if the currency is named after the upper end: "10 to 20 dollars".

    The upper end is found later as a separate amount.
    """
    dash = _DASH.match(text, low.end, end)
    upper = NUMBER.match(text, dash.end(), end) if dash else None
    if upper is None:
        return []
    high = tail_after(context, text, upper, end)
    amount = _share(context, number, low, upper, high)
    if high.currency is None or amount >= high.amount:
        return []
    return [Money(number.start(), low.end, amount, high.currency, "range")]


def _share(context: MoneyContext, number: re.Match[str], low: Tail, upper: re.Match[str], high: Tail) -> Decimal:
    """Return the amount at the lower end of a range. If it has no scale word, the scale word of the upper end counts."""
    if low.power or not high.power:
        return low.amount
    own, other = (read_amount(match[0], context.language, high.power) for match in (number, upper))
    return own if own < other else low.amount
