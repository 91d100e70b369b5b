"""What the predictions of the previous pass add to a line's features."""

from __future__ import annotations

import numpy as np
import pytest

from agents.split.features.cohesion import SIMILARITY_FEATURES
from agents.split.features.context import CONTEXT_FEATURES, MOST_UNCERTAIN, NOT_COMPUTED, context_features, uncertain_rows
from tests.split.features.samples import GOING_ON, PAGE, features_of


def test_the_text_below_a_subheading_repeats_words_of_the_headline_above() -> None:
    first = np.array([0.9, *[0.1] * 7])
    name = CONTEXT_FEATURES.index("words of the headline above in the next 100")
    assert context_features(features_of(*PAGE), first)[4, name] < context_features(features_of(*GOING_ON), first)[4, name]


def test_texts_are_compared_around_uncertain_lines_only() -> None:
    first = np.array([0.9, *[0.0] * 3, 0.1, *[0.0] * 3])
    column = context_features(features_of(*PAGE), first)[:, CONTEXT_FEATURES.index("words of the section below known above")]
    assert [row for row, value in enumerate(column) if value != NOT_COMPUTED] == [0, 4]


def test_a_later_pass_predicts_a_bounded_number_of_lines() -> None:
    assert uncertain_rows(np.array([0.0, 0.5, 0.001, 0.01])).tolist() == [1, 3]
    assert len(uncertain_rows(np.full(5_000, 0.5))) == MOST_UNCERTAIN


@pytest.mark.parametrize("name", SIMILARITY_FEATURES)
def test_segments_of_one_story_are_more_similar_than_segments_of_two(name: str) -> None:
    first, column = np.array([0.9, *[0.0] * 3, 0.1, *[0.0] * 3]), CONTEXT_FEATURES.index(name)
    assert context_features(features_of(*PAGE), first)[4, column] < context_features(features_of(*GOING_ON), first)[4, column]
