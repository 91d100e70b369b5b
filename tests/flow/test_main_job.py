"""The main job on a real Kafka: a raw page in, clean articles and ticks out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.topics import (
    ARTICLES_CLEAN,
    ARTICLES_DECISIONS,
    FX_RATES,
    FX_TICKS,
    PAGES_REPORTS,
    REJECTED,
    Topic,
)
from streams.settings import Settings
from streams.walk.pipeline import Walk, Walked
from tests.support import SHARED
from tests.support.kafka import publish, read, running, settled, values
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

REAL_PAGE = SHARED / "pages" / "times-of-central-asia-2025-12-08.txt"
ARRIVAL = 1_765_180_800_000
PUBLISHED = (ARTICLES_CLEAN, ARTICLES_DECISIONS, FX_TICKS, FX_RATES, PAGES_REPORTS)

needs_real_page = pytest.mark.skipif(not REAL_PAGE.exists(), reason=f"{REAL_PAGE} is not here")


def envelope(text: str, **fields: str) -> bytes:
    return orjson.dumps({"text": text, "source": "test", "fetched_at": "2025-12-08T08:00:00Z", **fields})


def walked(settings: Settings, *pages: bytes) -> list[Walked]:
    walk = Walk(settings.prefix)
    return [walk.page(page, (), ARRIVAL) for page in pages]


async def flow(settings: Settings, *pages: bytes | None, partition: int | None = 0) -> dict[Topic, list[bytes]]:
    """Publish pages, run a worker until all is done, return the values of the public topics."""
    await publish(settings, [(page, ()) for page in pages], partition=partition)
    async with running(settings):
        await settled(settings)
    return {topic: [record.value for record in await read(settings, topic)] for topic in (*PUBLISHED, REJECTED)}


def real_page() -> str:
    return Path(REAL_PAGE).read_text("utf-8")


@needs_real_page
async def test_the_real_page_gives_through_kafka_the_bytes_that_walk_gives(settings: Settings) -> None:
    page = envelope(real_page())
    out = await flow(settings, page)
    (expected,) = walked(settings, page)
    for topic in PUBLISHED:
        assert sorted(out[topic]) == sorted(expected.of(topic)), topic.name
    assert out[REJECTED] == []
    assert len(out[ARTICLES_CLEAN]) >= 6


async def test_made_pages_give_through_kafka_the_bytes_that_walk_gives(settings: Settings) -> None:
    pages = [envelope(page.text, url=f"https://news.example/{number}") for number, page in enumerate(make_pages(40, 1))]
    out = await flow(settings, *pages)
    expected = walked(settings, *pages)
    for topic in PUBLISHED:
        assert sorted(out[topic]) == sorted(value for page in expected for value in page.of(topic)), topic.name


async def test_each_made_article_is_published_once_and_decided_each_time(settings: Settings) -> None:
    pages = list(make_pages(60, 2, repeated=0.4))
    out = await flow(settings, *[envelope(page.text) for page in pages], partition=None)
    wanted = {mark for page in pages for mark in page.marks}
    found = Counter(mark for value in out[ARTICLES_CLEAN] for mark in wanted if f"{mark}." in orjson.loads(value)["text"])
    assert found == Counter(wanted)
    assert len(out[ARTICLES_DECISIONS]) == sum(len(page.marks) for page in pages)


@needs_real_page
async def test_the_same_page_again_and_elsewhere_gives_decisions_only(settings: Settings) -> None:
    page = envelope(real_page())
    await publish(settings, [(page, ()), (page, ())], partition=0)
    await publish(settings, [(page, ())], partition=3)
    async with running(settings):
        await settled(settings)
    decisions = await values(settings, ARTICLES_DECISIONS)
    clean = await values(settings, ARTICLES_CLEAN)
    assert Counter(decision["kind"] for decision in decisions) == {"new": len(clean), "exact": 2 * len(clean)}
    assert {decision["of"] for decision in decisions} == {article["article_id"] for article in clean}
    assert all(decision["same_source"] for decision in decisions if decision["kind"] == "exact")


@needs_real_page
async def test_the_real_page_keeps_its_articles_ticks_and_money(settings: Settings) -> None:
    text = real_page()
    (page,) = walked(settings, envelope(text))
    (report,) = [orjson.loads(value) for value in page.of(PAGES_REPORTS)]
    assert report["page_date"] == "2025-12-08"
    assert sum(report["ledger"].values()) == len(text) == report["characters"]
    ticks = {tick["base"]: tick for tick in map(orjson.loads, page.of(FX_TICKS))}
    assert {base: tick["count"] for base, tick in ticks.items()} == dict.fromkeys(("KGS", "KZT", "TJS", "UZS", "TMT"), 8)
    assert ticks["UZS"]["error_bound"] == "0.000005"
    articles = [orjson.loads(value) for value in page.of(ARTICLES_CLEAN)]
    mentions = [money for article in articles for money in article["money"] if money["currency"] == "KGS"]
    assert [(money["text"], money["usd"], money["stated_usd"]) for money in mentions] == [("5,500 KGS", "62.92", "60")]
    assert Decimal(mentions[0]["usd_low"]) < Decimal("62.92") < Decimal(mentions[0]["usd_high"])
    for article in articles:
        assert article["text"]
        for block in article["blocks"]:
            assert article["text"][block["start"] : block["end"]] == text[block["page_start"] : block["page_end"]]


BAD: list[tuple[str, bytes | None, tuple[tuple[str, bytes], ...]]] = [
    ("page.empty", b"", ()),
    ("page.blank", b" \n \t", ()),
    ("page.not_utf8", b"caf\xe9 and more", ()),
    ("page.nul", b"a\0b", ()),
    ("page.bad_json", b'{"text": "cut', ()),
    ("page.bad_shape", b'{"headline": "no text"}', ()),
]


async def test_bad_input_is_refused_with_its_reason_and_the_rest_comes_out(settings: Settings) -> None:
    good = list(make_pages(7, 3, repeated=0))
    mixed: list[tuple[bytes | None, tuple[tuple[str, bytes], ...]]] = [(good[0].text.encode(), ())]
    for (_, value, headers), page in zip(BAD, good[1:], strict=True):
        mixed += [(value, headers), (page.text.encode(), ())]
    await publish(settings, mixed)
    async with running(settings) as worker:
        await settled(settings)
        metrics = worker.application.metrics.exposition().decode()
    rejected = await read(settings, REJECTED)
    assert sorted(dict(record.headers)["silkwire-reason"].decode() for record in rejected) == sorted(name for name, *_ in BAD)
    assert sorted(record.value for record in rejected) == sorted(value or b"" for _, value, _ in BAD)
    reports = await values(settings, PAGES_REPORTS)
    assert sorted(report["reason"] for report in reports if report["outcome"] == "refused") == sorted(name for name, *_ in BAD)
    texts = [article["text"] for article in await values(settings, ARTICLES_CLEAN)]
    assert all(any(f"{mark}." in text for text in texts) for page in good for mark in page.marks)
    assert 'silkwire_refused_total{reason="page.nul",stage="split"} 1.0' in metrics


async def test_records_tell_what_they_are_in_their_headers(settings: Settings) -> None:
    trace = (("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("ce_id", b"forged"))
    await publish(settings, [(next(make_pages(1, 4)).text.encode(), trace)])
    async with running(settings):
        await settled(settings)
    for record in await read(settings, ARTICLES_CLEAN):
        headers: dict[str, Any] = dict(record.headers)
        article = orjson.loads(record.value)
        assert headers["ce_id"].decode() == f"{article['article_id']}/1"
        assert headers["ce_type"] == b"silkwire.articles.clean.v1"
        assert headers["content-type"] == b"application/json"
        assert headers["traceparent"] == trace[0][1]
        assert record.key.decode() == article["article_id"]
