from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enrich.money.numbers import NUMBER, read_amount

CASES = [
    # printed, language, power of the scale words, value
    ("5,500", "en", 0, "5500"),
    ("5,500.25", "en", 0, "5500.25"),
    ("1,234,567", None, 0, "1234567"),
    ("1.144", "en", 0, "1.144"),
    ("0.011", "de", 0, "0.011"),
    ("1.234", "de", 0, "1234"),
    ("1.234.567,89", "de", 0, "1234567.89"),
    ("12 000", "uz", 0, "12000"),
    ("12\u00a0000,5", "ru", 0, "12000.5"),
    ("12\u202f000", "fr", 0, "12000"),
    ("1'250'000", "de", 0, "1250000"),
    ("103,7", "ru", 6, "103700000"),
    ("1,234", "ru", 6, "1234000"),
    ("1,234", "en", 6, "1234000000"),
    ("47,5", "ky", 9, "47500000000"),
    ("87,450", "ru", 0, "87.450"),
    ("5,500", "ru", 0, "5500"),
    ("2025", "en", 0, "2025"),
]


@pytest.mark.parametrize(("printed", "language", "power", "value"), CASES)
def test_a_number_is_read_by_the_customs_of_its_language(printed: str, language: str | None, power: int, value: str) -> None:
    match = NUMBER.fullmatch(printed)
    assert match is not None
    assert read_amount(match[0], language, power) == Decimal(value)


def test_a_comma_after_a_dollar_sign_groups_thousands_in_every_language() -> None:
    assert read_amount("26,750", "tk", prefixed=True) == 26750
    assert read_amount("26,750", "tk") == Decimal("26.750")


@pytest.mark.parametrize("printed", ["12.05.2031", "1.2.3", "1234567890123456"])
def test_a_date_or_a_too_long_number_is_no_amount(printed: str) -> None:
    assert NUMBER.search(printed) is None


@given(st.integers(0, 10**15 - 1), st.sampled_from([" ", "\u00a0", "\u2009", ",", ".", "'"]))
def test_grouped_thousands_are_read_as_the_number(number: int, mark: str) -> None:
    printed = f"{number:,}".replace(",", mark)
    language = "de" if mark == "." else "en"
    match = NUMBER.fullmatch(printed)
    assert match is not None
    assert read_amount(match[0], language) == number


@given(st.decimals(0, 10**9, places=2), st.integers(0, 18))
def test_a_scale_multiplies_exactly(number: Decimal, power: int) -> None:
    assert read_amount(f"{number:f}", "en", power) == number.scaleb(power)
