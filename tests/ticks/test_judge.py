from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.context import context_for
from agents.ticks.judge import CREDIBLE, judge
from agents.ticks.quote import Quote

START = datetime(2031, 3, 1, tzinfo=UTC)


def quote(rate: str | Decimal, error: str | Decimal = "0.000005", hours: int = 0) -> Quote:
    return Quote.of(Decimal(rate), "Herald", Decimal(error), START + timedelta(hours=hours), "t1:0", 0)


LATEST = quote("0.01144")


@pytest.mark.parametrize(
    ("rate", "error", "reasons"),
    [
        ("0.01144", "0.000005", []),
        ("0.01200", "0.000005", []),
        ("0", "0.5", ["not_positive"]),
        ("-0.01144", "0.000005", ["not_positive"]),
        ("0.1144", "0.00005", ["decimal_slip"]),
        ("0.001150", "0.0000005", ["decimal_slip"]),
        ("1.144", "0.0005", ["scale"]),
        ("11.44", "0.005", ["scale"]),
        ("0.0001144", "0.00000005", ["scale"]),
        ("87.45", "0.005", ["inverted"]),
        ("0.02000", "0.000005", ["jump"]),
        ("0.005", "0.0000005", ["jump"]),
        ("0.01", "0.005", ["coarse"]),
        ("1e400", "0", ["impossible"]),
    ],
)
def test_a_tick_is_compared_with_the_last_quote_of_its_source(rate: str, error: str, reasons: list[str]) -> None:
    verdict = judge(quote(rate, error, hours=1), context_for(LATEST))
    assert list(verdict.reasons) == reasons
    assert (verdict.credibility >= CREDIBLE) == (reasons in ([], ["coarse"]))


def test_the_first_tick_of_a_source_is_accepted() -> None:
    assert judge(LATEST, context_for()) == (1.0, (), False, ())
    assert judge(quote("0.01", "0.005"), context_for()).credibility >= CREDIBLE


def test_a_jump_repeated_half_a_day_later_is_accepted() -> None:
    first = quote("0.02000", hours=13)
    assert judge(first, context_for(LATEST)).is_unconfirmed
    repeated = judge(quote("0.02001", hours=26), context_for(LATEST, unconfirmed=[first]))
    assert (repeated.credibility, repeated.reasons, repeated.confirms) == (0.7, ("jump", "confirmed"), [first])


def test_a_move_to_the_inverse_near_one_needs_two_confirmations() -> None:
    latest, turned = quote("0.92", "0.005"), quote("1.087", "0.0005", hours=13)
    first = judge(turned, context_for(latest))
    assert (first.credibility, first.reasons, first.is_unconfirmed) == (0.1, ("inverted",), True)
    earlier = [turned, quote("1.088", "0.0005", hours=26)]
    repeated = judge(quote("1.086", "0.0005", hours=39), context_for(latest, unconfirmed=earlier))
    assert (repeated.credibility, repeated.reasons) == (0.7, ("inverted", "confirmed"))
    assert judge(quote("1.01", "0.005"), context_for(quote("0.99", "0.005"))).credibility >= CREDIBLE


def test_neither_a_page_crawled_again_nor_another_rate_confirms_a_tick() -> None:
    first = quote("0.02000", hours=13)
    assert judge(quote("0.02000", hours=24), context_for(LATEST, unconfirmed=[first])) == (0.4, ("jump",), False, ())
    assert judge(quote("0.02000", hours=13), context_for(LATEST, unconfirmed=[first])).credibility < CREDIBLE
    assert judge(quote("0.03000", hours=26), context_for(LATEST, unconfirmed=[first])).credibility < CREDIBLE


def by(source: str, rate: str, error: str = "0.000005", hours: int = 0) -> Quote:
    return quote(rate, error, hours)._replace(source=source)


@pytest.mark.parametrize(
    ("rate", "peers", "credibility", "reasons"),
    [
        ("0.01150", ["0.01144", "0.01146"], 1.0, ()),
        ("0.01144", ["0.01600", "0.01600"], 0.6, ("outlier",)),
        ("0.01144", ["0.01600"], 1.0, ()),
        ("0.01600", ["0.01600", "0.01610"], 0.7, ("jump", "confirmed")),
        ("0.01250", ["0.01144", "0.01144"], 1.0, ()),
        ("0.01350", ["0.01144", "0.01144"], 0.2, ("jump", "outlier")),
        ("0.1144", ["0.01144", "0.01144"], 0.1, ("decimal_slip",)),
    ],
)
def test_a_tick_is_compared_with_the_quotes_of_other_sources(
    rate: str, peers: list[str], credibility: float, reasons: tuple[str, ...]
) -> None:
    others = sorted(by(name, peer) for name, peer in zip("ab", peers, strict=False))
    verdict = judge(quote(rate, hours=1), context_for(LATEST, others))
    assert (verdict.credibility, verdict.reasons) == (credibility, reasons)


@pytest.mark.parametrize(
    ("change", "contradicts"),
    [("0", False), ("-0", False), ("2.5", False), ("45", True), ("-45", True), ("-100", True), (None, False)],
)
def test_a_contradictory_printed_change_lowers_the_credibility(change: str | None, contradicts: bool) -> None:
    verdict = judge(quote("0.01150", hours=20), context_for(LATEST), Decimal(change) if change else None)
    assert verdict == ((0.7, ("change",), False, ()) if contradicts else (1.0, (), False, ()))


def test_a_volatile_pair_may_move_further_than_a_calm_one() -> None:
    tick = quote("0.01400", hours=20)
    assert judge(tick, context_for(LATEST)).credibility < CREDIBLE
    assert judge(tick, context_for(LATEST, daily_volatility=0.05)).credibility == 1.0


def test_a_coarse_rate_agrees_with_a_fine_one_of_the_same_time() -> None:
    assert judge(quote("0.60000"), context_for(quote("1", "0.5"))).credibility >= CREDIBLE
    assert judge(quote("1", "0.5"), context_for(quote("0.60000"))).credibility >= CREDIBLE
    assert judge(quote("1.00000"), context_for(quote("0.60000"))).credibility < CREDIBLE


RATES = st.decimals("0.00001", 1000, places=5)


@given(st.decimals("0.01", 4, places=5), st.integers(0, 5), st.integers(0, 5), st.decimals("0.97", "1.03", places=4))
def test_printing_fewer_digits_never_makes_a_tick_an_outlier(
    true_rate: Decimal, digits: int, other_digits: int, drift: Decimal
) -> None:
    def printed(rate: Decimal, places: int) -> Quote:
        step = Decimal(1).scaleb(-places)
        return quote(rate.quantize(step), step / 2)

    latest, tick = printed(true_rate, digits), printed(true_rate * drift, other_digits)
    if latest.rate > 0 and tick.rate > 0:
        assert judge(tick, context_for(latest)).credibility >= CREDIBLE


@given(RATES, RATES, st.booleans())
def test_credibility_is_between_0_and_1_and_below_1_has_a_reason(rate: Decimal, latest: Decimal, repeated: bool) -> None:
    verdict = judge(quote(rate, hours=2), context_for(quote(latest), unconfirmed=[quote(rate, hours=-11)] if repeated else ()))
    assert 0 <= verdict.credibility <= 1
    assert bool(verdict.reasons) == (verdict.credibility < 1)
