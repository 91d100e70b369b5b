"""What a page prints for a currency to its ISO 4217 code: codes and full names as Babel knows them."""

from __future__ import annotations

from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_name

from agents.text.normalise import fold

__all__ = ["WORDS", "currency_of", "is_currency"]

_NO_MONEY = frozenset({"XXX", "XTS"})
"""ISO 4217 codes for "no currency" and for tests."""

WORDS = frozenset({"ALL", "BAM", "BOB", "COP", "CUP", "LAK", "MAD", "MOP", "PEN", "RON", "SDG", "SOS", "TOP"})
"""Codes that are also words in capitals: beside a price they may name what is sold."""

_LOCALES = ("en", "ru", "ky", "kk", "uz", "uz_Cyrl", "tg", "tk", "tr")
_COUNTS = (None, 1, 2, 5)
"""Numbers that take the forms of a name apart in these languages."""

_EVERYDAY = {
    "KGS": "сом сома сомов сому som soms",
    "KZT": "тенге теңге tenge тг.",
    "UZS": "сум сума сумов сўм so'm soum",
    "TJS": "сомони сомонӣ somoni",
    "RUB": "рубль рубля рублей рубли руб. руб rubl ruble rubles",
    "USD": "доллар доллара долларов доллары dollar dollars dolar",
    "TRY": "лира лиры лир lira tl",
    "EUR": "avro",
}
"""Names as rates are quoted with them. Not here: manat, rupee, pound, each of several countries."""

_SYMBOLS = {
    "$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NZ$": "NZD",
    "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT", "₺": "TRY", "₼": "AZN", "₴": "UAH", "₹": "INR", "₩": "KRW",
    "₮": "MNT", "₾": "GEL", "₪": "ILS", "֏": "AMD", "\u20c0": "KGS",
}  # fmt: skip
"""Not here: the sign that the yen and the yuan share."""


@cache
def _codes() -> frozenset[str]:
    return frozenset(get_global("all_currencies")) - _NO_MONEY


def is_currency(code: str) -> bool:
    """Tell whether three capital letters are a currency code, past ones included."""
    return code in _codes()


def currency_of(printed: str) -> str | None:
    """Return the code for a code, a symbol or a name, as printed; None where it has none, or several."""
    if is_currency(printed):
        return printed
    return _SYMBOLS.get(printed) or _names().get(_spelt(printed))


@cache
def _names() -> dict[str, str]:
    """Return names by their spelling, 0.2 s of CPU at the first call; a name of two currencies is left out."""
    found: dict[str, set[str]] = {}
    for code in _current():
        for locale in _LOCALES:
            for count in _COUNTS:
                found.setdefault(_spelt(get_currency_name(code, count, locale)), set()).add(code)
    for code, words in _EVERYDAY.items():
        for word in words.split():
            found.setdefault(word, set()).add(code)
    # Where a language has no name for a currency, Babel gives its code: "top", "all" and "try" are words.
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1 and not is_currency(name.upper())}


def _current() -> list[str]:
    """Return the codes that are legal tender somewhere today."""
    tenders = get_global("territory_currencies").values()
    return sorted({code for territory in tenders for code, _, end, tender in territory if tender and end is None} & _codes())


def _spelt(name: str) -> str:
    """Return a name in the one spelling of the table; the Turkish capital i loses its dot."""
    return fold(name).replace("İ", "i").casefold().replace("-", " ")
