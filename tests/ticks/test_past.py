"""Series that stand still or tell old rates again."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.past import LONGEST, Past, Remembered, Span, is_repeated, is_stale


def span(rate: float, error: float = 0.005) -> Span:
    return Span(math.log(rate - error), math.log(rate + error))


def remembered(rates: Sequence[float], others: Sequence[float] = ()) -> Remembered:
    spans = [span(rate) for rate in others] or [Span()] * len(rates)
    return Remembered(
        rates, [float(day) for day in range(len(rates))], [each.low for each in spans], [each.high for each in spans]
    )


@pytest.mark.parametrize(
    ("others", "stale"),
    [
        ([87.45, 87.45, 87.45, 87.45, 87.45, 87.45], False),
        ([87.45, 87.5, 87.6, 87.8, 88.0, 88.3], True),
        ([87.45, 87.46, 87.45, 87.46, 87.45, 87.46], False),
        ([90.0, 90.0, 90.0, 90.0, 90.0, 90.0], False),
    ],
    ids=["all stand still", "others move", "others move within the digits", "another market"],
)
def test_a_rate_is_stale_when_others_move_and_it_does_not(others: list[float], stale: bool) -> None:
    assert is_stale(remembered([87.45] * 5, others[:5]), span(87.45), 87.45, 5.0, span(others[5])) is stale


def test_a_few_moments_without_a_move_are_no_stale_rate() -> None:
    assert not is_stale(remembered([87.45] * 4, [87.45, 87.6, 88, 89]), span(87.45), 87.45, 4.0, span(90))
    assert not is_stale(remembered([87.45] * 5, [87.45, 87.6, 88, 89, 90]), span(87.45), 87.45, 3.9, span(90))


OLD = [87.45, 87.51, 87.48, 87.62, 87.70, 87.66]


@pytest.mark.parametrize(
    ("rates", "peers", "repeated"),
    [
        ([*OLD, *OLD[:-1]], Span(), True),
        ([*OLD, 88.1, 88.3, *OLD[:-1]], span(89), True),
        ([86.0, *OLD[1:], 86.5, *OLD[1:-1]], span(OLD[-1]), False),
        ([*OLD, *OLD[:-1]], span(OLD[-1]), True),
        ([*OLD, *OLD[1:], 88.2], Span(), False),
        ([87.4, 87.5] * 5 + [87.4], Span(), False),
    ],
    ids=["a copy", "a copy of long ago", "chance, perhaps", "no chance", "other rates", "a swing between two"],
)
def test_a_series_told_again_is_repeated(rates: list[float], peers: Span, repeated: bool) -> None:
    assert is_repeated(remembered(rates), span(OLD[-1]), OLD[-1], peers) is repeated


def test_a_copy_with_one_misprint_is_a_copy() -> None:
    longer = [*OLD, 87.72]
    assert is_repeated(remembered([*longer, *longer[:2], 8.748, *longer[3:-1]]), span(longer[-1]), longer[-1], Span())


def test_a_page_crawled_every_minute_is_a_moment_every_half_day() -> None:
    held = remembered([87.45], [87.45])
    assert [held.takes(87.45, at) for at in (0.0, 0.001, 0.4, 0.5)] == [False, False, False, True]
    assert [held.takes(87.46, at) for at in (-1.0, 0.0, 0.001)] == [False, False, True]
    assert Remembered().takes(87.45, 0.0)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 20)), max_size=80))
def test_a_past_keeps_the_newest_moments_and_none_that_is_too_old(steps: list[tuple[int, int]]) -> None:
    past, arrival, expected = Past(), 0, list[tuple[float, int]]()
    for moment, (rate, later) in enumerate(steps):
        arrival += later
        past.add(rate, Span(), moment, arrival, arrival - 100)
        expected = [*(each for each in expected if each[1] >= arrival - 100), (rate, arrival)][-LONGEST:]
    for oldest in (0, arrival - 100, arrival - 10):
        assert list(past.since(oldest).rates) == [rate for rate, then in expected if then >= oldest]
