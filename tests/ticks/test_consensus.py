from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.consensus import Consensus
from agents.ticks.consensus import consensus as consensus_of
from agents.ticks.quote import Quote
from agents.ticks.quote_book import Quotes

START = datetime(2031, 3, 1, tzinfo=UTC)


def quote(
    rate: str | Decimal, source: str = "a", error: str | Decimal = "0.00005", days: float = 0, credibility: float = 1.0
) -> Quote:
    return Quote.of(Decimal(rate), source, Decimal(error), START + timedelta(days=days), "t1:0", 0, credibility)


def consensus(quotes: list[Quote]) -> Consensus:
    return consensus_of(Quotes.of(quotes))


def test_the_consensus_of_one_source_is_its_rate() -> None:
    together = consensus([quote("0.0114", days=1, credibility=0.8)])
    assert together == (Decimal("0.0114"), Decimal("0.00005"), START + timedelta(days=1), 0.8, 1)


def test_one_wrong_source_of_three_does_not_move_the_median() -> None:
    quotes = [quote("0.0114"), quote("0.0115", "b"), quote("0.9", "c", days=1)]
    together = consensus(quotes)
    assert (together.rate, together.sources) == (Decimal("0.0115"), 3)
    assert together.event_time == START + timedelta(days=1)


def test_a_difference_between_two_sources_is_part_of_the_error() -> None:
    together = consensus([quote("0.0114"), quote("0.0116", "b", "0.0005", credibility=0.7)])
    assert (together.rate, together.error_bound, together.credibility) == (Decimal("0.0115"), Decimal("0.0006"), 0.7)


def test_a_source_silent_for_a_week_does_not_count() -> None:
    together = consensus([quote("0.0114"), quote("0.0200", "b", days=8)])
    assert (together.rate, together.sources) == (Decimal("0.0200"), 1)


QUOTES = st.lists(st.tuples(st.decimals("0.001", 100, places=4), st.decimals(0, 1, places=4)), min_size=1, max_size=9)


@given(QUOTES)
def test_the_error_covers_the_middle_and_half_of_the_sources_are_on_each_side(
    pairs: list[tuple[Decimal, Decimal]],
) -> None:
    quotes = sorted(quote(rate, f"s{index}", error) for index, (rate, error) in enumerate(pairs))
    together = consensus(quotes)
    low, high = (Fraction(together.rate) + sign * Fraction(together.error_bound) for sign in (-1, 1))
    for member in quotes[(len(quotes) - 1) // 2 : len(quotes) // 2 + 1]:
        assert low <= Fraction(member.rate) - Fraction(member.error_bound)
        assert Fraction(member.rate) + Fraction(member.error_bound) <= high
    assert 2 * sum(member.rate <= together.rate for member in quotes) >= len(quotes)
    assert 2 * sum(member.rate >= together.rate for member in quotes) >= len(quotes)


def test_a_mean_with_too_many_digits_is_rounded_and_its_error_covers_that() -> None:
    finest = "0." + "0" * 39 + "1"
    low, high = Decimal("1" + finest[1:]), Decimal("1" + finest[1:-1] + "2")
    together = consensus([quote(low, error=finest), quote(high, "b", error=finest)])
    assert together.rate in (low, high)
    assert together.error_bound == 2 * Decimal(finest)
