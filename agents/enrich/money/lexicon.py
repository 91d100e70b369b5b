"""Words beside a number in, the currency or the scale they name out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from agents.enrich.money.words import (
    EVERYDAY,
    HOME,
    LOCALES,
    LONG_SCALES,
    NATIONS,
    NOT_CODES,
    ONLY_BEFORE_CURRENCY,
    ONLY_SCALED,
    SCALES,
    TRAILING,
)

__all__ = ["Lexicon", "Named", "key", "lexicon", "scale_of"]

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼʻ‘`´", "'"))

ENDING_LANGUAGES = frozenset({None, "az", "be", "kk", "ky", "mn", "ru", "tg", "tk", "tr", "tt", "uk", "uz"})

# Case, number and possession, as they follow a currency's name; each alternative is short and anchored.
_ENDING = re.compile(
    r"'?(?:"
    r"а|я|ы|и|ь|у|ю|е|ев|ей|ов|ом|ем|ам|ям|ах|ях|ами|ями|"  # Russian, Ukrainian
    r"(?:[лдтн][аоеө]р)?(?:[ыиіуүӣ]|[сш][ыиіуү])?"  # Turkic in Cyrillic: plural, possessive, then case
    r"(?:[гкқғ][аоеө]|[дтн][аоеө]н?|[ндт][ыиіуүо]ң?|[ндт][ыиіуү]н|н[аеө]н?|н|[мпб]ен|[лдт][ыиіуү][кқ]|ро|ч[аоеө])?|"
    r"(?:l[aeə]r)?(?:[ıiuüyý]|s[ıiuüy])?"  # Turkic in Latin
    r"(?:[gkq][aeə]|y?[aeə]|n?[dt][aeə]n?|y?[ıiuü]|n?[ıiuüy][nň]|n[iıuüyaeə]|n|[ld][ıiuüy][kq]|y?l[aeə]|ning)?"
    r")"
)
LONGEST_ENDING = 9


class Named(NamedTuple):
    """A currency, and how many words name it."""

    code: str
    words: int
    rule: str


class Lexicon:
    """All names of currencies, ready for looking up; built once, 3,600 names."""

    def __init__(self) -> None:
        self.codes = _current_codes() - NOT_CODES
        self._candidates = {word.rstrip("*"): codes for word, codes in _everyday()}
        self._inflected = {word.rstrip("*") for word, _ in _everyday() if word.endswith("*")}
        self._full = dict(_full_names(_current_codes()))

    def currency(self, words: Sequence[str], language: str | None, priced: frozenset[str], *, scaled: bool) -> Named | None:
        """Return the currency that the words begin with; `priced`: codes with a rate on the page."""
        for count in range(min(len(words), 5), 1, -1):
            if code := self._full.get(" ".join(words[:count])):
                return Named(code, count, "name")
        stem = self._stem(words[0], language) if words else None
        if stem is None:
            return self._qualified(words, language)
        candidates = self._candidates[stem]
        trailing = len(words) > 1 and words[1] in TRAILING.get(candidates[0], ())
        if stem in ONLY_SCALED and not scaled and not trailing:
            return None
        return Named(_choose(candidates, language, priced), 1 + trailing, "word")

    def _qualified(self, words: Sequence[str], language: str | None) -> Named | None:
        """Read a word for a nation before an everyday word."""
        stem = self._stem(words[1], language) if len(words) > 1 else None
        for code in self._candidates[stem] if stem else ():
            if words[0].startswith(tuple(NATIONS.get(code, "").split()) or "\0"):
                return Named(code, 2, "word")
        return None

    def _stem(self, word: str, language: str | None) -> str | None:
        """Return the everyday word this one is, whatever ending it has."""
        if word in self._candidates:
            return word
        if language not in ENDING_LANGUAGES:
            return None
        for cut in range(len(word) - 1, max(1, len(word) - LONGEST_ENDING - 1), -1):
            if word[:cut] in self._inflected and _ENDING.fullmatch(word, cut):
                return word[:cut]
        return None


@cache
def lexicon() -> Lexicon:
    """Return the lexicon: 0.2 s of CPU and 20 MB at the first call."""
    return Lexicon()


def key(word: str) -> str:
    """Return a word as the lexicon spells it: lower case, one kind of apostrophe."""
    return word.lower().translate(_APOSTROPHES)


def scale_of(word: str, language: str | None, *, before_currency: bool) -> int | None:
    """Return the power of ten a word names; `before_currency`: the currency is still to come."""
    if not before_currency and word in ONLY_BEFORE_CURRENCY:
        return None
    exact = SCALES.get((word, language)) or SCALES.get((word, None))
    return exact or next((power for stem, power in LONG_SCALES.items() if word.startswith(stem)), None)


def _choose(candidates: tuple[str, ...], language: str | None, priced: frozenset[str]) -> str:
    """Settle an ambiguous word: by the language's country, by the page's rates, by use."""
    home = HOME.get(language or "")
    if home in candidates:
        return home
    on_page = [code for code in candidates if code in priced]
    return on_page[0] if len(on_page) == 1 else candidates[0]


def _everyday() -> Iterator[tuple[str, tuple[str, ...]]]:
    for codes, words in EVERYDAY.items():
        for word in words.split():
            yield key(word), codes


def _current_codes() -> frozenset[str]:
    """Return the ISO 4217 codes that are legal tender somewhere today."""
    tenders = get_global("territory_currencies").values()
    return frozenset(code for territory in tenders for code, _, end, tender in territory if tender and end is None)


def _full_names(codes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield CLDR's names of two words and more, in all their plural forms."""
    for locale in map(Locale.parse, LOCALES):
        for code in sorted(codes & set(locale.currencies)):
            names = {locale.currencies[code] or code} | {get_currency_name(code, n, locale) for n in (1, 2, 5)}
            for name in sorted(names):
                spelt = key(name).replace("-", " ")
                if " " in spelt and "(" not in spelt:
                    yield spelt, code
