"""The figures of splits, and their intervals."""

from __future__ import annotations

import pytest

from tests.training.pages import FERRY, labelled, split_at
from training.bootstrap import Ratio, estimates
from training.figures import measure
from training.shapes import ALL, Shape

SHARE = {"share": Ratio(("right",), ("right", "wrong"))}


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([(1, 3), (4, 7)], {"f1": 1, "exact_bodies": 1, "whole_pages": 1, "false_a_page": 0}),
        ([(1, 7)], {"f1": 2 / 3, "exact_bodies": 0, "whole_pages": 0, "false_a_page": 0}),
        ([(0, 3), (4, 7)], {"f1": 0.5, "exact_bodies": 0.5, "whole_pages": 0, "false_a_page": 1}),
        ([(1, 3), (4, 6)], {"f1": 1, "exact_bodies": 0.5, "whole_pages": 1, "false_a_page": 0}),
        ([(1, 3), (4, 8)], {"f1": 1, "exact_bodies": 0.5, "whole_pages": 1, "false_a_page": 0}),
        ([], {"f1": 0, "exact_bodies": 0, "whole_pages": 0, "false_a_page": 0}),
    ],
    ids=["all right", "the next story swallowed", "the site's name", "text missing", "furniture inside", "nothing"],
)
def test_headlines_bodies_and_pages_have_separate_figures(found: list[tuple[int, int]], wanted: dict[str, float]) -> None:
    page = labelled()
    values = measure([(page, split_at(page, *found))], {})[Shape.REAL][ALL].values()
    assert {name: values[name] for name in wanted} == pytest.approx(wanted)


def test_every_publisher_weighs_the_same_in_the_mean_over_publishers() -> None:
    large = [labelled(name=f"page-{number}", publisher="large") for number in range(3)]
    small = labelled(publisher="small")
    found = [*((page, split_at(page, (1, 3), (4, 7))) for page in large), (small, split_at(small))]
    group = measure(found, {})[Shape.REAL][ALL]
    assert group.shares["macro_f1"].value == pytest.approx(0.5)
    assert group.shares["f1"].value == pytest.approx(6 / 7)
    assert (group.pages, group.stories, group.publishers) == (4, 8, 2)


def test_a_page_without_a_story_should_have_no_article() -> None:
    empty = labelled([(text, "NAV" if label else "", -1) for text, label, _ in FERRY])
    found = [(empty, split_at(empty)), (empty, split_at(empty, (1, 3)))]
    assert measure(found, {})[Shape.REAL][ALL].shares["false_share"].value == pytest.approx(0.5)


def test_an_interval_contains_the_pooled_share_and_is_reproducible() -> None:
    pages = [{"right": number % 3, "wrong": 1} for number in range(90)]
    first, again = estimates(pages, SHARE)["share"], estimates(pages, SHARE)["share"]
    assert first == again
    assert first.value == pytest.approx(0.5)
    assert first.low < first.value < first.high


def test_more_pages_of_the_same_kind_narrow_the_interval() -> None:
    few, many = ([{"right": n % 2, "wrong": (n + 1) % 2} for n in range(size)] for size in (20, 2000))
    narrow, wide = estimates(many, SHARE)["share"], estimates(few, SHARE)["share"]
    assert narrow.high - narrow.low < (wide.high - wide.low) / 5


def test_equal_pages_have_an_interval_of_one_point() -> None:
    assert set(estimates([{"right": 3, "wrong": 1}] * 5, SHARE)["share"]) == {0.75}
