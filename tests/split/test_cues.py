"""What is read off a page before any line is judged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.classes import classify
from agents.split.first_cues import FIRST_CUES, Reading, read
from agents.split.flow import flow_of
from agents.split.grams import gram_scores, hashed_grams
from agents.split.second_cues import SECOND_CUES, second_cues
from agents.text.lines import split_lines

FERRY = [
    "The ferry across the lake began its first crossing in two years after engineers rebuilt the northern pier.",
    "Harbour master Ilyas Denov said the ferry would carry eighty passengers across the lake in calm weather.",
    "Villages on the lake depend on the ferry for their market, and Denov said the pier would last for decades.",
]
SEED = [
    "Parliament postponed a vote on stricter rules for imported seed after farmers complained about barley.",
    "Agriculture minister Pavel Orosz told deputies that two laboratories would test the imported seed.",
    "Farmers said that parliament should vote on the seed rules when Orosz has opened the laboratories.",
]
PAGE = ["Ferry Crosses the Lake Again After Pier Is Rebuilt", *FERRY, "Parliament Delays Vote on Imported Seed", *SEED]
GOING_ON = [PAGE[0], *FERRY, "A Ferry for the Market", *FERRY]


def reading(*lines: str) -> Reading:
    return read(classify(split_lines("\n".join(lines))))


def cue(page: Reading, row: int, name: str) -> float:
    return float(page.cues[row, FIRST_CUES.index(name)])


@pytest.mark.parametrize("name", ["next 100 words known", "last 100 words go on", "next 30 words known", "last 30 words go on"])
def test_cohesion_tells_what_goes_on_from_what_is_new(name: str) -> None:
    assert cue(reading(*PAGE), 4, name) < cue(reading(*GOING_ON), 4, name)


def test_a_headline_has_words_that_the_text_after_has_and_the_text_before_lacks() -> None:
    assert cue(reading(*PAGE), 4, "own words new") > 0.5
    assert cue(reading(*GOING_ON), 4, "own words new") == 0


def test_the_text_after_a_subheading_comes_back_to_the_headline_and_after_a_headline_it_does_not() -> None:
    first = np.array([0.9, *[0.0] * 7])
    name = SECOND_CUES.index("last headline returns near")
    assert second_cues(reading(*PAGE), first)[4, name] < second_cues(reading(*GOING_ON), first)[4, name]


def test_a_line_that_stands_twice_is_known_as_such_the_second_time() -> None:
    page = reading(*PAGE, *PAGE)
    assert [cue(page, row, "same line above") for row in (0, 8)] == [0, 1]
    assert cue(page, 7, "next line stands above") == 1


def test_a_word_of_every_line_weighs_less_than_a_rare_one_and_an_unknown_one_most() -> None:
    flow = flow_of(classify(split_lines("\n".join(FERRY))))
    weight = {stem: flow.stem_weight[number] for stem, number in flow.ids.items()}
    assert weight["ferry"] < weight["harbo"] <= flow.stem_weight[-1]


def test_a_line_has_the_same_ngrams_wherever_it_stands() -> None:
    alone, buckets = hashed_grams(["Lake Opens 1999"])
    rows, among = hashed_grams(["A first line", "Lake Opens 2026", "x"])
    assert set(alone.tolist()) == {0}
    assert sorted(buckets.tolist()) == sorted(among[rows == 1].tolist())


def test_a_line_scores_the_sum_of_its_ngrams_over_the_root_of_their_number() -> None:
    _, buckets = hashed_grams(["Lake"])
    weights = np.zeros((1 << 15, 1), np.int16)
    weights[buckets] = 1000
    assert gram_scores(["Lake"], weights, np.array([0.5]))[0, 0] == pytest.approx(0.5 + len(buckets) ** 0.5, abs=1e-4)


@given(st.lists(st.text(), max_size=12))
def test_any_page_has_a_finite_number_for_every_cue(lines: list[str]) -> None:
    page = reading(*lines)
    assert page.cues.shape == (len(page.rows), len(FIRST_CUES))
    assert np.isfinite(page.cues).all()
    second = second_cues(page, np.linspace(0, 1, len(page.rows)))
    assert second.shape == (len(page.rows), len(SECOND_CUES))
    assert np.isfinite(second).all()
