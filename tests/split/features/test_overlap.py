"""How much the texts around a line repeat its words."""

from __future__ import annotations

from tests.split.features.samples import GOING_ON, PAGE, features_of, value_of


def test_the_text_below_a_headline_repeats_its_words_and_the_text_above_does_not() -> None:
    assert value_of(features_of(*PAGE), 4, "its words near below, not near above") > 0.5
    assert value_of(features_of(*GOING_ON), 4, "its words near below, not near above") == 0
