"""The word index of a page."""

from __future__ import annotations

from agents.split.features.words import FULL_WEIGHT, word_index_of
from agents.split.line_classes import classify
from agents.text.lines import split_lines
from tests.split.features.samples import FERRY, stop_stems


def test_a_frequent_stem_weighs_less_than_a_rare_one() -> None:
    word_index = word_index_of(classify(split_lines("\n".join(FERRY))), stop_stems(would=9, acros=40))
    weight = {stem: word_index.stem_weight[number] for stem, number in word_index.ids.items()}
    assert (weight["would"], weight["acros"], weight["ferry"], word_index.stem_weight[-1]) == (9, 40, FULL_WEIGHT, FULL_WEIGHT)
