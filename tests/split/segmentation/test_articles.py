"""The articles of a page, given the predictions for its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from agents.split.features.inputs import LABEL, THIRD_PASS_FEATURES
from agents.split.features.neighbours import KINDS
from agents.split.features.page import page_features_of
from agents.split.features.words import StopStems
from agents.split.line_classes import classify
from agents.split.model.passes import Prediction
from agents.split.model.trained_model import IDENTITY, ConfidenceMap
from agents.split.result import Split
from agents.split.segmentation.articles import FARTHEST_TEXT, HEADLESS_CONFIDENCE
from agents.split.segmentation.stories import LONG_STORY
from agents.split.splitter import split_prepared
from agents.text.lines import split_lines

PROSE = "The council of Verin met on Tuesday and agreed to repair the old bridge over the river by the end of May."
MENU = [(f"Menu {word}", 0.0, "NAV") for word in ("home", "news", "shop", "about the town", "timetable of buses", "contact")] * 3
UNCERTAIN = "PAR?"
"""A kind for `cut`: a paragraph that is a little more likely boilerplate."""
Lines = Sequence[tuple[str, float, str]]
"""Lines, each with its probability of a headline and its most likely other kind."""


def cut(lines: Lines, confidence: ConfidenceMap = IDENTITY, labels: Mapping[int, float] | None = None) -> Split:
    """Split a page of such lines; `labels` has the site scores of the labels of some rows."""
    stop_stems = StopStems(np.zeros(0, np.uint32), np.zeros(0, np.uint8))
    page = page_features_of(classify(split_lines("\n".join(text for text, _, _ in lines))), stop_stems)
    kinds = np.full((len(lines), len(KINDS)), 0.02)
    for row, (_, _, kind) in enumerate(lines):
        kinds[row, KINDS.index(kind.removesuffix("?"))] = 0.4 if kind == UNCERTAIN else 0.9
        kinds[row, KINDS.index("NAV")] = 0.6 if kind == UNCERTAIN else kinds[row, KINDS.index("NAV")]
    headline = np.array([likely for _, likely, _ in lines], np.float64)
    features = np.zeros((len(lines), len(THIRD_PASS_FEATURES)))
    for row, score in (labels or {}).items():
        features[row, LABEL] = score
    return split_prepared(page, Prediction(headline, kinds, features), confidence=confidence)


def kinds(split: Split) -> list[str]:
    return [span.kind for span in split.spans]


def test_of_two_headlines_without_text_between_them_the_more_likely_is_kept() -> None:
    split = cut([("Bridge One Opens", 0.7, "SUB"), ("Bridge Two Opens", 0.9, "SUB"), (PROSE, 0, "PAR")])
    assert kinds(split) == ["furniture", "headline", "paragraph"]


def test_a_headline_at_the_end_of_the_page_heads_nothing() -> None:
    split = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), ("Bridge Two Opens", 0.9, "NAV")])
    assert kinds(split) == ["headline", "paragraph", "furniture"]


def test_an_article_ends_where_the_boilerplate_begins_and_not_at_a_single_line_of_it() -> None:
    menu = [(f"Menu {word}", 0.0, "NAV") for word in ("home", "news", "shop")]
    split = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), menu[0], (PROSE, 0, "PAR"), (PROSE, 0, "PAR"), *menu])
    assert kinds(split) == ["headline", "paragraph", "furniture", "paragraph", "paragraph", *["furniture"] * 3]
    assert split.spans[2].article is None


MARKET = [("Brent 74.10 $ -0.4%", 0.0, "NAV"), ("Gold 2,650 $ +0.3%", 0.0, "NAV"), ("KASE 5 412,30 +0,6%", 0.0, "NAV")]


def test_a_market_between_two_paragraphs_does_not_end_the_article() -> None:
    split = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), *MARKET, (PROSE, 0, "PAR")])
    assert kinds(split) == ["headline", "paragraph", *["furniture"] * 3, "paragraph"]


def test_a_long_menu_ends_the_article_even_above_a_paragraph() -> None:
    split = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), *MENU, (PROSE, 0, "PAR")])
    assert kinds(split) == ["headline", "paragraph", *["furniture"] * (len(MENU) + 1)]


LINK = "Read also: Bridge Two Opens"


@pytest.mark.parametrize(
    ("likely", "label", "kind", "cuts"),
    [(0.7, 3.0, "NAV", False), (0.8, 3.0, "NAV", True), (0.7, 1.0, "NAV", True), (0.7, 3.0, "SUB", True)],
)
def test_an_uncertain_headline_in_words_of_a_site_is_a_link(likely: float, label: float, kind: str, cuts: bool) -> None:
    page = [("Bridge One Opens", 0.99, "SUB"), (PROSE, 0.0, "PAR"), (LINK, likely, kind), (PROSE, 0.0, "PAR")]
    split = cut(page, labels={2: label})
    assert kinds(split) == ["headline", "paragraph", "headline" if cuts else "furniture", "paragraph"]
    assert len(split.articles) == 1 + cuts


def test_a_first_headline_is_no_link() -> None:
    assert kinds(cut([(LINK, 0.7, "NAV"), (PROSE, 0.0, "PAR"), (PROSE, 0.0, "PAR")], labels={0: 3.0}))[0] == "headline"


def test_an_uncertain_lead_in_below_text_belongs_to_the_article_with_its_items() -> None:
    items = [("• the stone bridge", 0.0, "NAV"), ("• the railway bridge", 0.0, "NAV")]
    page = [("Bridge One Opens", 0.9, "SUB"), (PROSE, 0.0, "PAR"), ("They are:", 0.0, UNCERTAIN), *items]
    assert kinds(cut(page)) == ["headline", "paragraph", "paragraph", "list", "list"]
    assert kinds(cut([*page[:2], ("They are:", 0.0, "NAV"), *items])) == ["headline", "paragraph", *["furniture"] * 3]


def test_an_uncertain_line_heads_long_text_without_another_headline() -> None:
    uncertain = [("Bridge One Opens", 0.3, "SUB"), *[(PROSE, 0.0, "PAR")] * 7]
    assert kinds(cut(uncertain))[0] == "headline"
    assert kinds(cut([("Bridge Zero Opens", 0.95, "SUB"), (PROSE, 0, "PAR"), *uncertain]))[2] == "subheading"


def test_long_text_without_a_headline_is_an_article() -> None:
    (article,) = cut([("Home", 0.0, "NAV"), *[(PROSE, 0.0, "PAR")] * 7]).articles
    assert article.headline is None
    assert article.confidence < 0.5
    assert len(article.blocks) == 7


def test_short_text_without_a_headline_is_no_article() -> None:
    assert cut([("Home", 0.0, "NAV"), (PROSE, 0, "PAR")]).articles == ()


def test_a_few_words_below_a_line_that_may_be_a_headline_are_no_article() -> None:
    assert cut([*MENU, ("Share This", 0.7, "NAV"), (PROSE, 0, "PAR")]).articles == ()
    assert len(cut([*MENU, ("Bridge One Opens", 0.7, "SUB"), *[(PROSE, 0.0, "PAR")] * 7]).articles) == 1
    assert len(cut([*MENU, ("Bridge One Opens", 0.95, "SUB"), (PROSE, 0, "PAR")]).articles) == 1


def test_a_few_words_that_are_most_of_their_page_are_an_article() -> None:
    assert kinds(cut([("Bridge One Opens", 0.3, "SUB"), (PROSE, 0, "PAR")])) == ["headline", "paragraph"]


def test_a_sure_headline_keeps_the_first_text_below_even_if_uncertain() -> None:
    uncertain = [(PROSE, 0.0, UNCERTAIN)] * 2
    split = cut([*MENU, ("Bridge One Opens", 0.95, "SUB"), *uncertain])
    assert kinds(split)[len(MENU) :] == ["headline", "paragraph", "furniture"]
    assert cut([*MENU, ("Bridge One Opens", 0.5, "SUB"), *uncertain]).articles == ()


def test_a_sure_headline_without_likely_text_below_is_boilerplate() -> None:
    assert cut([*MENU, ("Bridge One Opens", 0.95, "SUB"), (PROSE, 0, "NAV")]).articles == ()
    assert cut([*MENU, ("Bridge One Opens", 0.95, "SUB"), ("Two lanes are open.", 0, UNCERTAIN)]).articles == ()


def test_a_page_of_one_short_line_and_its_text_is_a_story() -> None:
    lone = [("Bridge One Opens", 0.0, "NAV"), (PROSE, 0.0, "PAR"), (PROSE, 0.0, UNCERTAIN)]
    split = cut(lone)
    assert kinds(split) == ["headline", "paragraph", "paragraph"]
    assert split.confidence == HEADLESS_CONFIDENCE
    for page in (MENU + lone, [*lone, *MENU * 3], [*lone, ("Bridge Two Opens", 0.0, "NAV"), (PROSE, 0.0, "NAV")]):
        assert cut(page).articles == ()


def test_lines_without_a_letter_are_no_text() -> None:
    assert cut([("-" * 50, 0.0, "PAR")] * 30).articles == ()
    assert cut([*MENU, ("Bridge One Opens", 0.95, "SUB"), ("-" * 80, 0.0, "PAR")]).articles == ()


def test_the_map_of_the_model_changes_confidences_and_no_span() -> None:
    page = [("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR")]
    mapped = cut(page, ConfidenceMap((0.8, 1.0), (0.5, 0.7)))
    assert [article.confidence for article in mapped.articles] == [0.6]
    assert mapped.confidence == 0.6
    assert mapped.spans == cut(page).spans


def test_the_confidence_falls_with_the_best_rival_of_the_headline() -> None:
    sure = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), ("Costs", 0.1, "SUB"), (PROSE, 0, "PAR")])
    unsure = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), ("Costs", 0.4, "SUB"), (PROSE, 0, "PAR")])
    assert sure.confidence == 0.9
    assert unsure.confidence == 0.6


def test_lines_between_headline_and_text_keep_their_kinds() -> None:
    split = cut([
        ("Bridge One Opens", 0.9, "SUB"), ("After two years", 0, "DEK"), ("Anna Dell", 0, "META"), ("8 May 2026", 0, "NAV"),
        (PROSE, 0, "PAR"), ("the first arch", 0, "LI"),
    ])  # fmt: skip
    assert kinds(split) == ["headline", "dek", "byline", "date", "paragraph", "list"]
    assert {span.article for span in split.spans} == {0}


def test_a_byline_right_below_a_headline_is_no_text() -> None:
    byline = ("By Ann Orlova", 0.0, "PAR")
    split = cut(
        [("Bridge One Opens", 0.9, "SUB"), byline, ("12 May 2025", 0.0, "PAR"), (PROSE, 0, "PAR"), byline, (PROSE, 0, "PAR")]
    )
    assert kinds(split) == ["headline", "byline", "date", "paragraph", "paragraph", "paragraph"]


def test_a_sure_headline_has_its_text_below_a_bar_of_buttons() -> None:
    bar = [(f"Share it by way {number}", 0.0, "NAV") for number in range(FARTHEST_TEXT - 2)]
    split = cut([("Bridge One Opens", 0.95, "SUB"), *bar, (PROSE, 0, UNCERTAIN), (PROSE, 0, "PAR"), *MENU])
    assert [len(article.blocks) for article in split.articles] == [2]
    assert split.articles[0].blocks[0].start == split.spans[len(bar) + 1].start


@pytest.mark.parametrize(
    ("opens", "dek", "headlines"),
    [(0.7, 2, ["Bridge One Opens"]), (0.97, 2, ["Topics: bridges"]), (0.7, 6, ["Bridge One Opens", "Topics: bridges"])],
    ids=["below the surer headline and its dek", "a surer headline itself", "below a separate story"],
)
def test_a_first_line_of_a_long_story_is_no_headline_below_a_likelier_one_and_its_dek(
    opens: float, dek: int, headlines: list[str]
) -> None:
    long = [(PROSE, 0.0, "PAR")] * (LONG_STORY // len(PROSE) + 8)
    page = [("Bridge One Opens", 0.95, "SUB"), *[(PROSE, 0.0, "PAR")] * dek, ("Topics: bridges", opens, "NAV"), *long]
    assert [page[row][0] for row, kind in enumerate(kinds(cut(page))) if kind == "headline"] == headlines


@pytest.mark.parametrize(
    ("questions", "likely", "articles"),
    [(3, 0.85, 1), (3, 0.97, 4), (40, 0.85, 41), (1, 0.85, 2)],
    ids=["an interview", "questions that are surely headlines", "a front of questions", "one question"],
)
def test_questions_below_a_likelier_headline_are_an_interview_unless_likely_or_many(
    questions: int, likely: float, articles: int
) -> None:
    asked = [line for n in range(questions) for line in ((f"Who paid for bridge {n}?", likely, "SUB"), (PROSE, 0.0, "PAR"))]
    split = cut([("Bridge One Opens", 0.95, "SUB"), (PROSE, 0.0, "PAR"), *asked])
    assert len(split.articles) == articles
    assert split.confidence is not None
    assert split.confidence > 0.8
