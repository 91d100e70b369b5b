"""Each hostile input meets its rule, and takes its time and no more."""

from __future__ import annotations

import functools
import statistics

import orjson
import pytest

from schemas.rejection import Reason
from schemas.topics import DRAFTS, PAGES_REPORTS
from streams.stages import STAGES
from tests.hostile.case import bare
from tests.hostile.corpus import CASES
from tests.hostile.passage import Passage, passage
from tests.support.pages import PAGE

MOST_COST = 300
"""What 99 of 100 items cost at most, in CPU time of a page of 300 characters: about a second."""
TRIES = 7
MOST_OUTPUT_BYTES = 64 * 1024 * 1024


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    for stage in STAGES:
        if stage.warm is not None:
            stage.warm()


@functools.cache
def passed(number: int) -> Passage:
    return passage(CASES[number])


def test_there_are_many_and_each_has_a_name() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].name)
def test_a_hostile_page_is_refused_or_cut_by_rule(number: int) -> None:
    case, walked = CASES[number], passed(number).walked
    assert walked is not None
    assert [rejection.reason for _, rejection in walked.rejections] == ([case.reason] if case.reason else [])
    (report,) = map(orjson.loads, walked.of(PAGES_REPORTS))
    carried = {None, Reason.PAGE_UNCERTAIN, Reason.PAGE_NO_ARTICLE}
    assert report["reason"] in ({case.reason} if case.reason else carried)
    assert report["cut"] == list(case.cut)
    assert all(str(report[name]).isprintable() for name in ("source", "url", "detail"))
    assert sum(map(len, walked.of(DRAFTS))) <= MOST_OUTPUT_BYTES


def test_an_item_costs_at_most_so_many_small_pages() -> None:
    page = bare("a small page", PAGE)
    small = min(max(passage(page).seconds) for _ in range(TRIES))
    items = {case.name: max(passed(number).seconds) for number, case in enumerate(CASES)}
    slowest = max(items, key=lambda name: items[name])
    assert statistics.quantiles(items.values(), n=100)[98] <= MOST_COST * small, slowest
