from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enrich.money.usd_value import NO_RATE, stated_ratio, value_in_usd
from schemas.article import PageRate


def rate(base: str, quote: str, printed: str, error: str) -> PageRate:
    return PageRate(base=base, quote=quote, rate=Decimal(printed), error_bound=Decimal(error))


def test_an_amount_is_converted_at_its_page_s_rate() -> None:
    value = value_in_usd(Decimal(5500), "KGS", [rate("KGS", "USD", "0.01144", "0.000005")])
    assert value == (Decimal("62.92"), Decimal("62.89"), Decimal("62.95"), None)


def test_dollars_are_not_converted() -> None:
    assert value_in_usd(Decimal("1.5"), "USD", []) == (Decimal("1.5"), Decimal("1.5"), Decimal("1.5"), None)


def test_without_a_rate_on_the_page_there_is_a_reason_and_no_value() -> None:
    assert value_in_usd(Decimal(5500), "KGS", [rate("KZT", "USD", "0.0019", "0.00005")]) == (None, None, None, NO_RATE)
    assert value_in_usd(Decimal(5500), "KGS", [rate("KGS", "EUR", "0.01", "0.005")]).reason == NO_RATE


def test_an_amount_is_divided_by_an_inverse_rate() -> None:
    value = value_in_usd(Decimal(8745), "KGS", [rate("USD", "KGS", "87.45", "0.005")])
    assert value == (Decimal("100.00"), Decimal("99.99"), Decimal("100.01"), None)


def test_half_a_cent_is_rounded_to_the_even_cent() -> None:
    assert value_in_usd(Decimal(1), "KGS", [rate("KGS", "USD", "0.125", "0")]).usd == Decimal("0.12")
    assert value_in_usd(Decimal(1), "KGS", [rate("KGS", "USD", "0.135", "0")]).usd == Decimal("0.14")


def test_the_most_precise_of_several_rates_is_used() -> None:
    rates = [rate("KGS", "USD", "0.01", "0.005"), rate("USD", "KGS", "87.45", "0.005")]
    assert value_in_usd(Decimal(8745), "KGS", rates).usd == Decimal("100.00")


@pytest.mark.parametrize("printed", ["0", "-0.01", "1e-40", "1e39"])
def test_an_impossible_rate_is_not_used(printed: str) -> None:
    assert value_in_usd(Decimal(1), "KGS", [rate("KGS", "USD", printed, "0")]).reason == NO_RATE


def test_the_lower_bound_is_never_below_zero() -> None:
    assert value_in_usd(Decimal(10), "KGS", [rate("KGS", "USD", "0.01", "0.05")]).low == 0


def test_the_stated_ratio_is_the_stated_value_over_the_value() -> None:
    assert stated_ratio(Decimal(60), Decimal("62.92")) == Decimal("0.9536")
    assert stated_ratio(Decimal(60), None) is None
    assert stated_ratio(Decimal(60), Decimal(0)) is None


AMOUNTS = st.decimals(0, 10**18, places=3)
RATES = st.decimals("0.00001", 10**5, places=5)
SHARES = st.fractions(-1, 1)


@given(AMOUNTS, RATES, SHARES, st.booleans())
def test_the_bounds_contain_the_value_at_every_rate_within_the_error(
    amount: Decimal, printed: Decimal, share: Fraction, inverse: bool
) -> None:
    error = Decimal("0.000005")
    true_rate = Fraction(printed) + Fraction(error) * share
    pair = ("USD", "KGS") if inverse else ("KGS", "USD")
    value = value_in_usd(amount, "KGS", [PageRate(base=pair[0], quote=pair[1], rate=printed, error_bound=error)])
    true_value = Fraction(amount) / true_rate if inverse else Fraction(amount) * true_rate
    assert value.usd is not None
    assert value.low is not None
    assert value.high is not None
    assert Fraction(value.low) <= true_value <= Fraction(value.high)
    assert value.low <= value.usd <= value.high
