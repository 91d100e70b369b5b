"""Each hostile input meets its rule, and takes its time and no more."""

from __future__ import annotations

import functools
import statistics

import orjson
import pytest

from schemas.rejection import Reason
from schemas.topics import DRAFTS, PAGES_REPORTS
from streams.stages import STAGES
from tests.hostile.corpus import CASES
from tests.hostile.passage import Passage, passage

SECONDS_AN_ITEM = 1.0
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
    assert sum(map(len, walked.of(DRAFTS[0]))) <= MOST_OUTPUT_BYTES


def test_an_item_takes_a_second_of_cpu_at_most() -> None:
    items = {case.name: passed(number).seconds for number, case in enumerate(CASES)}
    slowest = max(items, key=lambda name: max(items[name]))
    assert statistics.quantiles([max(seconds) for seconds in items.values()], n=100)[98] <= SECONDS_AN_ITEM, slowest
