"""The candidate headlines of a page, and the features that decided."""

from __future__ import annotations

from pathlib import Path

from agents.split.dropped_headlines import SURE
from agents.split.explain import explain_page
from agents.split.splitter import split_page

TEXT = (Path(__file__).parent / "pages" / "english.txt").read_text("utf-8")


def test_every_headline_is_explained_and_marked() -> None:
    lines = explain_page(TEXT)
    heads = [TEXT[article.headline.start : article.headline.end] for article in split_page(TEXT).articles if article.headline]
    assert [line.printed for line in lines if line.is_headline] == heads
    assert all(TEXT.split("\n")[line.number - 1].strip() == line.printed for line in lines)


def test_the_deciding_features_are_sorted_by_weight_and_change_the_score() -> None:
    for line in explain_page(TEXT):
        weights = [abs(feature.log_odds) for feature in line.features]
        assert weights == sorted(weights, reverse=True)
        assert weights[0] > 0


def test_a_sure_line_that_heads_no_article_has_the_step_that_dropped_it() -> None:
    for text in (TEXT, "\n".join(TEXT.split("\n")[:6]), f"{TEXT}\nParliament Sets a Date for the Vote on Seed\n"):
        for line in explain_page(text):
            assert bool(line.dropped) == (line.probability >= SURE and not line.is_headline)


def test_a_headline_is_explained_as_the_page_prints_it() -> None:
    museum = "Museum Opens Its Archive of Early Textile Patterns"
    path = f"Home > Culture > {museum}"
    assert path in [line.printed for line in explain_page(TEXT.replace(museum, path)) if line.is_headline]


def test_a_page_without_a_line_has_nothing_to_explain() -> None:
    assert explain_page("\n\n") == []
