"""What stands beside a number: text around it in, currency, scale and extent out."""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from agents.enrich.money.lexicon import Lexicon, key, scale_of
from agents.enrich.money.numbers import NUMBER, SPACES, read_number
from agents.enrich.money.words import ABBREVIATIONS, SYMBOLS, UNITS_BEFORE

__all__ = ["SIGNS", "Context", "Prefix", "Tail", "before", "behind", "behind_prefixed"]

SIGNS = "".join(sorted(symbol for symbol in SYMBOLS if len(symbol) == 1))
"""All currency signs, for a character class."""

_BEFORE = re.compile(
    rf"(?:(?<![^\W\d_])((?:US |U\.S\. ?|[A-Za-z]{{0,3}})[{SIGNS}])|(?<![\w/])([A-Z]{{3}}|RM|Rs\.?|dlrs))[{SPACES}]?$"
)
_BEHIND = re.compile(rf"([{SPACES}]?)(US[$]|[{SIGNS}])")
_WORD = re.compile(rf"(?:[{SPACES}]{{0,2}}|-)(U\.S\.|[^\W\d_]{{1,40}}(?:['’ʼʻ‘`´][^\W\d_]{{1,20}}){{0,2}})")
_CONNECTOR = re.compile(rf"[{SPACES}](?:(?:de|di|of)(?=[{SPACES}])|d['’])")
_GAP = re.compile(rf"[{SPACES}]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

WINDOW = 8
"""Characters before a number that can hold a symbol or a code."""

MANY = 99
"""Above every power of ten that words name."""

EXACT = decimal.Context(prec=100)


@dataclass(frozen=True, slots=True)
class Context:
    """What settles ambiguous words and marks in one article."""

    lexicon: Lexicon
    language: str | None
    priced: frozenset[str] = frozenset()
    """Currencies that have a rate on the page."""


class Prefix(NamedTuple):
    """A currency before a number, and its length in characters."""

    length: int
    currency: str
    rule: str


class Tail(NamedTuple):
    """A number's value, the power of ten in its scale words, and where they end; a currency if named."""

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
    """Where to read on: behind the full stop of an abbreviation."""


def before(context: Context, text: str, start: int, number: int) -> Prefix | None:
    """Read a symbol or a code right before the number; look back no further than `start`."""
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


def behind(context: Context, text: str, number: re.Match[str], end: int, below: int = MANY) -> Tail:
    """Read scale words and a currency's name behind a number; its power must lie below `below`.

    Amounts in two steps ("1 million 200 thousand") are added up.
    """
    power, at = _power(context, text, number.end(), end, named=True)
    tail = Tail(at, read_number(number[0], context.language, power), power)
    if power >= below:
        return tail
    lower = NUMBER.match(text, at + 1, end) if power and _GAP.match(text, at, end) else None
    if lower:
        rest = behind(context, text, lower, end, power)
        if rest.currency:
            return rest._replace(amount=EXACT.add(tail.amount, rest.amount), power=power)
    return _currency(context, text, tail, number, end)


def behind_prefixed(context: Context, text: str, number: re.Match[str], end: int, prefix: Prefix) -> Tail:
    """Read scale words behind a number whose currency stands before it; "$5 CAD" is Canadian."""
    power, at = _power(context, text, number.end(), end, named=False)
    amount = read_number(number[0], context.language, power, prefixed=True)
    word = next(_words(text, at, end), None)
    code = text[word.start : word.end] if word and prefix.rule == "symbol" and prefix.currency == "USD" else ""
    if word and code.endswith("D") and code in context.lexicon.codes:
        return Tail(word.end, amount, power, code, "symbol")
    return Tail(at - text.endswith(".", 0, at), amount, power, prefix.currency, prefix.rule)


def _power(context: Context, text: str, at: int, end: int, *, named: bool) -> tuple[int, int]:
    """Return the power of ten of up to two scale words, and where they end; `named`: a currency may follow."""
    power = 0
    for word in islice(_words(text, at, end), 2):
        more = scale_of(word.key, context.language, before_currency=named)
        if more is None:
            break
        power, at = power + more, word.next
    return power, at


def _currency(context: Context, text: str, tail: Tail, number: re.Match[str], end: int) -> Tail:
    """Add the currency named at the end of the tail, if there is one."""
    connector = _CONNECTOR.match(text, tail.end, end) if tail.power else None
    at = connector.end() if connector else tail.end
    sign = _BEHIND.match(text, at, end)
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
    """Yield the words that follow, as long as nothing but a space or a hyphen parts them."""
    while match := _WORD.match(text, at, end):
        word = key(match[1])
        at = match.end() + (word in ABBREVIATIONS and text.startswith(".", match.end(), end))
        yield _Word(word, match.start(1), match.end(), at)
