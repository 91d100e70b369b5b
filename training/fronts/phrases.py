"""The words that sites print around their stories, per language, from the tables in `phrases/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from zlib import crc32

__all__ = ["Phrases", "has_phrases", "of_fold", "phrases_of"]

TABLES = Path(__file__).parent / "phrases"
DEALT = ("related", "heads", "joins", "notices", "share", "markets", "skies")
"""Fields whose phrases are divided among the folds, as publishers are."""
RUSSIAN_AROUND = frozenset({"be", "bak", "tat", "bul", "mkd", "srp-Cyrl"})
"""Languages without a table that get Russian phrases. Other languages without a table get English phrases."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language.

    A phrase may have placeholders: {n} for a name, {k} for a number, {date} for a date, {t} for a time of day. The
    placeholder {m} is a second name in a phrase with {n}, else a second number.
    """

    categories: tuple[str, ...]
    buttons: tuple[str, ...]
    """Links to the full story."""
    share: tuple[str, ...]
    counts: tuple[str, ...]
    authors: tuple[str, ...]
    photo: tuple[str, ...]
    dated: tuple[str, ...]
    recent: tuple[str, ...]
    """Times relative to now."""
    heads: tuple[str, ...]
    """Headings of lists of headlines."""
    tops: tuple[str, ...]
    """Names of pages and sections."""
    ads: tuple[str, ...]
    menu: tuple[str, ...]
    prompts: tuple[str, ...]
    """Sentences that ask the reader to subscribe, accept or sign in."""
    greetings: tuple[str, ...]
    issues: tuple[str, ...]
    contents: tuple[str, ...]
    tags: tuple[str, ...]
    more: tuple[str, ...]
    """Links to further pages of a list."""
    weather: tuple[str, ...]
    related: tuple[str, ...]
    """Words before a link to another story, such as "Read also"."""
    joins: tuple[str, ...]
    """Prompts to subscribe, follow or donate. {s} is the name of a social network."""
    notices: tuple[str, ...]
    """Lines about errors, rights, comments and contacts."""
    markets: tuple[str, ...]
    """Names of things with a price or a rate, such as "Gold" and "Dollar rate"."""
    units: tuple[str, ...]
    skies: tuple[str, ...]
    """Templates of weather lines. {place} is one of `towns`; {c} and {c2} are temperatures in degrees."""
    towns: tuple[str, ...]


@cache
def has_phrases(language: str) -> bool:
    """Return whether a language has a table of phrases."""
    return (TABLES / f"{language}.toml").exists()


@cache
def phrases_of(language: str) -> Phrases:
    """Return the phrases of a language. A language without a table gets the Russian or the English phrases."""
    path = TABLES / f"{language}.toml"
    if not path.exists():
        path = TABLES / ("ru.toml" if language in RUSSIAN_AROUND else "en.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Phrases(**{field.name: tuple(table[field.name]) for field in fields(Phrases)})


def of_fold(phrases: Phrases, fold: int, folds: int) -> Phrases:
    """Return the phrases that belong to one fold.

    In the fields of DEALT, a hash of each phrase decides its fold. A field that would be empty keeps one phrase.
    """
    dealt = {name: [each for each in getattr(phrases, name) if _hash(each) % folds == fold] for name in DEALT}
    spare = {name: getattr(phrases, name)[fold % len(getattr(phrases, name))] for name in DEALT}
    return replace(phrases, **{name: tuple(own) or (spare[name],) for name, own in dealt.items()})


def _hash(phrase: str) -> int:
    return crc32(phrase.casefold().encode())
