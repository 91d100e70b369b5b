"""The features of all passes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agents.split.features.context import CONTEXT_FEATURES, context_features
from agents.split.features.inputs import THIRD_PASS_FEATURES
from agents.split.features.page import PAGE_FEATURES
from tests.split.features.samples import features_of


def test_each_feature_has_a_different_short_name() -> None:
    assert len(set(THIRD_PASS_FEATURES)) == len(THIRD_PASS_FEATURES)
    assert max(map(len, THIRD_PASS_FEATURES)) <= 70


@given(st.lists(st.text(), max_size=12))
def test_every_feature_of_any_page_is_finite(lines: list[str]) -> None:
    page = features_of(*lines)
    assert page.features.shape == (len(page.rows), len(PAGE_FEATURES))
    assert np.isfinite(page.features).all()
    second = context_features(page, np.linspace(0, 1, len(page.rows)))
    assert second.shape == (len(page.rows), len(CONTEXT_FEATURES))
    assert np.isfinite(second).all()
