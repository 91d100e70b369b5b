"""The passes of the model."""

from __future__ import annotations

import numpy as np
import pytest

from agents.split.model.passes import combined


def test_two_passes_are_averaged_as_log_odds_and_a_skipped_third_pass_changes_nothing() -> None:
    said = combined(np.array([0.5, 0.9, 0.2, 0.7]), np.array([0.5, 0.1, 0.8, 0.0]))
    assert said == pytest.approx([0.5, 0.5, 0.5, 0.7], abs=1e-5)
