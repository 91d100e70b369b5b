"""Which drafts are new: the same text from anywhere is published once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.dedupe import stage
from agents.dedupe.state import Index, Sighting
from agents.stage import Outcome, Output, Received, Record, Result
from schemas.article import Block, Draft
from schemas.codec import encode
from schemas.state import StateRow
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_PROPOSED, DEDUPE_DAYS

ROUTE = stage(1)
START = datetime(2026, 11, 14, tzinfo=UTC)
DAY = 86_400_000


def draft(content: str = "a", *, page: int = 0, source: str = "kabar", index: int = 0, days: float = 0) -> Draft:
    return Draft(
        page_topic="pages", page_partition=0, page_offset=page, source=source, event_time=START + timedelta(days=days),
        content_id=f"c1:{content}", article_index=index, headline="h", text="t", page_start=0, page_end=1, headline_start=0,
        headline_end=1, blocks=[Block(kind="paragraph", start=0, end=1, page_start=0, page_end=1)], confidence=1,
        splitter="test", route_keys=[content],
    )  # fmt: skip


def received(offset: int, message: Draft, arrival: int | None = None) -> Received[Draft]:
    at = int(message.event_time.timestamp() * 1000) if arrival is None else arrival
    return Received(Record("drafts", 0, offset, at, None, encode(message)), message)


def judge(*drafts: Draft, state: Index | None = None) -> tuple[Result, list[dict[str, Any]]]:
    result = ROUTE.step([received(offset, one) for offset, one in enumerate(drafts)], state or Index())
    return result, [orjson.loads(out.value) for out in result.outputs if out.topic is ARTICLES_DECISIONS]


def proposed(result: Result) -> list[str]:
    return [orjson.loads(out.value)["content_id"] for out in result.outputs if out.topic is ARTICLES_PROPOSED]


def test_a_text_is_proposed_once_whoever_carries_it() -> None:
    result, decisions = judge(draft("a"), draft("b", page=1), draft("a", page=2, source="other"))
    assert proposed(result) == ["c1:a", "c1:b"]
    assert [(d["kind"], d["of"], d["same_source"]) for d in decisions] == [("exact", "c1:a", False)]


def test_a_source_that_carries_its_text_again_is_a_recrawl() -> None:
    _, decisions = judge(draft(), draft(page=1, source="other"), draft(page=2, source="other"))
    assert [d["same_source"] for d in decisions] == [False, True]


def test_the_same_article_twice_on_a_page_gives_two_drafts_and_one_article() -> None:
    result, decisions = judge(draft(index=0), draft(index=1))
    assert proposed(result) == ["c1:a"]
    assert [d["article_index"] for d in decisions] == [1]


def test_a_draft_that_was_sent_twice_is_counted_and_sends_nothing() -> None:
    result, decisions = judge(draft(), draft())
    assert result.outcomes == [Outcome.PROCESSED, Outcome.DUPLICATE]
    assert proposed(result) == ["c1:a"]
    assert decisions == []


@pytest.mark.parametrize(("days", "new"), [(DEDUPE_DAYS - 1, False), (DEDUPE_DAYS + 1, True)])
def test_a_text_not_seen_for_two_weeks_is_new_again(days: int, new: bool) -> None:
    result, _ = judge(draft(), draft(page=1, days=days))
    assert (len(proposed(result)) == 2) is new


def test_every_sighting_renews_a_text() -> None:
    result, decisions = judge(*[draft(page=number, days=10 * number) for number in range(4)])
    assert len(proposed(result)) == 1
    assert len(decisions) == 3


def test_a_backfilled_page_neither_expires_the_live_texts_nor_meets_them() -> None:
    index = Index()
    live, old = draft("live", page=1), draft("old", page=2, days=-300)
    batch = [received(0, live), received(1, old, 1000 + int(START.timestamp() * 1000)), received(2, draft("live", page=3))]
    result = ROUTE.step(batch, index)
    assert proposed(result) == ["c1:live", "c1:old"]


def test_what_has_expired_is_forgotten() -> None:
    index = Index()
    judge(*[draft(f"t{number}", page=number, days=number) for number in range(100)], state=index)
    assert len(index) <= 2 * (DEDUPE_DAYS + 2)


drafts_strategy = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 5), st.sampled_from(["x", "y"]), st.integers(0, 1), st.integers(0, 40)),
    max_size=25,
)


@given(given_drafts=drafts_strategy, cuts=st.lists(st.integers(0, 25), max_size=5))
def test_batches_and_restarts_change_no_verdict(given_drafts: list[tuple[str, int, str, int, int]], cuts: list[int]) -> None:
    batch = [
        received(offset, draft(content, page=page, source=source, index=index, days=days))
        for offset, (content, page, source, index, days) in enumerate(given_drafts)
    ]
    whole = ROUTE.step(batch, Index())
    outputs: list[Output] = []
    rows: list[StateRow] = []
    edges = [0, *sorted(cut for cut in cuts if cut < len(batch)), len(batch)]
    for start, end in pairwise(edges):
        restored = Index()
        for row in rows:
            restored.apply(Sighting.model_validate_json(encode(row)))
        part = ROUTE.step(batch[start:end], restored)
        outputs += part.outputs
        rows += part.rows
    assert outputs == whole.outputs
    assert [encode(row) for row in rows] == [encode(row) for row in whole.rows]
