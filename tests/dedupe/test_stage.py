"""Which drafts are new, and which version they get: the same text from anywhere is published once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clock import HALF
from agents.dedupe import STAGE
from agents.dedupe.stage import ALGORITHM
from agents.dedupe.state import SOURCES, Articles, Sighting, Text
from agents.stage import Outcome, Output, Received, Record, Result
from schemas.article import Block, Draft
from schemas.codec import encode
from schemas.state import StateRow
from schemas.topics import ARTICLE_DAYS, ARTICLES_DECISIONS, ARTICLES_UNIQUE, CLEAN_DAYS, DAY_MS, DEDUPE_DAYS, INPUT_DAYS

START = datetime(2026, 11, 14, tzinfo=UTC)
NOW = int(START.timestamp() * 1000)
HOUR = 1 / 24


def draft(content: str = "a", *, page: int = 0, source: str = "kabar", index: int = 0, days: float = 0) -> Draft:
    return Draft(
        page_topic="pages", page_partition=0, page_offset=page, source=source, event_time=START + timedelta(days=days),
        content_id=f"c1:{content}", article_index=index, headline="h", text="t", page_start=0, page_end=1, headline_start=0,
        headline_end=1, blocks=[Block(kind="paragraph", start=0, end=1, page_start=0, page_end=1)], confidence=1, splitter="test",
    )  # fmt: skip


def received(offset: int, message: Draft, arrival: int | None = None) -> Received[Draft]:
    at = int(message.event_time.timestamp() * 1000) if arrival is None else arrival
    return Received(Record("drafts", 0, offset, at, None, encode(message)), message)


def confirming(days: float, offset: int = 0) -> list[Received[Draft]]:
    """Return drafts of other texts that confirm the time of what comes before them."""
    return [received(offset + n, draft(f"{days}/{n}", page=10**6 + n, days=days)) for n in range(HALF + 1)]


def verdicts(log: list[tuple[str, float]]) -> list[str]:
    """Return the kinds of the decisions on texts, each at its time in days, which is confirmed before."""
    articles, found = Articles(), list[str]()
    for number, (content, days) in enumerate(log):
        STAGE.step(confirming(days), articles)
        found += kinds(STAGE.step([received(0, draft(content, page=number, days=days))], articles))
    return found


def judge(*drafts: Draft, state: Articles | None = None) -> Result:
    return STAGE.step([received(offset, one) for offset, one in enumerate(drafts)], Articles() if state is None else state)


def sent(result: Result, topic: object) -> list[dict[str, Any]]:
    return [orjson.loads(output.value) for output in result.outputs if output.topic is topic]


def kinds(result: Result) -> list[str]:
    return [decision["kind"] for decision in sent(result, ARTICLES_DECISIONS)]


def published(result: Result) -> list[tuple[str, int]]:
    return [(article["article_id"], article["version"]) for article in sent(result, ARTICLES_UNIQUE)]


def texts(result: Result) -> list[bool]:
    """Return, per row, whether it renews an article; the other rows are short."""
    return [row.text is not None for row in result.rows if isinstance(row, Sighting)]


def test_a_text_is_published_once_whoever_carries_it() -> None:
    result = judge(draft("a"), draft("b", page=1), draft("a", page=2, source="other"))
    assert published(result) == [("c1:a", 1), ("c1:b", 1)]
    decisions = [(it["kind"], it["of"], it["version"], it["same_source"]) for it in sent(result, ARTICLES_DECISIONS)]
    assert decisions == [("new", "c1:a", 1, False), ("new", "c1:b", 1, False), ("exact", "c1:a", None, False)]


def test_a_source_that_carries_its_text_again_is_a_recrawl() -> None:
    result = judge(draft(), draft(page=1, source="other"), draft(page=2, source="other"))
    assert [it["same_source"] for it in sent(result, ARTICLES_DECISIONS)] == [False, False, True]


def test_the_same_article_twice_on_a_page_gives_two_decisions_and_one_article() -> None:
    result = judge(draft(index=0), draft(index=1))
    assert published(result) == [("c1:a", 1)]
    assert [it["article_index"] for it in sent(result, ARTICLES_DECISIONS)] == [0, 1]


def test_a_draft_that_was_sent_twice_is_counted_and_sends_nothing() -> None:
    result = judge(draft(), draft(), draft(page=1), draft(page=1))
    assert result.outcomes == [Outcome.PROCESSED, Outcome.DUPLICATE] * 2
    assert kinds(result) == ["new", "exact"]
    assert len(result.rows) == 2


def test_articles_are_remembered_longer_than_a_reader_can_hold_a_version_of_them() -> None:
    assert ARTICLE_DAYS > CLEAN_DAYS + 2 * INPUT_DAYS


@pytest.mark.parametrize("days", [15, 60, 120, ARTICLE_DAYS])
def test_the_same_text_after_a_long_time_gets_no_version_that_its_article_had(days: int) -> None:
    assert verdicts([("a", 0), ("a", days)]) == ["new", "exact"]


def test_a_text_that_nobody_saw_for_longer_than_that_is_new() -> None:
    assert verdicts([("a", 0), ("a", ARTICLE_DAYS + 1)]) == ["new", "new"]


def test_every_sighting_renews_an_article() -> None:
    assert verdicts([("a", 100 * number) for number in range(5)]) == ["new", *["exact"] * 4]


def test_a_source_renews_an_article_once_an_hour() -> None:
    times = [0, 0.5 * HOUR, 0.9 * HOUR, 1.1 * HOUR, 1.5 * HOUR, 2.2 * HOUR]
    result = judge(*[draft(page=number, days=days) for number, days in enumerate(times)])
    assert texts(result) == [True, False, False, True, False, True]


def test_each_source_renews_an_article_for_itself() -> None:
    sources = ["kabar", "other", "kabar", "other", "third"]
    result = judge(*[draft(page=number, source=source) for number, source in enumerate(sources)])
    assert texts(result) == [True, True, False, False, True]


def test_an_article_remembers_a_bounded_number_of_sources_and_is_still_renewed() -> None:
    articles = Articles()
    judge(*[draft(page=number, source=f"s{number}") for number in range(3 * SOURCES)], state=articles)
    known = articles.find("c1:a")
    assert known is not None
    assert len(known.sources) == SOURCES
    for days in (170, 340, 510):
        STAGE.step(confirming(days), articles)
        late = [received(900, draft(page=900 + days, source="unlisted", days=days))]
        assert kinds(STAGE.step(late, articles)) == ["exact"]


def test_ten_thousand_sources_of_a_text_renew_it_together_once_an_hour() -> None:
    articles = Articles()
    drafts = [draft(page=n, source=f"run-{n}", days=n / 10_000) for n in range(10_000)]
    result = judge(draft(), draft("b"), *drafts, state=articles)
    known = articles.find("c1:a")
    assert known is not None
    assert (len(known.sources), articles.crowded) == (SOURCES, 1)
    assert sum(texts(result)) == 2 + SOURCES - 1 + 23


@pytest.mark.parametrize("stamp", [0, 4_070_908_800_000], ids=["1970", "2099"])
@pytest.mark.parametrize("burst", [1, HALF])
def test_wrong_stamps_among_ten_thousand_articles_make_none_of_them_new(burst: int, stamp: int) -> None:
    articles = Articles()
    for place in (0, 5_000, 9_999):
        drafts = [received(n, draft(f"{place}/{n}", page=n), NOW + n) for n in range(place, 10_000, 3)]
        drafts += [received(n, draft(f"far/{place}/{n}", page=n), stamp) for n in range(burst)]
        assert set(kinds(STAGE.step(drafts, articles))) == {"new"}
        again = [received(n, draft(f"{place}/{n}", page=n, index=1)) for n in range(place, 10_000, 3)]
        far = [received(n, draft(f"far/{place}/{n}", page=n, index=1)) for n in range(burst)]
        assert set(kinds(STAGE.step(again + far, articles))) == {"exact"}
    for number in range(3):
        STAGE.step(confirming(ARTICLE_DAYS + 2 + number), articles)
    assert len(articles) <= 4 * 2 * (HALF + 1)


@pytest.mark.parametrize("stamp", [0, 4_070_908_800_000], ids=["1970", "2099"])
def test_an_article_whose_renewal_has_a_wrong_stamp_is_renewed_by_the_next_sighting(stamp: int) -> None:
    times = [NOW, stamp, NOW + 60_000, NOW + 120_000, NOW + 2 * 3_600_000]
    result = STAGE.step([received(n, draft(page=n), arrival) for n, arrival in enumerate(times)], Articles())
    assert texts(result) == [True, True, True, False, True]


def test_a_known_article_keeps_its_id_and_gets_no_second_first_version() -> None:
    articles = Articles()
    for version, content in enumerate(["c1:a", "c1:b", "c1:c"], 1):
        text = Text(content_id=content, article_id="c1:a", version=version, source="kabar")
        articles.apply(Sighting(offset=version, index=0, arrival=NOW, algorithm=ALGORITHM, occurrence="00" * 16, text=text))
    result = STAGE.step([received(9, draft("b", page=9)), received(10, draft("a", page=10))], articles)
    assert [(it["kind"], it["of"]) for it in sent(result, ARTICLES_DECISIONS)] == [("exact", "c1:a")] * 2
    assert published(result) == []


def test_a_page_of_a_backfill_that_repeats_a_known_text_is_exact() -> None:
    batch = [received(0, draft()), received(1, draft(page=1, days=-300), NOW + 1000)]
    assert kinds(STAGE.step(batch, Articles())) == ["new", "exact"]


def test_a_page_of_a_backfill_expires_nothing() -> None:
    batch = [
        received(0, draft("live")),
        received(1, draft("old", page=1, days=-300), NOW + 1000),
        received(2, draft("live", page=2)),
    ]
    assert kinds(STAGE.step(batch, Articles())) == ["new", "new", "exact"]


@pytest.mark.parametrize("jump", [200, 4000, -20_000])
def test_a_broker_clock_that_jumps_once_makes_no_text_new_again(jump: int) -> None:
    drafts = [("a", 0), ("b", jump), *(("c", days) for days in range(1, 6))]
    batch = [received(n, draft(content, page=n), NOW + days * DAY_MS) for n, (content, days) in enumerate(drafts)]
    assert kinds(STAGE.step(batch, Articles())) == ["new", "new", "new", *["exact"] * 4]


def test_a_text_that_was_not_the_first_of_its_article_expires_by_its_own_sightings() -> None:
    articles = Articles()
    rows = [("c1:a", 1, 0), ("c1:b", 2, 0), ("c1:a", 2, 100)]
    for offset, (content, version, days) in enumerate(rows):
        STAGE.step(confirming(days), articles)
        text = Text(content_id=content, article_id="c1:a", version=version, source="kabar")
        head = {"offset": offset, "index": 0, "arrival": NOW + days * DAY_MS, "algorithm": ALGORITHM}
        articles.apply(Sighting(**head, occurrence=f"{offset:032x}", text=text))
    STAGE.step([*confirming(200), *confirming(200.5)], articles)
    result = STAGE.step([received(7, draft("a", page=7, days=200)), received(8, draft("b", page=8, days=200))], articles)
    assert kinds(result) == ["exact", "new"]
    assert published(result) == [("c1:b", 1)]


def test_what_has_expired_is_forgotten() -> None:
    articles = Articles()
    judge(*[draft(f"t{number}", page=number, days=number / 10) for number in range(4000)], state=articles)
    assert len(articles) <= (ARTICLE_DAYS + DEDUPE_DAYS + 2) * 10 * 1.1 + 3 * HALF


drafts_strategy = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.integers(0, 5), st.sampled_from(["x", "y"]), st.integers(0, 1),
        st.sampled_from([0, 0.02, 0.5, 13, 15, 170, 181, 400]),
    ),
    max_size=25,
)  # fmt: skip


@given(given_drafts=drafts_strategy, cuts=st.lists(st.integers(0, 25), max_size=5))
def test_batches_and_restarts_change_no_verdict(given_drafts: list[tuple[str, int, str, int, float]], cuts: list[int]) -> None:
    batch = [
        received(offset, draft(content, page=page, source=source, index=index, days=days))
        for offset, (content, page, source, index, days) in enumerate(given_drafts)
    ]
    whole = STAGE.step(batch, Articles())
    outputs: list[Output] = []
    rows: list[StateRow] = []
    edges = [0, *sorted(cut for cut in cuts if cut < len(batch)), len(batch)]
    for start, end in pairwise(edges):
        restored = Articles()
        for row in rows:
            restored.apply(Sighting.model_validate_json(encode(row)))
        part = STAGE.step(batch[start:end], restored)
        outputs += part.outputs
        rows += part.rows
    assert outputs == whole.outputs
    assert [encode(row) for row in rows] == [encode(row) for row in whole.rows]


@given(given_drafts=drafts_strategy, data=st.data())
def test_rows_that_have_expired_change_no_verdict(
    given_drafts: list[tuple[str, int, str, int, float]], data: st.DataObject
) -> None:
    """Other texts between the drafts confirm the time. So the topic may drop what has expired, at any place."""
    batch, days = list[Received[Draft]](), 0.0
    for number, (content, _, source, _, step) in enumerate(given_drafts):
        days += step / 2
        batch.append(received(number, draft(content, page=number, source=source, days=days)))
        if number % 3 == 0:
            batch += confirming(days)
    cut = data.draw(st.integers(0, len(batch)))
    live, restored = Articles(), Articles()
    rows = STAGE.step(batch[:cut], live).rows
    for row in rows[data.draw(st.integers(0, live.alive)) :]:
        assert isinstance(row, Sighting)
        restored.apply(row)
    assert STAGE.step(batch[cut:], restored).outputs == STAGE.step(batch[cut:], live).outputs


@given(given_drafts=drafts_strategy)
def test_no_version_is_published_twice_within_the_time_that_articles_are_remembered(
    given_drafts: list[tuple[str, int, str, int, float]],
) -> None:
    near = [(content, page, source, index, days) for content, page, source, index, days in given_drafts if days <= ARTICLE_DAYS]
    ordered = sorted(near, key=lambda it: it[-1])
    result = judge(
        *[draft(content, page=page, source=source, index=index, days=days) for content, page, source, index, days in ordered]
    )
    assert len(set(published(result))) == len(published(result))
