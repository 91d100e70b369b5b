"""The cut of the whole page, from what a model says of its lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agents.split.classes import classify
from agents.split.common import CommonStems
from agents.split.first_cues import read
from agents.split.looks import KINDS, LAST_CUES, Looked
from agents.split.model import Split
from agents.split.segment import split_read
from agents.text.lines import split_lines

PROSE = "The council of Verin met on Tuesday and agreed to repair the old bridge over the river by the end of May."
Judged = Sequence[tuple[str, float, str]]
"""Lines, each with its probability of being a headline and its likeliest other kind."""


def cut(judged: Judged) -> Split:
    common = CommonStems(np.zeros(0, np.uint32), np.zeros(0, np.uint8))
    page = read(classify(split_lines("\n".join(text for text, _, _ in judged))), common)
    kinds = np.full((len(judged), len(KINDS)), 0.02)
    for row, (_, _, kind) in enumerate(judged):
        kinds[row, KINDS.index(kind)] = 0.9
    headline = np.array([likely for _, likely, _ in judged], np.float64)
    return split_read(page, Looked(headline, kinds, np.zeros((len(judged), len(LAST_CUES)))))


def kinds(split: Split) -> list[str]:
    return [span.kind for span in split.spans]


def test_of_two_headlines_without_text_between_them_the_likelier_stands() -> None:
    split = cut([("Bridge One Opens", 0.7, "SUB"), ("Bridge Two Opens", 0.9, "SUB"), (PROSE, 0, "PAR")])
    assert kinds(split) == ["furniture", "headline", "paragraph"]


def test_a_headline_at_the_end_of_the_page_heads_nothing() -> None:
    split = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), ("Bridge Two Opens", 0.9, "NAV")])
    assert kinds(split) == ["headline", "paragraph", "furniture"]


def test_an_article_ends_where_the_furniture_begins_and_not_at_a_line_that_looks_like_it() -> None:
    menu = [(f"Menu {word}", 0.0, "NAV") for word in ("home", "news", "shop")]
    split = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), menu[0], (PROSE, 0, "PAR"), (PROSE, 0, "PAR"), *menu])
    assert kinds(split) == ["headline", "paragraph", "furniture", "paragraph", "paragraph", *["furniture"] * 3]
    assert split.spans[2].article is None


def test_a_doubtful_line_heads_long_text_that_nothing_else_heads() -> None:
    doubtful = [("Bridge One Opens", 0.3, "SUB"), *[(PROSE, 0.0, "PAR")] * 7]
    assert kinds(cut(doubtful))[0] == "headline"
    assert kinds(cut([("Bridge Nought Opens", 0.95, "SUB"), (PROSE, 0, "PAR"), *doubtful]))[2] == "subheading"


def test_long_text_that_no_line_heads_is_an_article_without_a_headline() -> None:
    (article,) = cut([("Home", 0.0, "NAV"), *[(PROSE, 0.0, "PAR")] * 7]).articles
    assert article.headline is None
    assert article.confidence < 0.5
    assert len(article.blocks) == 7


def test_short_text_that_no_line_heads_is_no_article() -> None:
    assert cut([("Home", 0.0, "NAV"), (PROSE, 0, "PAR")]).articles == ()


def test_a_few_words_below_a_line_that_may_be_a_headline_are_no_article() -> None:
    assert cut([("Share This", 0.7, "NAV"), (PROSE, 0, "PAR")]).articles == ()
    assert len(cut([("Bridge One Opens", 0.7, "SUB"), *[(PROSE, 0.0, "PAR")] * 7]).articles) == 1
    assert len(cut([("Bridge One Opens", 0.95, "SUB"), (PROSE, 0, "PAR")]).articles) == 1


def test_the_confidence_falls_with_the_best_line_refused() -> None:
    sure = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), ("Costs", 0.1, "SUB"), (PROSE, 0, "PAR")])
    unsure = cut([("Bridge One Opens", 0.9, "SUB"), (PROSE, 0, "PAR"), ("Costs", 0.4, "SUB"), (PROSE, 0, "PAR")])
    assert sure.confidence == 0.9
    assert unsure.confidence == 0.6


def test_what_stands_between_headline_and_text_keeps_its_kind() -> None:
    split = cut([
        ("Bridge One Opens", 0.9, "SUB"), ("After two years", 0, "DEK"), ("Anna Dell", 0, "META"), ("8 May 2026", 0, "NAV"),
        (PROSE, 0, "PAR"), ("the first arch", 0, "LI"),
    ])  # fmt: skip
    assert kinds(split) == ["headline", "dek", "byline", "date", "paragraph", "list"]
    assert {span.article for span in split.spans} == {0}


def test_what_reads_like_a_byline_right_below_a_headline_is_none_of_the_text_whatever_the_model_says() -> None:
    byline = ("By Ann Orlova", 0.0, "PAR")
    split = cut(
        [("Bridge One Opens", 0.9, "SUB"), byline, ("12 May 2025", 0.0, "PAR"), (PROSE, 0, "PAR"), byline, (PROSE, 0, "PAR")]
    )
    assert kinds(split) == ["headline", "byline", "date", "paragraph", "paragraph", "paragraph"]
