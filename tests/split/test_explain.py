"""Why a page was cut as it was."""

from __future__ import annotations

from pathlib import Path

from agents.split.explain import explain_page
from agents.split.segment import split_page

TEXT = (Path(__file__).parent / "pages" / "english.txt").read_text("utf-8")


def test_every_headline_is_explained_and_marked() -> None:
    lines = explain_page(TEXT)
    heads = [TEXT[article.headline.start : article.headline.end] for article in split_page(TEXT).articles if article.headline]
    assert [line.printed for line in lines if line.is_headline] == heads
    assert all(TEXT.split("\n")[line.number - 1].strip() == line.printed for line in lines)


def test_the_cues_that_decided_stand_by_weight_and_move_the_score() -> None:
    for line in explain_page(TEXT):
        weights = [abs(cue.log_odds) for cue in line.cues]
        assert weights == sorted(weights, reverse=True)
        assert weights[0] > 0


def test_a_page_without_a_line_has_nothing_to_explain() -> None:
    assert explain_page("\n\n") == []
