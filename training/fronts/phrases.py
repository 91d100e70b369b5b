"""The words of a site around its stories, per language, from the tables in `phrases/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

__all__ = ["Phrases", "has_phrases", "phrases_of"]

TABLES = Path(__file__).parent / "phrases"
RUSSIAN_AROUND = frozenset({"be", "bak", "tat", "bul", "mkd", "srp-Cyrl"})
"""Languages without a table whose pages get Russian words; all others get English ones."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of one language. Forms hold {n} and {m} for names, {k} and {m} for numbers, {date} and {t} for times."""

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


@cache
def has_phrases(language: str) -> bool:
    """Return whether a language has a table of its own."""
    return (TABLES / f"{language}.toml").exists()


@cache
def phrases_of(language: str) -> Phrases:
    """Return the words of a language, or of the one that its sites most likely use."""
    path = TABLES / f"{language}.toml"
    if not path.exists():
        path = TABLES / ("ru.toml" if language in RUSSIAN_AROUND else "en.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Phrases(**{field.name: tuple(table[field.name]) for field in fields(Phrases)})
