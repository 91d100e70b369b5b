"""The map of confidences."""

from __future__ import annotations

import pytest

from agents.split.model.trained_model import IDENTITY, ConfidenceMap, calibrated


@pytest.mark.parametrize(("raw", "right"), [(0.0, 0.1), (0.2, 0.1), (0.3, 0.22), (0.7, 0.7), (1.0, 0.95)])
def test_a_confidence_is_interpolated_and_constant_beyond_the_ends_of_the_map(raw: float, right: float) -> None:
    assert calibrated(raw, ConfidenceMap([0.2, 0.7, 0.9], [0.1, 0.7, 0.95])) == right
    assert calibrated(raw, IDENTITY) == raw
