from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.evidence import known
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
def test_a_tick_is_judged_by_what_its_source_said_before(rate: str, error: str, reasons: list[str]) -> None:
    verdict = judge(quote(rate, error, hours=1), known(LATEST))
    assert list(verdict.reasons) == reasons
    assert (verdict.credibility >= CREDIBLE) == (reasons in ([], ["coarse"]))


def test_the_first_tick_of_a_source_is_believed() -> None:
    assert judge(LATEST, known()) == (1.0, (), False, ())
    assert judge(quote("0.01", "0.005"), known()).credibility >= CREDIBLE


def test_a_jump_that_the_next_moment_repeats_is_accepted() -> None:
    first = quote("0.02000", hours=13)
    assert judge(first, known(LATEST)).doubted
    repeated = judge(quote("0.02001", hours=26), known(LATEST, doubts=[first]))
    assert (repeated.credibility, repeated.reasons, repeated.confirms) == (0.7, ("jump", "confirmed"), [first])


def test_an_inverse_near_one_is_doubted_and_a_real_move_to_it_is_accepted_when_repeated() -> None:
    latest, turned = quote("0.92", "0.005"), quote("1.087", "0.0005", hours=13)
    first = judge(turned, known(latest))
    assert (first.credibility, first.reasons, first.doubted) == (0.1, ("inverted",), True)
    doubts = [turned, quote("1.088", "0.0005", hours=26)]
    repeated = judge(quote("1.086", "0.0005", hours=39), known(latest, doubts=doubts))
    assert (repeated.credibility, repeated.reasons) == (0.7, ("inverted", "confirmed"))
    assert judge(quote("1.01", "0.005"), known(quote("0.99", "0.005"))).credibility >= CREDIBLE


def test_a_page_crawled_again_does_not_confirm_itself_nor_does_another_rate() -> None:
    first = quote("0.02000", hours=13)
    assert judge(quote("0.02000", hours=24), known(LATEST, doubts=[first])) == (0.4, ("jump",), False, ())
    assert judge(quote("0.02000", hours=13), known(LATEST, doubts=[first])).credibility < CREDIBLE
    assert judge(quote("0.03000", hours=26), known(LATEST, doubts=[first])).credibility < CREDIBLE


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
def test_a_tick_is_judged_by_what_others_say_at_the_time(
    rate: str, peers: list[str], credibility: float, reasons: tuple[str, ...]
) -> None:
    others = sorted(by(name, peer) for name, peer in zip("ab", peers, strict=False))
    verdict = judge(quote(rate, hours=1), known(LATEST, others))
    assert (verdict.credibility, verdict.reasons) == (credibility, reasons)


@pytest.mark.parametrize(
    ("change", "contradicts"),
    [("0", False), ("-0", False), ("2.5", False), ("45", True), ("-45", True), ("-100", True), (None, False)],
)
def test_a_printed_change_that_cannot_be_lowers_the_credibility(change: str | None, contradicts: bool) -> None:
    verdict = judge(quote("0.01150", hours=20), known(LATEST), Decimal(change) if change else None)
    assert verdict == ((0.7, ("change",), False, ()) if contradicts else (1.0, (), False, ()))


def test_a_wild_pair_may_move_further_than_a_calm_one() -> None:
    tick = quote("0.01400", hours=20)
    assert judge(tick, known(LATEST)).credibility < CREDIBLE
    assert judge(tick, known(LATEST, scale=0.05)).credibility == 1.0


def test_a_coarse_rate_and_a_fine_one_of_the_same_moment_agree() -> None:
    assert judge(quote("0.60000"), known(quote("1", "0.5"))).credibility >= CREDIBLE
    assert judge(quote("1", "0.5"), known(quote("0.60000"))).credibility >= CREDIBLE
    assert judge(quote("1.00000"), known(quote("0.60000"))).credibility < CREDIBLE


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
        assert judge(tick, known(latest)).credibility >= CREDIBLE


@given(RATES, RATES, st.booleans())
def test_credibility_lies_between_zero_and_one_and_every_doubt_has_a_reason(rate: Decimal, latest: Decimal, doubt: bool) -> None:
    verdict = judge(quote(rate, hours=2), known(quote(latest), doubts=[quote(rate, hours=-11)] if doubt else ()))
    assert 0 <= verdict.credibility <= 1
    assert bool(verdict.reasons) == (verdict.credibility < 1)
