"""How much the texts on both sides of a line share."""

from __future__ import annotations

import numpy as np
import pytest

from agents.split.features.cohesion import segment_similarity
from agents.split.features.words import word_index_of
from agents.split.line_classes import classify
from agents.text.lines import split_lines
from tests.split.features.samples import FERRY, GOING_ON, PAGE, SEED, features_of, stop_stems, value_of


@pytest.mark.parametrize(
    "name",
    ["next 100 words also above", "previous 100 words again below", "next 30 words also above", "previous 30 words again below"],
)
def test_text_that_goes_on_repeats_more_words_than_text_that_is_new(name: str) -> None:
    assert value_of(features_of(*PAGE), 4, name) < value_of(features_of(*GOING_ON), 4, name)


def test_a_segment_is_most_similar_to_itself_and_least_to_an_empty_one() -> None:
    word_index = word_index_of(classify(split_lines("\n".join([*FERRY, "", *FERRY]))), stop_stems())
    start = np.array([word_index.starts[3], 0])
    cosine, share, _ = segment_similarity(word_index, np.array([0, 0]), start, start, np.full(2, word_index.starts[-1]))
    assert cosine == pytest.approx([1, -1])
    assert share == pytest.approx([1, -1])


def test_stop_stems_add_less_to_the_similarity_of_segments() -> None:
    page = [*FERRY, *SEED]
    similarity = {}
    for name, stems in {"all": stop_stems(), "rare": stop_stems(they=0, would=0, said=0, vote=0)}.items():
        word_index = word_index_of(classify(split_lines("\n".join(page))), stems)
        similarity[name] = segment_similarity(
            word_index, word_index.starts[:1], word_index.starts[3:4], word_index.starts[3:4], word_index.starts[-1:]
        )[0][0]
    assert similarity["rare"] < similarity["all"]
