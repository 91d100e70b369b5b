"""Reads the date of a line that consists of a date, alone or with a label, in eleven languages."""

from __future__ import annotations

import re
from datetime import date

from agents.text.date_labels import LONGEST_LABEL, is_date_label
from agents.text.months import is_date_word, month_number
from agents.text.normalise import fold

__all__ = ["LONGEST_DATE_LINE", "parse_date", "parse_labelled_date"]

LONGEST_DATE_LINE = 60
"""Largest number of characters of a date line. "2025-nji ýylyň 31-nji dekabry, çarşenbe" has about 40."""

_YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2})([-./])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2((?:19|20)[0-9]{2})")
_TIME = re.compile(
    r"(?:T|\b)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:Z| ?[ap]\.?m\b\.?| ?[-+][0-9]{2}:?[0-9]{2}"
    r"| ?\(?(?:GMT|UTC|MSK|МСК) ?[-+][0-9]{1,2}(?::?[0-9]{2})?\)?)?",
    re.IGNORECASE,
)
_HOURS = re.compile(r"\b(?:[0-9]{1,2} ?[hч] ?[0-9]{2}|[0-9]{1,2}\.[0-9]{2}(?= ?Uhr))(?![0-9])", re.IGNORECASE)
"""Times of day such as 14h35, 14 ч 35 and 14.35 Uhr."""
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|ый|го|е)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FOREIGN = re.compile(r"[^\w\s.,:/'()|+-]")
_MONTHS_A_YEAR = 12

LONGEST_LABELLED = 120
"""Largest number of characters of a line with labelled dates."""
_AROUND = " :,.;-–—()[]"
_NAME = r"[^\W\d_a-zа-яё][^\W\d_]+(?:-[^\W\d_]+)*"
_PLACE_FIRST = re.compile(rf"(?:г\. ?)?{_NAME}, ")
"""A place name of one word. Two words before a date are as often the name of an author."""
_PLACE_LAST = re.compile(rf", {_NAME}$")


def parse_date(line: str) -> date | None:
    """Return the date of a line that consists of a day, a month and a year, or None if it has other text.

    A weekday, a time of day and words such as "year" are allowed. 03/04/2025 is 3 April, because the eleven languages put the
    day first. The month comes first only if no other reading is possible: 04/13/2025.
    """
    if len(line) > LONGEST_DATE_LINE or not _YEAR.search(line):
        return None
    text = fold(line).strip()
    if _FOREIGN.search(text):
        return None
    text = _HOURS.sub(" ", _TIME.sub(" ", text, count=1), count=1)
    return _numeric(text) or _in_words(text)


def parse_labelled_date(line: str) -> date | None:
    """Return the date of a line that consists of a date and its label, or None.

    For example: "Published: 20 November 2026", "20 Kasım 2026 tarihinde yayınlandı", "Сегодня, 20 ноября 2026". The label may
    also be a place: "Bishkek, 20 November 2026". For a sentence with a date, and for a date of birth, the result is None. If
    bars separate several dates, the result is the first date.
    """
    if len(line) > LONGEST_LABELLED or not _YEAR.search(line):
        return None
    parts = [part.strip() for part in fold(line).strip(" |").split("|")]
    labelled = [_labelled(part) for part in parts]
    days = [day or parse_date(part) for day, part in zip(labelled, parts, strict=True)]
    return days[0] if any(labelled) and all(days) else None


def _labelled(text: str) -> date | None:
    words = text.split()
    for count in range(min(LONGEST_LABEL, len(words) - 1), 0, -1):
        for label, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if is_date_label(" ".join(label).strip(_AROUND)) and (day := parse_date(" ".join(rest).strip(_AROUND))):
                return day
    if first := _PLACE_FIRST.match(text):
        return parse_date(text[first.end() :])
    last = _PLACE_LAST.search(text)
    return parse_date(text[: last.start()]) if last else None


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
    """Return the date if the text has exactly one year, one day and one name of a month, in any order, else None.

    The text may also have words that belong to dates, but no others.
    """
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
