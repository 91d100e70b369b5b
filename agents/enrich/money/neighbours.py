"""Reads the text around a number: the currency, the scale words, and where they begin and end."""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from agents.enrich.money.lexicon import APOSTROPHES, Lexicon, lexicon_key, scale_of
from agents.enrich.money.numbers import NUMBER, SPACES, read_amount
from agents.enrich.money.words import ABBREVIATIONS, UNITS_BEFORE
from agents.text.currencies import SYMBOLS

__all__ = ["SIGNS", "MoneyContext", "Prefix", "Tail", "prefix_before", "tail_after", "tail_after_prefixed"]

SIGNS = "".join(sorted(symbol for symbol in SYMBOLS if len(symbol) == 1))
"""All currency symbols of one character, for a character class of a pattern."""
_UNITS = "|".join(map(re.escape, sorted(UNITS_BEFORE, key=len, reverse=True)))

_BEFORE = re.compile(rf"(?:(?<![^\W\d_])((?:US |U\.S\. ?|[A-Za-z]{{0,3}})[{SIGNS}])|(?<![\w/])([A-Z]{{3}}|{_UNITS}))[{SPACES}]?$")
_SYMBOL_AFTER = re.compile(rf"([{SPACES}]?)(US[$]|[{SIGNS}])")
_WORD = re.compile(rf"(?:[{SPACES}]{{0,2}}|-)(U\.S\.|[^\W\d_]{{1,40}}(?:['{APOSTROPHES}][^\W\d_]{{1,20}}){{0,2}})")
_CONNECTOR = re.compile(rf"[{SPACES}](?:(?:de|di|of)(?=[{SPACES}])|d['’])")
_GAP = re.compile(rf"[{SPACES}]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

WINDOW = 8
"""Number of characters before a number that are searched for a symbol or a code."""

MANY = 99
"""A power of ten that is greater than any that words name."""

EXACT = decimal.Context(prec=100)


@dataclass(frozen=True, slots=True)
class MoneyContext:
    """What decides the meaning of ambiguous words and marks in one article."""

    lexicon: Lexicon
    language: str | None
    priced: frozenset[str] = frozenset()
    """Currency codes that have a rate on the page."""


class Prefix(NamedTuple):
    """A currency symbol or code before a number. `length` is its number of characters, with the blank after it."""

    length: int
    currency: str
    rule: str


class Tail(NamedTuple):
    """A number with the words after it: the value, and the power of ten that the scale words name.

    `end` is the offset after the last word that belongs to the amount. `currency` is None if no currency is found.
    """

    end: int
    amount: Decimal
    power: int
    currency: str | None = None
    rule: str = ""


class _Word(NamedTuple):
    key: str
    start: int
    end: int
    next: int
    """Offset where the next word may begin. After an abbreviation, it is behind the full stop."""


def prefix_before(context: MoneyContext, text: str, start: int, number: int) -> Prefix | None:
    """Return the currency symbol or code directly before the number at offset `number`, or None.

    Text before offset `start` is not read.
    """
    window = text[max(start, number - WINDOW) : number]
    match = _BEFORE.search(window)
    if match is None:
        return None
    symbol, code = match.groups()
    length = len(window) - match.start()
    if symbol:
        symbol = symbol.replace(" ", "").upper()
        currency = SYMBOLS.get(symbol) or (symbol[:-1] if symbol[:-1] in context.lexicon.codes else None)
        if currency == "JPY" and context.language == "zh":
            currency = "CNY"
        return Prefix(length, currency, "symbol") if currency else None
    code = UNITS_BEFORE.get(code, code)
    return Prefix(length, code, "code") if code in context.lexicon.codes else None


def tail_after(context: MoneyContext, text: str, number: re.Match[str], end: int, below: int = MANY) -> Tail:
    """Return a number with the scale words and the currency after it.

    The parts of an amount such as "1 million 200 thousand" are added up. The power of ten of each part must be less than that
    of the part before, which is `below`. If it is not, the result has no currency.
    """
    power, at = _power(context, text, number.end(), end, named=True)
    tail = Tail(at, read_amount(number[0], context.language, power), power)
    if power >= below:
        return tail
    lower = NUMBER.match(text, at + 1, end) if power and _GAP.match(text, at, end) else None
    if lower:
        rest = tail_after(context, text, lower, end, power)
        if rest.currency:
            return rest._replace(amount=EXACT.add(tail.amount, rest.amount), power=power)
    return _currency(context, text, tail, number, end)


def tail_after_prefixed(context: MoneyContext, text: str, number: re.Match[str], end: int, prefix: Prefix) -> Tail:
    """Return a number with the scale words after it. Its currency is that of `prefix`, but in "$5 CAD" it is CAD."""
    power, at = _power(context, text, number.end(), end, named=False)
    amount = read_amount(number[0], context.language, power, prefixed=True)
    word = next(_words(text, at, end), None)
    code = text[word.start : word.end] if word and prefix.rule == "symbol" and prefix.currency == "USD" else ""
    if word and code.endswith("D") and code in context.lexicon.codes:
        return Tail(word.end, amount, power, code, "symbol")
    return Tail(at - text.endswith(".", 0, at), amount, power, prefix.currency, prefix.rule)


def _power(context: MoneyContext, text: str, at: int, end: int, *, named: bool) -> tuple[int, int]:
    """Return the power of ten that up to two scale words at offset `at` name, and the offset of their end.

    `named` is true where the name of a currency may follow the scale words.
    """
    power = 0
    for word in islice(_words(text, at, end), 2):
        more = scale_of(word.key, context.language, before_currency=named)
        if more is None:
            break
        power, at = power + more, word.next
    return power, at


def _currency(context: MoneyContext, text: str, tail: Tail, number: re.Match[str], end: int) -> Tail:
    """Return `tail`, extended by the currency that is printed directly after it, if there is one."""
    connector = _CONNECTOR.match(text, tail.end, end) if tail.power else None
    at = connector.end() if connector else tail.end
    sign = _SYMBOL_AFTER.match(text, at, end)
    if sign and not (sign[1] and text[sign.end() : sign.end() + 1].isdigit()):
        return tail._replace(end=sign.end(), currency=SYMBOLS[sign[2]], rule="symbol")
    words = list(islice(_words(text, at, end), 5))
    code = text[words[0].start : words[0].end] if words else ""
    if code in context.lexicon.codes:
        year = _YEAR.fullmatch(number[0]) and NUMBER.match(text, words[0].end + 1, end)
        return tail if year else tail._replace(end=words[0].end, currency=code, rule="code")
    keys = [word.key for word in words]
    named = context.lexicon.currency(keys, context.language, context.priced, scaled=tail.power > 0)
    return tail._replace(end=words[named.words - 1].end, currency=named.code, rule=named.rule) if named else tail


def _words(text: str, at: int, end: int) -> Iterator[_Word]:
    """Yield the words from offset `at` on, as long as only spaces or a hyphen separate them."""
    while match := _WORD.match(text, at, end):
        word = lexicon_key(match[1])
        at = match.end() + (word in ABBREVIATIONS and text.startswith(".", match.end(), end))
        yield _Word(word, match.start(1), match.end(), at)
