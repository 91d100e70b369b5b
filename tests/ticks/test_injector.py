"""The ticks stage on real daily rates with injected faults; skipped without the rates."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agents.ticks.judge import CREDIBLE
from tests.ticks.injector import DAILY, FAULTS, Found, Score, days_of, found, injected, score

with_rates = pytest.mark.skipif(not DAILY.exists(), reason="the daily rates are not here")

SEEDS = range(1, 6)
CAUGHT = {"decimal_slip": 0.99, "scale": 0.99, "inverted": 0.99, "outlier": 0.95, "stale": 0.95, "repeated": 0.95}
FLAGGED = 0.001
PEGGED = "TMT"
AT_MOST = 5
"""Longest run of sound ticks of one source that are flagged."""


@pytest.fixture(scope="module")
def runs() -> list[list[Found]]:
    days = days_of(DAILY)
    return [found(injected(days, seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def scores(runs: list[list[Found]]) -> Sequence[Score]:
    return [score(each) for each in runs]


@with_rates
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_flagged_with_their_reason(fault: str, scores: Sequence[Score]) -> None:
    put, caught = (sum(getattr(each, name)[fault] for each in scores) for name in ("put", "caught"))
    assert put > 30
    assert caught / put >= CAUGHT[fault]


@with_rates
def test_hardly_any_untouched_tick_is_flagged(scores: Sequence[Score]) -> None:
    assert sum(each.flagged for each in scores) / sum(each.untouched for each in scores) <= FLAGGED


@with_rates
def test_a_real_move_is_accepted_within_a_few_observations(runs: list[list[Found]]) -> None:
    """A rate that its source continues to print is accepted again within a few observations, however far it moved."""
    for each in runs:
        flags: dict[tuple[str, str], list[bool]] = {}
        for case, _, last in each:
            if not (case.fault or case.run):
                flags.setdefault((case.tick.quote, case.tick.source), []).append(last.credibility < CREDIBLE)
        assert {series: flagged for series, flagged in flags.items() if longest(flagged) > AT_MOST} == {}


@with_rates
def test_a_pegged_currency_is_hardly_ever_stale(runs: list[list[Found]]) -> None:
    pegged = [first for each in runs for case, first, _ in each if case.tick.quote == PEGGED and not case.fault and not case.run]
    assert len(pegged) > 1000
    assert sum("stale" in first.reasons for first in pegged) <= 0.003 * len(pegged)


def longest(flags: Sequence[bool]) -> int:
    """Return the length of the longest run of flags."""
    most = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        most = max(most, run)
    return most
