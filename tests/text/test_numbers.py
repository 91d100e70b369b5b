"""Numbers in rates: what is read, and what has two readings."""

from __future__ import annotations

import re

import pytest

from agents.text.numbers import NUMBER, read_rate_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0.010", "0.010"), ("12", "12"), ("0,125", "0.125"), ("87,45", "87.45"), ("1,0842", "1.0842"), ("1.084", "1.084"),
        ("12 850", "12850"), ("12'850.5", "12850.5"), ("1,234,567", "1234567"), ("1.234.567", "1234567"),
        ("12,850.00", "12850.00"), ("12.850,00", "12850.00"), ("87,450", None), ("1,23,456", None), ("1 234'567", None),
        ("1.2.3", None), ("012 345", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_a_number_is_read_unless_it_has_two_readings(printed: str, value: str | None) -> None:
    assert str(read_rate_number(printed)) == str(value)


def test_the_pattern_matches_the_whole_number() -> None:
    found = re.fullmatch(rf"({NUMBER})(.*)", "12 850 0%")
    assert found is not None
    assert found.groups() == ("12 850", " 0%")
