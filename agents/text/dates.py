"""A line that is a date and nothing else, in eleven languages, to that date."""

from __future__ import annotations

import re
from datetime import date

from agents.text.months import is_date_word, month_number
from agents.text.normalise import fold

__all__ = ["LONGEST_DATE_LINE", "parse_date"]

LONGEST_DATE_LINE = 60
"""Characters; "2025-nji ýylyň 31-nji dekabry, çarşenbe" takes 40."""

_YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2})([-./])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2((?:19|20)[0-9]{2})")
_TIME = re.compile(
    r"(?:T|\b)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:Z| ?[ap]\.?m\b\.?| ?[-+][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|ый|го|е)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FOREIGN = re.compile(r"[^\w\s.,:/'()|+-]")
_MONTHS_A_YEAR = 12


def parse_date(line: str) -> date | None:
    """Return the date a line consists of, or None: a day, a month and a year, nothing else.

    A weekday, a time of day and the languages' words for "year" may stand beside it. 03/04/2025
    is 3 April: the languages read write the day first. Only 04/13/2025 must be month first.
    """
    if len(line) > LONGEST_DATE_LINE or not _YEAR.search(line):
        return None
    text = fold(line).strip()
    if _FOREIGN.search(text):
        return None
    text = _TIME.sub(" ", text, count=1)
    return _numeric(text) or _in_words(text)


def _numeric(text: str) -> date | None:
    found = _YEAR_FIRST.search(text) or _YEAR_LAST.search(text)
    if not found or not _is_padding(text[: found.start()] + " " + text[found.end() :]):
        return None
    if found.re is _YEAR_FIRST:
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        year, month, day = int(found[4]), int(found[3]), int(found[1])
        if found[2] == "/" and day <= _MONTHS_A_YEAR < month:
            month, day = day, month
    return _date(year, month, day)


def _is_padding(text: str) -> bool:
    return all(is_date_word(token) for token in _TOKEN.findall(text))


def _in_words(text: str) -> date | None:
    """Read one year, one day and one month's name in any order; no other word."""
    years: list[int] = []
    days: list[int] = []
    months: list[int] = []
    for token in _TOKEN.findall(text):
        if _YEAR.fullmatch(token):
            years.append(int(token))
        elif day := _DAY.fullmatch(token):
            days.append(int(day[1]))
        elif month := month_number(token):
            months.append(month)
        elif not is_date_word(token):
            return None
    if not len(years) == len(days) == len(months) == 1:
        return None
    return _date(years[0], months[0], days[0])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
