"""The currency that a printed rate names, and which symbols and everyday words are read in rates."""

from __future__ import annotations

import pytest

from agents.text.currencies import EVERYDAY, RATE_SYMBOLS, SYMBOLS, currency_of


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("KGS", "KGS"), ("сом", "KGS"), ("som", "KGS"), ("so'm", "UZS"), ("So\u2018m", "UZS"), ("сум", "UZS"), ("тенге", "KZT"),
        ("US$", "USD"), ("ДОЛЛАР США", "USD"), ("Kazakhstani tenge", "KZT"), ("узбекский сум", "UZS"), ("евро", "EUR"),
        ("kgs", None), ("XXX", None), ("XTS", None), ("ABC", None), ("manat", None), ("туркменский манат", None), ("¥", None),
        ("top", None), ("Try", None), ("", None),
    ],
)  # fmt: skip
def test_a_currency_is_read_by_code_symbol_or_unambiguous_name(printed: str, code: str | None) -> None:
    assert currency_of(printed) == code


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_symbol_of_a_rate_names_its_currency_or_none(symbol: str) -> None:
    assert currency_of(symbol) == RATE_SYMBOLS.get(symbol)
    assert RATE_SYMBOLS.get(symbol) in {None, SYMBOLS[symbol]}


@pytest.mark.parametrize(("codes", "words"), EVERYDAY.items(), ids=str)
def test_an_everyday_word_of_a_rate_names_its_likeliest_currency_or_none(codes: tuple[str, ...], words: str) -> None:
    assert {currency_of(word.rstrip("*")) for word in words.split()} <= {codes[0], None}
