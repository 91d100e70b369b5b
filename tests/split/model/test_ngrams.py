"""Character n-grams of lines, and their scores."""

from __future__ import annotations

import numpy as np
import pytest

from agents.split.model.ngrams import BUCKETS, hashed_ngrams, ngram_scores


def test_a_line_has_the_same_ngrams_on_every_page() -> None:
    alone, buckets = hashed_ngrams(["Lake Opens 1999"])
    rows, among = hashed_ngrams(["A first line", "Lake Opens 2026", "x"])
    assert set(alone.tolist()) == {0}
    assert sorted(buckets.tolist()) == sorted(among[rows == 1].tolist())


def test_a_score_is_the_sum_of_the_ngrams_over_the_root_of_their_number() -> None:
    _, buckets = hashed_ngrams(["Lake"])
    weights = np.zeros((1, BUCKETS), np.int16)
    weights[0, buckets] = 1000
    assert ngram_scores(["Lake"], weights, np.array([0.5]))[0, 0] == pytest.approx(0.5 + len(buckets) ** 0.5, abs=1e-4)
