"""Stale rates and repeated series."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from agents.ticks.checks import is_repeated, is_stale
from agents.ticks.quote import LogInterval
from agents.ticks.series import SeriesWindow


def interval(rate: float, error: float = 0.005) -> LogInterval:
    return LogInterval(math.log(rate - error), math.log(rate + error))


def window(rates: Sequence[float], others: Sequence[float] = ()) -> SeriesWindow:
    intervals = [interval(rate) for rate in others] or [LogInterval()] * len(rates)
    return SeriesWindow(
        rates, [float(day) for day in range(len(rates))], [each.low for each in intervals], [each.high for each in intervals]
    )


@pytest.mark.parametrize(
    ("others", "stale"),
    [
        ([87.45, 87.45, 87.45, 87.45, 87.45, 87.45], False),
        ([87.45, 87.5, 87.6, 87.8, 88.0, 88.3], True),
        ([87.45, 87.46, 87.45, 87.46, 87.45, 87.46], False),
        ([90.0, 90.0, 90.0, 90.0, 90.0, 90.0], False),
    ],
    ids=["all unchanged", "others move", "others move within the digits", "another market"],
)
def test_a_rate_is_stale_if_only_the_others_move(others: list[float], stale: bool) -> None:
    assert is_stale(window([87.45] * 5, others[:5]), interval(87.45), 87.45, 5.0, interval(others[5])) is stale


def test_too_few_observations_or_days_are_not_stale() -> None:
    assert not is_stale(window([87.45] * 4, [87.45, 87.6, 88, 89]), interval(87.45), 87.45, 4.0, interval(90))
    assert not is_stale(window([87.45] * 5, [87.45, 87.6, 88, 89, 90]), interval(87.45), 87.45, 3.9, interval(90))


OLD = [87.45, 87.51, 87.48, 87.62, 87.70, 87.66]


@pytest.mark.parametrize(
    ("rates", "peers", "repeated"),
    [
        ([*OLD, *OLD[:-1]], LogInterval(), True),
        ([*OLD, 88.1, 88.3, *OLD[:-1]], interval(89), True),
        ([86.0, *OLD[1:], 86.5, *OLD[1:-1]], interval(OLD[-1]), False),
        ([*OLD, *OLD[:-1]], interval(OLD[-1]), True),
        ([*OLD, *OLD[1:], 88.2], LogInterval(), False),
        ([87.4, 87.5] * 5 + [87.4], LogInterval(), False),
    ],
    ids=["a copy", "a copy of older rates", "may be chance", "cannot be chance", "other rates", "a change between two rates"],
)
def test_a_copied_series_is_repeated(rates: list[float], peers: LogInterval, repeated: bool) -> None:
    assert is_repeated(window(rates), interval(OLD[-1]), OLD[-1], peers) is repeated


def test_a_copy_with_one_misprint_is_repeated() -> None:
    longer = [*OLD, 87.72]
    assert is_repeated(window([*longer, *longer[:2], 8.748, *longer[3:-1]]), interval(longer[-1]), longer[-1], LogInterval())
