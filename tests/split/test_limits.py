"""What exceeds a limit is rejected with its reason, or dropped and reported."""

from __future__ import annotations

import orjson
import pytest

from agents.split.decode import decode_page
from agents.split.stage import split_stage
from agents.stage import Outcome, Received, Record
from schemas.limits import LIMITS, Limits
from schemas.rejection import Reason, Rejection
from schemas.topics import DRAFTS, PAGES_REPORTS, TICKS_RAW
from tests.support.pages import make_pages

(PAGE,) = make_pages(1, 5, articles=6)


def rejection(text: str, limits: Limits, key: bytes = b"") -> Reason | None:
    try:
        decode_page(Record("pages", 0, 0, 0, key, text.encode(), (("content-type", b"text/plain"),)), limits)
    except Rejection as rejected:
        return rejected.reason
    return None


@pytest.mark.parametrize(
    ("limit", "text", "reason"),
    [
        ("page_bytes", "жж", Reason.PAGE_TOO_LARGE),
        ("page_characters", "abcd", Reason.PAGE_TOO_LARGE),
        ("page_lines", "a\nb\nc\nd", Reason.PAGE_TOO_MANY_LINES),
        ("line_characters", "a\nabcd\nb", Reason.PAGE_LINE_TOO_LONG),
    ],
)
def test_the_largest_allowed_page_is_accepted_and_the_next_larger_is_rejected(limit: str, text: str, reason: Reason) -> None:
    assert rejection(text, LIMITS.model_copy(update={limit: 4})) is None
    assert rejection(text, LIMITS.model_copy(update={limit: 3})) is reason


def test_a_long_key_is_rejected() -> None:
    assert rejection("text", LIMITS, b"k" * LIMITS.key_bytes) is None
    assert rejection("text", LIMITS, b"k" * (LIMITS.key_bytes + 1)) is Reason.PAGE_HEADERS


def test_a_page_of_more_articles_than_the_limit_is_rejected_whole() -> None:
    stage = split_stage(Limits(articles=1))
    raw = Record("pages", 0, 0, 0, None, PAGE.text.encode())
    result = stage.step([Received(raw, stage.decode(raw))], None)
    (outcome,) = result.outcomes
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.PAGE_TOO_MANY_ARTICLES
    assert [output.topic for output in result.outputs] == [PAGES_REPORTS]


def test_ticks_over_the_limit_are_dropped_and_the_report_says_so() -> None:
    stage = split_stage(Limits(ticks=3))
    raw = Record("pages", 0, 0, 0, None, PAGE.text.encode())
    result = stage.step([Received(raw, stage.decode(raw))], None)
    assert result.outcomes == [Outcome.PROCESSED]
    sent = {
        topic.name: [orjson.loads(o.value) for o in result.outputs if o.topic is topic]
        for topic in (DRAFTS, TICKS_RAW, PAGES_REPORTS)
    }
    assert len(sent[TICKS_RAW.name]) == 3
    assert all(len(draft["rates"]) == 3 for draft in sent[DRAFTS.name])
    assert sent[PAGES_REPORTS.name][0]["cut"] == ["ticks"]


def test_any_time_stamp_of_a_producer_gives_an_event_time() -> None:
    for arrival in (-1, 0, 2**62):
        assert 1970 <= decode_page(Record("pages", 0, 0, arrival, None, b"text")).event_time.year <= 2100
