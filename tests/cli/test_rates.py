"""`silkwire rates` rejects what is not a pair."""

from __future__ import annotations

import pytest

from tests.support.cli import assert_one_line, silkwire


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("KZT", ["not a pair", "KZT/TJS"]),
        ("KZT/KZT", ["the same currency twice"]),
        ("KZT/XXX", ["'XXX' is not a currency code"]),
        ("KZT/", ["'' is not a currency code"]),
        ("KZT/TJS/USD", ["'TJS/USD' is not a currency code"]),
    ],
)
def test_a_malformed_pair_is_an_error(pair: str, words: list[str]) -> None:
    assert_one_line(silkwire("rates", pair), 2, *words)
