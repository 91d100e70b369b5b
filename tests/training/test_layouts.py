"""Other layouts of articles for training: the place of each line, and its label."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from training.layouts import Labelled, live_blog, relaid

FERRY = [
    ("Ferry Service Returns to the Lake", "TITLE"),
    ("The first ferry left on Monday, said captain Aman Sadykov of the port.", "PAR"),
    ("What a ticket costs", "SUB"),
    ("A ticket costs less than a bus ride around the shore. Children travel free.", "PAR"),
]
BRIDGE = [("Old Bridge Closes for Repair", "TITLE"), ("The bridge will be closed until June.", "PAR")]


@pytest.mark.parametrize("seed", range(12))
def test_an_article_laid_out_otherwise_has_one_headline_and_all_its_text(seed: int) -> None:
    lines = relaid(FERRY, ["At the shore"], random.Random(seed))  # noqa: S311  no secret
    assert [label for _, label in lines].count("TITLE") == 1
    assert [line for line in lines if line[1] == "PAR" and line in FERRY] == [FERRY[1], FERRY[3]]
    assert len(lines) == len(FERRY) + 1


@pytest.mark.parametrize(
    "wanted",
    [
        lambda lines: lines[:2] == [("At the shore", "TITLE"), (FERRY[0][0], "DEK")],
        lambda lines: lines[:2] == [FERRY[0], ("What a ticket costs", "SUB")],
        lambda lines: lines[1][0].startswith("Aman Sadykov"),
        lambda lines: lines[1] == ("A ticket costs less than a bus ride around the shore.", "PAR"),
    ],
    ids=["a kicker above", "a sub-heading below", "a caption below", "a summary below"],
)
def test_each_of_the_layouts_comes_up(wanted: Callable[[list[Labelled]], bool]) -> None:
    assert any(wanted(relaid(FERRY, ["At the shore"], random.Random(seed))) for seed in range(30))  # noqa: S311  no secret


def test_a_live_blog_is_one_article_whose_items_begin_with_a_time() -> None:
    lines = live_blog(FERRY, [BRIDGE, BRIDGE], random.Random(3))  # noqa: S311  no secret
    items = [text for text, label in lines if text.endswith(BRIDGE[0][0]) and label == "PAR"]
    assert [label for _, label in lines].count("TITLE") == 1
    assert len(items) == 2
    assert all(text[0].isdigit() for text in items)
