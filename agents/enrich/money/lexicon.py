"""Looks up the words next to a number: which currency or which power of ten they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from agents.enrich.money.words import (
    HOME,
    LOCALES,
    LONG_SCALES,
    NATIONS,
    ONLY_BEFORE_CURRENCY,
    ONLY_SCALED,
    SCALES,
    TRAILING,
)
from agents.text.currencies import EVERYDAY, WORDLIKE_CODES, cldr_names, current_codes

__all__ = ["APOSTROPHES", "Lexicon", "NamedCurrency", "lexicon", "lexicon_key", "scale_of"]

APOSTROPHES = "’ʼʻ‘`´"
"""Characters that are printed in place of an apostrophe within a word."""
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

ENDING_LANGUAGES = frozenset({None, "az", "be", "kk", "ky", "mn", "ru", "tg", "tk", "tr", "tt", "uk", "uz"})

# Grammatical endings of case, number and possession. Each alternative is short and anchored.
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


class NamedCurrency(NamedTuple):
    """A currency code, the number of words that name the currency, and the rule that found it."""

    code: str
    words: int
    rule: str


class Lexicon:
    """All names of currencies, about 3,600."""

    def __init__(self) -> None:
        self.codes = current_codes() - WORDLIKE_CODES
        self._candidates = {word.rstrip("*"): codes for word, codes in _everyday()}
        self._inflected = {word.rstrip("*") for word, _ in _everyday() if word.endswith("*")}
        self._full = dict(_full_names())

    def currency(
        self, words: Sequence[str], language: str | None, priced: frozenset[str], *, scaled: bool
    ) -> NamedCurrency | None:
        """Return the currency that the first of `words` name, or None.

        `priced` are the currency codes that have a rate on the page. `scaled` is true if a scale word such as "million" comes
        before `words`.
        """
        for count in range(min(len(words), 5), 1, -1):
            if code := self._full.get(" ".join(words[:count])):
                return NamedCurrency(code, count, "name")
        stem = self._stem(words[0], language) if words else None
        if stem is None:
            return self._qualified(words, language)
        candidates = self._candidates[stem]
        trailing = len(words) > 1 and words[1] in TRAILING.get(candidates[0], ())
        if stem in ONLY_SCALED and not scaled and not trailing:
            return None
        return NamedCurrency(_choose(candidates, language, priced), 1 + trailing, "word")

    def _qualified(self, words: Sequence[str], language: str | None) -> NamedCurrency | None:
        """Return the currency named by the word for a nation and an everyday word ("Kyrgyz soms"), or None."""
        stem = self._stem(words[1], language) if len(words) > 1 else None
        for code in self._candidates[stem] if stem else ():
            if words[0].startswith(tuple(NATIONS.get(code, "").split()) or "\0"):
                return NamedCurrency(code, 2, "word")
        return None

    def _stem(self, word: str, language: str | None) -> str | None:
        """Return the everyday word ("dollar") that `word` is a form of, or None if there is none."""
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
    """Return the lexicon; the first call takes 0.2 s of CPU and 20 MB."""
    return Lexicon()


def lexicon_key(word: str) -> str:
    """Return a word as the lexicon spells it: in lower case, with one kind of apostrophe."""
    return word.lower().translate(_ONE_APOSTROPHE)


def scale_of(word: str, language: str | None, *, before_currency: bool) -> int | None:
    """Return the power of ten that a word names, or None.

    `before_currency` is true where the name of a currency may follow the word.
    """
    if not before_currency and word in ONLY_BEFORE_CURRENCY:
        return None
    exact = SCALES.get((word, language)) or SCALES.get((word, None))
    return exact or next((power for stem, power in LONG_SCALES.items() if word.startswith(stem)), None)


def _choose(candidates: tuple[str, ...], language: str | None, priced: frozenset[str]) -> str:
    """Return the currency that an ambiguous word means; `candidates` are its possible codes, the likeliest first.

    It is the currency of the language's home country if the word can mean it. Else it is the only candidate with a rate on
    the page, else the likeliest candidate.
    """
    home = HOME.get(language or "")
    if home in candidates:
        return home
    on_page = [code for code in candidates if code in priced]
    return on_page[0] if len(on_page) == 1 else candidates[0]


def _everyday() -> Iterator[tuple[str, tuple[str, ...]]]:
    for codes, words in EVERYDAY.items():
        for word in words.split():
            yield lexicon_key(word), codes


def _full_names() -> Iterator[tuple[str, str]]:
    """Yield (name, code) for the currency names of CLDR that have at least two words."""
    for name, code in cldr_names(LOCALES):
        spelling = lexicon_key(name).replace("-", " ")
        if " " in spelling and "(" not in spelling:
            yield spelling, code
