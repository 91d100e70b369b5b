"""Which line of a real page prints its known title."""

from __future__ import annotations

import pytest

from training.single import UNKNOWN, labels_of
from training.titles import similar_to_title, title_line

TITLE = "Ferry Returns to the Lake After Two Years"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["• Home", TITLE, "The first ferry left on Monday."], 1),
        ([TITLE, "Share", TITLE.upper(), "The first ferry left on Monday."], 2),
        ([f"• {TITLE}", "Lake News", f"Transport: {TITLE}"], 2),
        ([f"2. {TITLE}", "Lake News"], 0),
        (["Ferry Returns", "Lake News"], None),
        (["", "Lake News"], None),
    ],
    ids=["whole", "the last of two", "rather with a kicker than in a menu", "in a path", "a part", "not at all"],
)
def test_the_line_that_prints_a_title_is_found(lines: list[str], wanted: int | None) -> None:
    assert title_line(TITLE, dict(enumerate(lines))) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["Lake News", "Ferry returns to the lake after years of repair"], 1),
        (["Lake News", "Ferry Returns to the Lake"], 1),
        (["• Ferry Returns to the Lake", "Barley prices rise"], None),
        (["Lake News", "Barley prices rise"], None),
        ([], None),
    ],
    ids=["in other words", "its beginning", "a menu", "another story", "no lines"],
)
def test_a_headline_in_other_words_is_found_by_the_words_it_shares(lines: list[str], wanted: int | None) -> None:
    assert similar_to_title(TITLE, dict(enumerate(lines))) == wanted


def page(title: str | None) -> list[str]:
    text = "Lake News\n\nA Boat Sails Once More\n\nThe first ferry left the northern pier on Monday at dawn.\n\nRead more"
    blocks = [["p", "The first ferry left the northern pier on Monday at dawn."]]
    return labels_of({"raw_text": text, "title": title, "blocks": blocks, "summary": [], "authors": []})


def test_a_page_that_prints_its_title_has_one_headline() -> None:
    assert page("A Boat Sails Once More") == ["NAV", "", "TITLE", "", "PAR", "", "NAV"]


@pytest.mark.parametrize("title", [TITLE, None])
def test_the_headline_is_unknown_if_no_line_is_similar_to_the_title(title: str | None) -> None:
    assert page(title) == [UNKNOWN, "", UNKNOWN, "", "PAR", "", "NAV"]
