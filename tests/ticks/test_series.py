"""Which ticks are observations of a series, and which observations are kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.ticks.quote import LogInterval
from agents.ticks.series import MOST_OBSERVATIONS, RateSeries, SeriesWindow


def test_an_unchanged_rate_is_an_observation_every_half_day() -> None:
    held = SeriesWindow([87.45], [0.0], [4.4], [4.5])
    assert [held.is_observation(87.45, at) for at in (0.0, 0.001, 0.4, 0.5)] == [False, False, False, True]
    assert [held.is_observation(87.46, at) for at in (-1.0, 0.0, 0.001)] == [False, False, True]
    assert SeriesWindow().is_observation(87.45, 0.0)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 20)), max_size=80))
def test_a_series_keeps_the_newest_observations_within_the_horizon(steps: list[tuple[int, int]]) -> None:
    series, arrival, expected = RateSeries(), 0, list[tuple[float, int]]()
    for moment, (rate, later) in enumerate(steps):
        arrival += later
        series.add(rate, LogInterval(), moment, arrival, arrival - 100)
        expected = [*(each for each in expected if each[1] >= arrival - 100), (rate, arrival)][-MOST_OBSERVATIONS:]
    for oldest in (0, arrival - 100, arrival - 10):
        assert list(series.window(oldest).rates) == [rate for rate, then in expected if then >= oldest]
