from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.quote import Quote
from agents.ticks.quote_book import QuoteBook, Quotes

START = datetime(2031, 3, 1, tzinfo=UTC)


def quote(rate: str, source: str) -> Quote:
    return Quote.of(Decimal(rate), source, Decimal("0.00005"), START, "t1:0", 0)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 20), st.integers(0, 3)), max_size=30))
def test_a_book_has_the_last_quote_of_each_source_sorted(puts: list[tuple[str, int, int]]) -> None:
    book, expected = QuoteBook(), dict[str, Quote]()
    for source, rate, drop in puts:
        if drop == 0:
            book.drop(source)
            expected.pop(source, None)
        else:
            expected[source] = quote(str(rate), source)
            book.put(expected[source], 0.01)
        assert len(book) == len(expected)
        assert book.of(source) == expected.get(source)
    new = quote("7.5", "g")
    assert book.with_quotes([new]) == Quotes.of([*expected.values(), new])
