"""The errors of real pages by kind."""

from __future__ import annotations

import pytest

from tests.training.pages import FERRY, labelled, split_at
from training.errors import errors_of

PAGE = labelled()


def test_a_missed_headline_is_sorted_by_its_text_its_place_and_its_class() -> None:
    errors = errors_of([(PAGE, split_at(PAGE, (1, 3)))])
    assert set(errors.missed) == {
        ("text", "2-3 lines, under 150 characters"),
        ("story", "last"),
        ("profile", "real_front"),
        ("headline's class", "heading"),
    }
    assert errors.stories["profile", "real_front"] == 2


@pytest.mark.parametrize(
    ("lines", "found", "why"),
    [
        (FERRY, (0, 3), "above the first story"),
        ([*FERRY, ("Ferry back soon", "NAV", -1), ("It is.", "NAV", -1)], (8, 10), "text under 60 characters"),
        ([*FERRY, (f"• {FERRY[1][0]}", "NAV", -1), ("Read more", "NAV", -1)], (8, 10), "a headline of the page, listed"),
        (FERRY, (5, 7), "text under 60 characters"),
        ([*FERRY, ("Advertisement", "NAV", -1), (FERRY[2][0], "NAV", -1)], (8, 10), "other"),
    ],
    ids=["top", "short", "listed", "a paragraph", "other"],
)
def test_an_invented_headline_is_sorted_by_its_cause(lines: list[tuple[str, str, int]], found: tuple[int, int], why: str) -> None:
    page = labelled(lines)
    errors = errors_of([(page, split_at(page, found))])
    assert errors.invented["why", why] == 1
    assert errors.invented["label", page.labels[found[0]]] == 1


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ([(1, 7)], "the next story in it"),
        ([(1, 3), (4, 8)], "NAV in it"),
        ([(1, 3), (4, 6)], "text missing"),
    ],
)
def test_an_inexact_body_is_sorted_by_what_is_wrong(found: list[tuple[int, int]], wrong: str) -> None:
    errors = errors_of([(PAGE, split_at(PAGE, *found))])
    assert errors.inexact["body", wrong] == 1


def test_pages_come_with_their_counts_the_worst_first() -> None:
    fine = labelled(name="fine")
    errors = errors_of([(fine, split_at(fine, (1, 3), (4, 7))), (PAGE, split_at(PAGE, (0, 3), (4, 8)))])
    assert [(p.name, p.stories, p.missed, p.invented, p.inexact) for p in errors.pages] == [
        ("page", 2, 1, 1, 1),
        ("fine", 2, 0, 0, 0),
    ]
