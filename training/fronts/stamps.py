"""Fills the placeholders of templates with names, numbers and dates of a language."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime

from training.fronts.names import written_names
from training.fronts.phrases import Phrases

__all__ = ["Stamper", "date_form", "draw_stamper"]

NATIVE_DATES = (
    "d MMMM y", "d MMMM y", "d MMMM", "d MMM y", "d MMMM y, HH:mm", "d MMM, HH:mm", "EEEE, d MMMM y", "HH:mm, d MMMM", "long",
    "long", "medium", "full", "d MMMM HH:mm", "EEE, dd.MM.y - HH:mm", "MMMM d, y", "MMM d, y",
)  # fmt: skip
PLAIN_DATES = (
    "dd.MM.y", "dd.MM.y", "dd.MM.y HH:mm", "dd/MM/y", "y-MM-dd", "y-MM-dd HH:mm", "HH:mm", "HH:mm", "M/d/y", "dd.MM.yy",
    "HH:mm / dd.MM.y", "HH:mm, dd.MM.y", "y/MM/dd", "dd-MM-y HH:mm", "dd.MM.y | HH:mm", "y-MM-dd'T'HH:mm:ss+00:00",
    "dd.MM", "HH.mm",
)  # fmt: skip
CLDR_DATES = frozenset({"long", "medium", "full", "short"})
RELATIVE = "~"
MOST_FROM_TEXT = 12
"""Maximum number of a page's authors whose names come from the texts of stories."""
FEED_DATE = "EEE, dd MMM y HH:mm:ss '{zone}'"
ZONES = ("GMT", "+0000", "+0100", "+0300", "EST")
FIRST_DAY = datetime(2012, 1, 1, tzinfo=UTC)
HOUR, DAY = 60, 24 * 60
YEARS = 14 * 365 * DAY
"""14 years in minutes."""
SPANS = (1, HOUR, 10 * HOUR, 3 * DAY, 30 * DAY, 900 * DAY)
"""Possible times between the earliest and the latest date of a page, in minutes."""


@dataclass(frozen=True, slots=True)
class Stamper:
    """Fills the placeholders in a page's templates. All stories of the page share a few names, categories and days."""

    language: str
    phrases: Phrases
    names: Sequence[str]
    categories: Sequence[str]
    latest: datetime
    span: int
    """Minutes between the earliest and the latest time of the page."""
    chance: random.Random

    def fill(self, form: str, date: str = "HH:mm") -> str:
        """Return a template with its placeholders filled. {date} is printed by the pattern `date` (see `date_form`)."""
        chance = self.chance
        many = chance.randrange(1, 60) if chance.random() < 0.8 else chance.randrange(60, 9000)
        return form.format(
            n=chance.choice(self.names), m=chance.choice(self.names) if "{n}" in form else many + chance.randrange(90), k=many,
            date=self.date(date) if "{date}" in form else "", t=f"{chance.randrange(24):02}:{chance.randrange(60):02}",
        )  # fmt: skip

    def date(self, pattern: str) -> str:
        """Return a random time of the page, printed by `pattern`.

        A pattern that begins with `~` is a template of a relative time, such as `~{k} hours ago`.
        """
        if pattern.startswith(RELATIVE):
            return self.fill(pattern.removeprefix(RELATIVE))
        moment = self.latest - timedelta(minutes=self.chance.randrange(self.span))
        locale = Locale("en") if pattern.startswith("EEE, dd MMM") else _locale(self.language)
        printed = (
            format_date(moment, pattern, locale=locale)
            if pattern in CLDR_DATES
            else format_datetime(moment, pattern, locale=locale)
        )
        return printed.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def draw_stamper(language: str, phrases: Phrases, names: Sequence[str], chance: random.Random) -> Stamper:
    """Return the stamper of a page, with random authors, categories and times."""
    known = [*written_names(language, chance), *chance.sample(names, min(len(names), MOST_FROM_TEXT))]
    authors = chance.sample(known, min(len(known), chance.choice((1, 2, 3, 6, 12, 40))))
    categories = chance.sample(phrases.categories, min(len(phrases.categories), chance.choice((1, 2, 3, 5, 8, 40))))
    latest = FIRST_DAY + timedelta(minutes=chance.randrange(YEARS))
    return Stamper(language, phrases, authors, categories, latest, chance.choice(SPANS), chance)


def date_form(phrases: Phrases, chance: random.Random) -> str:
    """Return a random pattern for the dates of a page: in words, in digits, as in feeds, or relative to now."""
    kind = chance.random()
    if kind < 0.36:
        return chance.choice(NATIVE_DATES)
    if kind < 0.72:
        return chance.choice(PLAIN_DATES)
    if kind < 0.8:
        return FEED_DATE.replace("{zone}", chance.choice(ZONES))
    return RELATIVE + chance.choice(phrases.recent)


@cache
def _locale(language: str) -> Locale:
    """Return the locale for a language code of two or three letters, or the English locale if the code has none."""
    bare = language.partition("-")[0]
    code = {"no": "nb"}.get(bare, get_global("language_aliases").get(bare, bare))
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Locale("en")
