"""Cross rates between currencies that no page prints as a pair."""

from __future__ import annotations

import decimal
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.cross_rates import cross_rate
from schemas.tick import CONSENSUS, FxRate

START = datetime(2031, 3, 1, tzinfo=UTC)
CODES = ["KGS", "KZT", "UZS", "TJS", "TMT", "USD", "EUR"]


def rate(pair: str, value: str | Decimal, error: str | Decimal, hours: float = 0, credibility: float = 1.0) -> FxRate:
    base, quote = pair.split("/")
    return FxRate(
        base=base, quote=quote, source=CONSENSUS, rate=Decimal(value), error_bound=Decimal(error),
        event_time=START + timedelta(hours=hours), credibility=credibility, sources=1,
    )  # fmt: skip


PRINTED = [
    rate("KZT/USD", "0.00197", "0.000005", 3, 0.8),
    rate("TJS/USD", "0.10904", "0.000005", 2, 0.9),
    rate("UZS/USD", "0.00008", "0.000005"),
]


def route(rates: list[FxRate], pair: str) -> str:
    base, quote = pair.split("/")
    cross = cross_rate(rates, base, quote)
    return f"{' '.join(cross.path)}: {cross.rate:f} +- {cross.error_bound:f}" if cross else "none"


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("KZT/TJS", "KZT USD TJS: 0.018067 +- 0.000047"),
        ("TJS/KZT", "TJS USD KZT: 55.35 +- 0.15"),
        ("USD/UZS", "USD UZS: 12500 +- 840"),
        ("KZT/USD", "KZT USD: 0.0019700 +- 0.0000050"),
        ("KZT/EUR", "none"),
        ("EUR/KZT", "none"),
        ("KZT/KZT", "none"),
        ("GEL/AMD", "none"),
    ],
)
def test_a_cross_rate_has_its_path_and_the_digits_its_error_allows(pair: str, said: str) -> None:
    assert route(PRINTED, pair) == said


def test_a_cross_rate_has_the_age_of_its_oldest_leg_and_the_lowest_credibility() -> None:
    cross = cross_rate(PRINTED, "KZT", "TJS")
    assert cross is not None
    assert (cross.event_time, cross.credibility) == (START + timedelta(hours=2), 0.8)


def test_fewer_legs_win_over_a_smaller_error() -> None:
    direct = rate("KZT/TJS", "0.018", "0.0005")
    assert route([*PRINTED, direct], "KZT/TJS").startswith("KZT TJS: ")


def test_of_routes_with_equal_legs_the_smallest_error_wins() -> None:
    finer = [rate("KZT/EUR", "0.001795", "0.0000005"), rate("EUR/TJS", "10.0723", "0.00005")]
    assert route([*PRINTED, *finer], "KZT/TJS").startswith("KZT EUR TJS: ")
    assert route([*finer, *PRINTED], "TJS/KZT").startswith("TJS EUR KZT: ")


def test_of_a_pair_printed_in_both_directions_the_finer_rate_wins() -> None:
    assert route([*PRINTED, rate("USD/UZS", "12504.55", "0.005")], "UZS/TJS") == "UZS USD TJS: 0.000733409 +- 0.000000035"


@pytest.mark.parametrize(("value", "error"), [("0.00008", "0.00008"), ("0.00008", "0.001"), ("0", "0.5"), ("-1", "0.5")])
def test_a_rate_that_may_be_zero_is_not_used(value: str, error: str) -> None:
    assert route([rate("UZS/USD", value, error)], "USD/UZS") == "none"


@st.composite
def markets(draw: st.DrawFn) -> tuple[dict[str, Fraction], list[FxRate]]:
    """Draw the worth of each currency, and printed rates of some pairs that are right within their error bounds."""
    worth = {code: Fraction(draw(st.integers(1, 10**9)), draw(st.integers(1, 10**9))) for code in CODES}
    pairs = draw(st.lists(st.permutations(CODES).map(lambda codes: tuple(codes[:2])), min_size=1, max_size=12))
    rates = []
    for base, quote in pairs:
        true, digits = worth[base] / worth[quote], draw(st.integers(0, 12))
        error = Decimal(draw(st.integers(5, 50))).scaleb(-digits - 1)
        shift = draw(st.fractions(-1, 1)) * (Fraction(error) - Fraction(Decimal(5).scaleb(-digits - 2)))
        with decimal.localcontext(prec=60):
            shown = true + shift
            printed = (Decimal(shown.numerator) / shown.denominator).quantize(Decimal(1).scaleb(-digits - 1))
        rates.append(rate(f"{base}/{quote}", printed, error))
    return worth, rates


@given(markets(), st.sampled_from(CODES), st.sampled_from(CODES))
def test_the_true_cross_rate_is_within_the_interval(
    market: tuple[dict[str, Fraction], list[FxRate]], base: str, quote: str
) -> None:
    worth, rates = market
    cross = cross_rate(rates, base, quote)
    if cross is not None:
        true = worth[base] / worth[quote]
        assert Fraction(cross.low) <= true <= Fraction(cross.high)
        assert abs(Fraction(cross.rate) - true) <= Fraction(cross.error_bound)
        assert (cross.path[0], cross.path[-1]) == (base, quote)
        assert len(set(cross.path)) == len(cross.path)


@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_the_rates_does_not_matter(market: tuple[dict[str, Fraction], list[FxRate]], chance: Random) -> None:
    rates = market[1]
    turned = sorted(rates, key=lambda _: chance.random())
    assert cross_rate(rates, "KGS", "EUR") == cross_rate(turned, "KGS", "EUR")


@given(markets(), st.sampled_from(CODES), st.sampled_from(CODES))
def test_both_directions_have_routes_of_equal_length(
    market: tuple[dict[str, Fraction], list[FxRate]], base: str, quote: str
) -> None:
    there, back = (cross_rate(market[1], *pair) for pair in ((base, quote), (quote, base)))
    assert (there is None) == (back is None)
    assert there is None or back is None or len(there.path) == len(back.path)
