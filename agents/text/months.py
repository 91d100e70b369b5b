"""Names of months and the words around dates, in the languages of the splitter."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel.dates import get_day_names, get_month_names

__all__ = ["LANGUAGES", "is_date_word", "month_number", "word_key"]

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "tr", "de", "fr", "es")
"""Locales whose names of months and weekdays are read. The first use takes some milliseconds per locale."""

_ENDINGS = ("и", "ы", "у", "i", "y", "da", "de", "ta", "te", "да", "де", "та", "те", "до", "то", "ynda", "inde")
"""Case endings and the Tajik izafet: декабри, iyulda, декабрда, dekabry."""

_SPELLINGS = {"sept": 9, "mrz": 3, "jänner": 1, "feber": 2, "sentyabr": 9, "oktyabr": 10}
"""Numbers of months by spellings that pages use, but that the locales lack."""

_WORDS = frozenset({
    "a", "am", "at", "date", "datum", "de", "del", "den", "der", "gmt", "gün", "kuni", "las", "le", "msk", "nji",
    "njy", "of", "on", "saat", "sagat", "sana", "soat", "the", "uhr", "um", "utc", "yil", "yili", "yilning", "yılı", "à", "ý",
    "ýyl", "ýyly", "ýylyň", "в", "г", "год", "года", "году", "дата", "ж", "жыл", "жылдын", "жылдың", "жылы", "жылғы",
    "й", "йил", "йили", "куни", "күні", "күнү", "мск", "рузи", "рӯзи", "саат", "сағат", "соат", "сол", "соли",
})  # fmt: skip
"""Words that may be part of a date, casefolded: words for "year", endings of ordinals, articles, time zones."""


@cache
def _months() -> dict[str, int]:
    """Return the numbers of months by `word_key` of their names: long and short names, alone and within dates."""
    table = {word_key(name): number for name, number in _SPELLINGS.items()}
    for locale in LANGUAGES:
        for width in ("abbreviated", "wide"):
            for context in ("stand-alone", "format"):
                names = get_month_names(width, context, locale)
                table.update((word_key(name), number) for number, name in names.items() if word_key(name))
    return table


@cache
def _weekdays() -> frozenset[str]:
    names = (
        name
        for locale in LANGUAGES
        for width in ("abbreviated", "wide")
        for name in get_day_names(width, "format", locale).values()
    )
    return frozenset(map(word_key, names))


def word_key(name: str) -> str:
    """Return a name in lower case, without accents, without full stops at its ends, and with i for the Turkish ı."""
    bare = unicodedata.normalize("NFD", name.strip(". ").casefold())
    return "".join(each for each in bare if unicodedata.category(each) != "Mn").replace("ı", "i")


def month_number(word: str) -> int | None:
    """Return 1 to 12 if the word is the name of a month, in any grammatical case, else None."""
    key, months = word_key(word), _months()
    if key in months:
        return months[key]
    stems = (key.removesuffix(ending) for ending in _ENDINGS if key.endswith(ending))
    return next((months[stem] for stem in stems if stem in months), None)


def is_date_word(word: str) -> bool:
    """Return whether a word may be part of a date line: a weekday, a word for "year", an article."""
    return word.casefold() in _WORDS or word_key(word) in _weekdays()
