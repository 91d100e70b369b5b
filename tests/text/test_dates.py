"""Date lines in eleven languages, and what is no date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.dates import parse_date
from agents.text.months import LANGUAGES, month_number

DAY = date(2025, 12, 8)

DATES = [
    "2025-12-08", "2025/12/08", "08.12.2025", "8.12.2025 г.", "08/12/2025", "08-12-2025", "2025-12-08T10:00:00Z",
    "08 December 2025", "December 8, 2025", "Monday, December 8, 2025", "8 Dec 2025", "Dec. 8, 2025", "8th of December 2025",
    "8 декабря 2025", "8 декабря 2025 г.", "8 декабря 2025 года", "понедельник, 8 декабря 2025 года, 14:30",
    "2025 жылғы 8 желтоқсан", "8 желтоқсан 2025", "2025 ж. 8 желтоқсан",
    "2025-жыл, 8-декабрь", "8-декабрь, 2025-жыл", "2025-жылдын 8-декабры", "8-декабрь 2025",
    "2025-yil 8-dekabr", "8 dekabr 2025", "2025 йил 8 декабрь", "8-dekabr, 2025-yil",
    "8 декабри 2025", "8 декабри соли 2025", "8 dekabr 2025", "2025-nji ýylyň 8-nji dekabry",
    "8 Aralık 2025", "8 ARALIK 2025 PAZARTESİ", "8. Dezember 2025", "Montag, 8. Dez. 2025", "08.12.2025, 14:55 Uhr",
    "8 décembre 2025", "lundi 8 décembre 2025", "8 DECEMBRE 2025", "8 de diciembre de 2025", "  8\u00a0December\u00a02025 ",
]  # fmt: skip

NO_DATES = [
    "", "May", "17 %", "sat", "12", "2025", "December 2025", "8 December", "31.02.2025", "12.08", "08.12.25", "10:30",
    "v 2.12.2025", "Version 8.12.2025", "8 December 2025 in Osh", "KGS/USD = 0.01144 0%", "8 8 December 2025",
    "Mart 8 dekabr 2025", "Population 2025", "$8 December 2025", "8 December 2025?", "8 December 1825", "x" * 100 + " 2025",
    "In 2025, 8 of the 12 regions paid",
]  # fmt: skip


@pytest.mark.parametrize("line", DATES)
def test_a_date_line_is_read(line: str) -> None:
    assert parse_date(line) == DAY


@pytest.mark.parametrize("line", NO_DATES)
def test_another_line_is_no_date(line: str) -> None:
    assert parse_date(line) is None


def test_the_day_comes_first_where_it_can() -> None:
    assert parse_date("03/04/2025") == date(2025, 4, 3)
    assert parse_date("04/13/2025") == date(2025, 4, 13)
    assert parse_date("04.13.2025") is None


def test_the_first_of_a_month_in_french_and_german_is_read() -> None:
    assert parse_date("1er janvier 2025") == parse_date("1. Jänner 2025") == date(2025, 1, 1)


def test_no_name_is_that_of_two_months_in_two_languages() -> None:
    from babel.dates import get_month_names  # noqa: PLC0415  the table is read again, independently

    for locale in LANGUAGES:
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, "format", locale).items():
                assert month_number(name.strip(".")) == number, (locale, name)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_iso_and_dotted_dates_are_read(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}") == day
    assert parse_date(day.strftime("%d %B %Y")) == day


@given(st.text(max_size=70))
def test_any_line_can_be_read(line: str) -> None:
    parse_date(line)
    parse_date(line + " 2025")
