"""Currencies: their codes, symbols, names and everyday words, and the currency that a printed rate names.

Codes and full names come from Babel (CLDR). The package `agents/enrich/money` uses the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from agents.text.normalise import fold

__all__ = [
    "AMBIGUOUS", "EVERYDAY", "RATE_ABBREVIATIONS", "RATE_LOCALES", "RATE_SYMBOLS", "SYMBOLS", "WORDLIKE_CODES", "cldr_names",
    "currency_of", "current_codes", "is_currency",
]  # fmt: skip

_NO_MONEY = frozenset({"XXX", "XTS"})
"""ISO 4217 codes for "no currency" and for tests."""

WORDLIKE_CODES = frozenset({"ALL", "BAM", "BOB", "COP", "CUP", "LAK", "MAD", "MOP", "PEN", "RON", "SDG", "SOS", "TOP"})
"""Codes that pages also print with another meaning: ALL and TOP in headlines, COP for a climate summit."""

SYMBOLS = {
    "$": "USD", "US$": "USD", "U.S.$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB",
    "₸": "KZT", "₺": "TRY", "₼": "AZN", "₴": "UAH", "₹": "INR", "₩": "KRW", "₮": "MNT", "₾": "GEL", "₪": "ILS",
    "₫": "VND", "฿": "THB", "֏": "AMD", "₦": "NGN", "₱": "PHP", "\u20c0": "KGS",
}  # fmt: skip
"""Currency symbols, each with its likeliest code."""

AMBIGUOUS = frozenset({"¥"})
"""Symbols that several currencies share: the yen and the yuan have the same symbol."""

EVERYDAY = {
    ("KGS", "UZS"): "сом* som* soms",
    ("UZS",): "so'm* сўм* сум* soum soums",
    ("KZT",): "теңге* тенге* tenge* tenges teňňe*",
    ("TJS",): "сомонӣ* сомони* somoni* somonis somoný*",
    ("TMT", "AZN"): "манат* manat* manats manad*",
    ("RUB",): "рубл* рубль* руб ruble* rubles rouble roubles rubl* rubel* рубел*",
    ("USD",): "доллар* долл dollar* dollars dolar* бакс* bucks",
    ("EUR",): "евро* еуро* euro* euros yevro* evro* avro* ýewro* ewro*",
    ("GBP",): "pound pounds фунт* sterling",
    ("CNY",): "юан* юань* yuan* yuans ýuan*",
    ("JPY",): "иен* йен* yen",
    ("KRW",): "won вон",
    ("UAH",): "гривн* гривен грн hryvnia hryvnias hryvnya",
    ("TRY",): "лир* lira* liras TL*",
    ("INR", "PKR"): "рупи* rupee rupees rupi*",
    ("IRR",): "риал* rial rials riýal*",
    ("AED",): "дирхам* dirham dirhams",
    ("GEL",): "лари lari laris",
    ("AFN",): "афгани* afghani afghanis afgani*",
    ("MNT",): "тугрик* төгрөг* tugrik* tugriks",
    ("PLN",): "злот* zloty zlotys zł",
    ("CZK",): "kč",
    ("ILS",): "шекел* shekel shekels",
}
"""Everyday words, by the codes that they may mean; the likeliest code is first. * marks a word that takes endings."""

RATE_LOCALES = ("en", "ru", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "tr")
"""Locales whose full names of currencies are read in rates."""

_NOT_IN_RATES = frozenset({"U.S.$", "S$", "NT$", "R$", "MX$", "₫", "฿", "₦", "₱"})
"""Symbols that do not name a currency in a rate."""
RATE_SYMBOLS = {symbol: code for symbol, code in SYMBOLS.items() if symbol not in AMBIGUOUS | _NOT_IN_RATES}
"""Symbols that name a currency in a rate."""

_RATE_WORDS = (
    "сом сома сомов сому som soms тенге теңге tenge сум сума сумов сўм so'm soum сомони сомонӣ somoni "
    "рубль рубля рублей рубли руб rubl ruble rubles доллар доллара долларов доллары dollar dollars dolar "
    "лира лиры лир lira tl avro"
)
"""Forms of everyday words that name a currency in a rate. Manat, rupee and pound are left out: they are ambiguous."""

RATE_ABBREVIATIONS = {"руб.": "RUB", "тг.": "KZT"}
"""Abbreviations, with their full stop, that name a currency in a rate."""

_COUNTS = (None, 1, 2, 5)
"""Counts of a currency. Babel's names for these counts are all forms of the name in the languages that are read."""


@cache
def _codes() -> frozenset[str]:
    return frozenset(get_global("all_currencies")) - _NO_MONEY


@cache
def current_codes() -> frozenset[str]:
    """Return the ISO 4217 codes that are legal tender somewhere today."""
    tenders = get_global("territory_currencies").values()
    return frozenset(code for territory in tenders for code, _, end, tender in territory if tender and end is None)


def is_currency(code: str) -> bool:
    """Return whether `code` is a current or a historic ISO 4217 code; lower case is not recognised."""
    return code in _codes()


def cldr_names(locales: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (name, code) for all forms of the full names of current currencies, ordered by locale, code and name."""
    for locale in map(Locale.parse, locales):
        for code in sorted(current_codes()):
            for name in sorted({get_currency_name(code, count, locale) for count in _COUNTS}):
                yield name, code


def currency_of(printed: str) -> str | None:
    """Return the ISO 4217 code that a code, symbol or name in a rate means; None if it means none or several."""
    if is_currency(printed):
        return printed
    return RATE_SYMBOLS.get(printed) or _rate_names().get(_spelling(printed))


@cache
def _rate_names() -> dict[str, str]:
    """Return the code of every name that means only one currency. The first call takes 0.2 s of CPU."""
    found: dict[str, set[str]] = {}
    everyday = ((word, _everyday_code(word)) for word in _RATE_WORDS.split())
    for name, code in (*cldr_names(RATE_LOCALES), *everyday, *RATE_ABBREVIATIONS.items()):
        found.setdefault(_spelling(name), set()).add(code)
    # If a language has no name for a currency, Babel returns the code, which may be a word: "top", "all", "try".
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1 and not is_currency(name.upper())}


def _everyday_code(word: str) -> str:
    """Return the likeliest code of the longest everyday word that `word` begins with."""
    stems = ((stem.rstrip("*").casefold(), codes) for codes, words in EVERYDAY.items() for stem in words.split())
    _, codes = max((stem for stem in stems if word.startswith(stem[0])), key=lambda stem: len(stem[0]))
    return codes[0]


def _spelling(name: str) -> str:
    """Return a name as a key of `_rate_names`: in lower case, with blanks for hyphens, and with i for the Turkish İ."""
    return fold(name).replace("İ", "i").casefold().replace("-", " ")
