"""What is read off a page before any line is judged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.features.cohesion import SIMILARITY_FEATURES, segment_similarity
from agents.split.features.context import CONTEXT_FEATURES, MOST_UNCERTAIN, NOT_COMPUTED, context_features, uncertain_rows
from agents.split.features.inputs import THIRD_PASS_FEATURES
from agents.split.features.neighbours import EDGE_FEATURES, KIND_FEATURES, KINDS, edge_features, kind_features
from agents.split.features.page import PAGE_FEATURES, PageFeatures, read
from agents.split.features.shape import SHAPE_FEATURES, shape_features
from agents.split.features.words import FULL_WEIGHT, StopStems, stem_key, word_index_of
from agents.split.line_classes import classify
from agents.split.model.ngrams import BUCKETS, hashed_ngrams, ngram_scores
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


def stop_stems(**weights: int) -> StopStems:
    keyed = sorted((stem_key(stem), weight) for stem, weight in weights.items())
    return StopStems(np.array([key for key, _ in keyed], np.uint32), np.array([weight for _, weight in keyed], np.uint8))


def page_features(*lines: str) -> PageFeatures:
    return read(classify(split_lines("\n".join(lines))), stop_stems())


def feature(page: PageFeatures, row: int, name: str) -> float:
    return float(page.features[row, PAGE_FEATURES.index(name)])


@pytest.mark.parametrize(
    "name",
    ["next 100 words also above", "previous 100 words again below", "next 30 words also above", "previous 30 words again below"],
)
def test_cohesion_tells_what_goes_on_from_what_is_new(name: str) -> None:
    assert feature(page_features(*PAGE), 4, name) < feature(page_features(*GOING_ON), 4, name)


def test_a_headline_has_words_that_the_text_after_has_and_the_text_before_lacks() -> None:
    assert feature(page_features(*PAGE), 4, "its words near below, not near above") > 0.5
    assert feature(page_features(*GOING_ON), 4, "its words near below, not near above") == 0


def test_the_text_after_a_subheading_comes_back_to_the_headline_and_after_a_headline_it_does_not() -> None:
    first = np.array([0.9, *[0.1] * 7])
    name = CONTEXT_FEATURES.index("words of the headline above in the next 100")
    assert context_features(page_features(*PAGE), first)[4, name] < context_features(page_features(*GOING_ON), first)[4, name]


def test_the_texts_around_a_line_that_is_no_headline_for_certain_are_not_compared() -> None:
    first = np.array([0.9, *[0.0] * 3, 0.1, *[0.0] * 3])
    column = context_features(page_features(*PAGE), first)[:, CONTEXT_FEATURES.index("words of the section below known above")]
    assert [row for row, value in enumerate(column) if value != NOT_COMPUTED] == [0, 4]


def test_of_a_page_without_end_only_so_many_lines_are_looked_at_again() -> None:
    assert uncertain_rows(np.array([0.0, 0.5, 0.001, 0.01])).tolist() == [1, 3]
    assert len(uncertain_rows(np.full(5_000, 0.5))) == MOST_UNCERTAIN


def test_a_line_that_stands_twice_is_known_as_such_the_second_time() -> None:
    page = page_features(*PAGE, *PAGE)
    assert [feature(page, row, "same line further up") for row in (0, 8)] == [0, 1]
    assert feature(page, 7, "line below also printed further up") == 1


def test_a_word_that_many_texts_have_weighs_less_than_one_that_few_have() -> None:
    word_index = word_index_of(classify(split_lines("\n".join(FERRY))), stop_stems(would=9, acros=40))
    weight = {stem: word_index.stem_weight[number] for stem, number in word_index.ids.items()}
    assert (weight["would"], weight["acros"], weight["ferry"], word_index.stem_weight[-1]) == (9, 40, FULL_WEIGHT, FULL_WEIGHT)


@pytest.mark.parametrize("name", SIMILARITY_FEATURES)
def test_segments_of_one_story_are_more_alike_than_those_of_two(name: str) -> None:
    first, column = np.array([0.9, *[0.0] * 3, 0.1, *[0.0] * 3]), CONTEXT_FEATURES.index(name)
    assert context_features(page_features(*PAGE), first)[4, column] < context_features(page_features(*GOING_ON), first)[4, column]


def test_a_segment_is_as_like_itself_as_can_be_and_to_nothing_not_at_all() -> None:
    word_index = word_index_of(classify(split_lines("\n".join([*FERRY, "", *FERRY]))), stop_stems())
    start = np.array([word_index.at[3], 0])
    cosine, share, _ = segment_similarity(word_index, np.array([0, 0]), start, start, np.full(2, word_index.at[-1]))
    assert cosine == pytest.approx([1, -1])
    assert share == pytest.approx([1, -1])


def test_common_words_say_less_of_what_segments_share() -> None:
    page = [*FERRY, *SEED]
    told = {}
    for name, stems in {"all": stop_stems(), "rare": stop_stems(they=0, would=0, said=0, vote=0)}.items():
        word_index = word_index_of(classify(split_lines("\n".join(page))), stems)
        told[name] = segment_similarity(
            word_index, word_index.at[:1], word_index.at[3:4], word_index.at[3:4], word_index.at[-1:]
        )[0][0]
    assert told["rare"] < told["all"]


def test_a_line_knows_how_much_the_texts_around_it_read_like_a_lead_and_like_an_end() -> None:
    shape = np.zeros((5, len(SHAPE_FEATURES)))
    shape[:, SHAPE_FEATURES.index("length (log)")] = np.log([300.0, 40, 30, 200, 90])
    shape[:, SHAPE_FEATURES.index("quotation marks")] = [2, 9, 9, 4, 6]
    features = edge_features(shape, np.array([0.5, 9, 9, 2, 1]), np.array([3, 9, 9, 4, 5]))
    column = {name: features[:, number].tolist() for number, name in enumerate(EDGE_FEATURES)}
    assert column["text below reads like a first paragraph"] == [2, 2, 2, 1, -9]
    assert column["first paragraph: text below against text above"][1] == 1.5
    assert column["text above reads like a last paragraph"] == [-9, 3, 3, 3, 4]
    assert column["second text above reads like a last paragraph"] == [-9, -9, -9, -9, 3]
    assert column["quotation marks, text below"] == [4, 4, 4, 6, -9]
    assert column["quotation marks, text above"] == [-9, 2, 2, 2, 4]
    assert edge_features(shape[:0], np.zeros(0), np.zeros(0)).shape == (0, len(EDGE_FEATURES))


def test_a_line_knows_what_it_and_its_neighbours_are_taken_for() -> None:
    kinds = np.zeros((3, len(KINDS)))
    kinds[:, KINDS.index("DEK")] = [0.1, 0.2, 0.3]
    features = kind_features(kinds)
    column = {name: features[:, number].tolist() for number, name in enumerate(KIND_FEATURES)}
    assert column["probability of standfirst"] == [0.1, 0.2, 0.3]
    assert column["probability of standfirst, line 1 below"] == [0.2, 0.3, -1]
    assert column["probability of standfirst, line 1 above"] == [-1, 0.1, 0.2]
    assert column["probability of standfirst, line 2 below"] == [0.3, -1, -1]
    assert kind_features(kinds[:0]).shape == (0, len(KIND_FEATURES))


def test_a_line_has_the_same_ngrams_wherever_it_stands() -> None:
    alone, buckets = hashed_ngrams(["Lake Opens 1999"])
    rows, among = hashed_ngrams(["A first line", "Lake Opens 2026", "x"])
    assert set(alone.tolist()) == {0}
    assert sorted(buckets.tolist()) == sorted(among[rows == 1].tolist())


def test_a_line_scores_the_sum_of_its_ngrams_over_the_root_of_their_number() -> None:
    _, buckets = hashed_ngrams(["Lake"])
    weights = np.zeros((1, BUCKETS), np.int16)
    weights[0, buckets] = 1000
    assert ngram_scores(["Lake"], weights, np.array([0.5]))[0, 0] == pytest.approx(0.5 + len(buckets) ** 0.5, abs=1e-4)


def test_each_cue_has_a_short_name_of_its_own() -> None:
    assert len(set(THIRD_PASS_FEATURES)) == len(THIRD_PASS_FEATURES)
    assert max(map(len, THIRD_PASS_FEATURES)) <= 70


@given(st.lists(st.text(), max_size=12))
def test_any_page_has_a_finite_number_for_every_cue(lines: list[str]) -> None:
    page = page_features(*lines)
    assert page.features.shape == (len(page.rows), len(PAGE_FEATURES))
    assert np.isfinite(page.features).all()
    second = context_features(page, np.linspace(0, 1, len(page.rows)))
    assert second.shape == (len(page.rows), len(CONTEXT_FEATURES))
    assert np.isfinite(second).all()


@pytest.mark.parametrize(
    ("line", "label", "signs"),
    [
        ("Read also: Growers pool money", 2, 0),
        ("Yana o‘qing: Bog‘bonlar muzxona quradi", 2, 0),
        ("À lire aussi\u00a0: Les bergers", 3, 0),
        ("ДАГЫ ОКУҢУЗ: Өкмөт жыйыны", 2, 0),
        ("Сөз: өзгөрүү башталды", 0, 0),
        ('Minister: "We wait"', 1, 0),
        ("The council met on 08-12-2025 about COVID-19", 0, 0),
        ("KASE 5 412,30 +0,6%", 0, 2),
        ("Нарын −4 °C, ветер 7 м/с", 0, 2),
        ("Gold: 2,650 $ ▲ 0.3%", 1, 3),
        ("See also » Growers pool money", 2, 0),
        ("Ещё по теме — Садоводы строят теплицу", 3, 0),
        ("ON THIS TOPIC | Growers pool money", 3, 0),
        ("The bridge - a gift of the town - is open", 0, 0),
    ],
)
def test_a_line_shows_its_label_and_its_signs_of_units_and_changes(line: str, label: int, signs: int) -> None:
    shown = dict(zip(SHAPE_FEATURES, shape_features(classify(split_lines(line)))[0], strict=True))
    assert (shown["words of a label"], shown["signs of units and changes"]) == (label, signs)
