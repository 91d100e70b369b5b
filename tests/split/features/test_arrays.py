"""Means and spreads do not depend on the order of the values."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.features.arrays import UNITS, exact_mean, exact_spread
from agents.split.features.inputs import FIRST_PASS_FEATURES, NGRAM_FEATURES, first_pass_features
from agents.split.features.page import PAGE_FEATURES

CUES = st.lists(st.integers(-90_000, 90_000), min_size=1, max_size=60)


@given(CUES)
def test_sums_do_not_depend_on_the_order(units: list[int]) -> None:
    values = np.array(units) / UNITS
    other = np.random.default_rng(1).permutation(values)
    assert exact_mean(values) == exact_mean(other)
    assert exact_spread(values) == exact_spread(other)


@given(CUES)
def test_sums_are_right_to_the_unit(units: list[int]) -> None:
    values = np.array(units) / UNITS
    assert exact_mean(values) == pytest.approx(statistics.fmean(values), abs=0.51 / UNITS)
    assert exact_spread(values) == pytest.approx(statistics.pstdev(values), abs=0.51 / UNITS)


@given(CUES)
def test_the_mean_of_openers_does_not_depend_on_where_they_are(units: list[int]) -> None:
    first = np.ones((len(units), len(PAGE_FEATURES)))
    ngrams = np.repeat(np.array(units)[:, None] / UNITS, len(NGRAM_FEATURES), axis=1)
    labels = np.zeros(len(units))
    mean = [FIRST_PASS_FEATURES.index(f"{feature}, mean of openers") for feature in NGRAM_FEATURES]
    assert np.array_equal(
        first_pass_features(first, ngrams, labels)[0, mean], first_pass_features(first, ngrams[::-1], labels)[0, mean]
    )
