"""The decision: which candidates begin an article, and how sure that is."""

from __future__ import annotations

import math

import pytest

from agents.split.boundaries import boundaries_of, log_odds, probability
from agents.split.candidates import candidates_of
from agents.split.classes import classify
from agents.split.cues import local_cues, return_cues
from agents.split.page import PageView, view_of
from agents.split.passages import flow_of
from agents.split.weights import BIAS, WEIGHTS
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


def viewed(*lines: str) -> PageView:
    return view_of(classify(split_lines("\n".join(lines))))


PAGE = viewed("Ferry Crosses the Lake Again After Pier Is Rebuilt", *FERRY, "Parliament Delays Vote on Imported Seed", *SEED)


def test_every_cue_has_a_weight_and_every_weight_a_cue() -> None:
    cues = local_cues(PAGE, candidates_of(PAGE), 1) | return_cues(PAGE, 0, 4)
    assert set(cues) == set(WEIGHTS)
    assert all(math.isfinite(value) for value in cues.values())
    assert set(return_cues(PAGE, None, 0)) == set(return_cues(PAGE, 0, 4))


def test_text_on_another_matter_begins_an_article_and_text_that_goes_on_does_not() -> None:
    assert [boundary.line for boundary in boundaries_of(PAGE)] == [0, 4]
    going_on = viewed("Ferry Crosses the Lake Again After Pier Is Rebuilt", *FERRY, "A Ferry for the Market", *FERRY)
    assert [boundary.line for boundary in boundaries_of(going_on)] == [0]


def test_a_refused_candidate_lowers_the_confidence() -> None:
    going_on = viewed("Ferry Crosses the Lake Again After Pier Is Rebuilt", *FERRY, "A Ferry for the Market", *FERRY)
    (boundary,) = boundaries_of(going_on)
    assert 0 < boundary.doubt < 0.5 < boundary.probability


def test_cohesion_tells_what_goes_on_from_what_is_new() -> None:
    new = local_cues(PAGE, candidates_of(PAGE), 1)
    going_on = viewed("Ferry Crosses the Lake Again", *FERRY, "A Ferry for the Market", *FERRY)
    old = local_cues(going_on, candidates_of(going_on), candidates_of(going_on).index(4))
    assert new["lead known before"] < old["lead known before"]
    assert new["end goes on"] < old["end goes on"]


@pytest.mark.parametrize("score", [-1e9, -1.0, 0.0, 1.0, 1e9])
def test_a_probability_is_never_nought_or_one(score: float) -> None:
    assert 0 < probability(score) < 1


def test_a_line_without_any_cue_is_judged_by_the_bias_alone() -> None:
    assert log_odds({}) == BIAS


def test_a_menu_has_no_candidates() -> None:
    assert candidates_of(viewed("Home", "World News", "Sign in here", "Terms of use")) == []


def test_a_word_of_every_line_weighs_less_than_a_rare_one_and_an_unknown_one_nothing() -> None:
    flow = flow_of(classify(split_lines("\n".join(FERRY))))
    assert flow.weight(["ferry"]) < flow.weight(["harbo"])
    assert flow.weight(["never"]) == 0
