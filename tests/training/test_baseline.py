"""The rule of twelve lines that the model is compared with."""

from __future__ import annotations

import pytest

from tests.training.pages import FERRY, labelled
from training.baseline import split_by_rule
from training.score import headline_counts

LONG = FERRY[2][0]


@pytest.mark.parametrize(
    ("text", "headlines"),
    [
        (labelled().text, [FERRY[1][0], FERRY[4][0]]),
        (f"Ferry returns\n12:30\nShare.\n{LONG}", ["Ferry returns"]),
        (f"Ferry returns\n12:30\nShare.\nPrint.\n{LONG}", []),
        ("Ferry returns\nIt left.", []),
        ("", []),
    ],
    ids=["two stories", "two lines between", "three lines between", "no long line", "nothing"],
)
def test_the_last_heading_within_three_lines_above_a_long_one_is_a_headline(text: str, headlines: list[str]) -> None:
    found = split_by_rule(text).articles
    assert [text[a.headline.start : a.headline.end] for a in found if a.headline] == headlines


def test_the_splits_of_the_rule_can_be_scored() -> None:
    page = labelled()
    counts = headline_counts(page, split_by_rule(page.text))
    assert (counts["right"], counts["false"], counts["missed"], counts["exact"]) == (2, 0, 0, 1)
