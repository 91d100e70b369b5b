"""From 0.1.0 to this release: old workers finish, `silkwire migrate` takes over the ids, and no known story is new."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import ARTICLES_CLEAN, ARTICLES_DECISIONS, FX_TICKS, RETIRED
from streams.settings import Settings
from streams.walk.pipeline import Walk
from tests.support.cli import assert_one_line, command
from tests.support.kafka import publish, read, running, settled, values
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

STORIES = 500
PAGES = [
    (page.text.encode(), ()) for seed in (51, 52) for page in make_pages(62, seed, articles=4, repeated=0, cyrillic=seed == 52)
]
PAGES += [(page.text.encode(), ()) for page in make_pages(1, 53, articles=4, repeated=0)]
ARRIVAL = 1_794_628_800_000


async def left_by_old_release(settings: Settings, *, unprocessed: int = 0) -> None:
    """Make the topics of 0.1.0 with two records in each input; the group has processed all but so many of the first."""
    names = [topic.full_name(settings.prefix) for topic in RETIRED]
    client = AIOKafkaAdminClient(bootstrap_servers=settings.brokers)
    await client.start()
    try:
        await client.create_topics([NewTopic(name, 4, 1) for name in names])
    finally:
        await client.close()
    places = [TopicPartition(topic.full_name(settings.prefix), 1) for topic in RETIRED if topic.read_by]
    async with AIOKafkaProducer(bootstrap_servers=settings.brokers) as producer:
        for place in [*places, *places]:
            await producer.send_and_wait(place.topic, b"{}", partition=place.partition)
    async with AIOKafkaConsumer(bootstrap_servers=settings.brokers, group_id=settings.group) as consumer:
        consumer.assign(places)
        await consumer.commit({place: 2 - (unprocessed if place is places[0] else 0) for place in places})


async def publish_clean(settings: Settings) -> None:
    """Write the clean articles of all stories, as 0.1.0 has written them."""
    walk = Walk(settings.prefix)
    articles = [(value, ()) for n, (text, _) in enumerate(PAGES) for value in walk.page(text, (), ARRIVAL + n).of(ARTICLES_CLEAN)]
    assert len(articles) == STORIES
    for partition in range(4):
        await publish(settings, articles[partition::4], ARTICLES_CLEAN, partition)


async def test_records_that_the_old_workers_left_keep_the_new_one_from_starting(settings: Settings) -> None:
    await left_by_old_release(settings, unprocessed=1)
    for refused in ("worker", "migrate"):
        ended = await command(settings, refused)
        assert ended.returncode == 84
        assert "drafts.route1.v1 holds 1 records that release 0.1.0 has not processed" in ended.stderr.decode()


async def test_known_stories_that_are_crawled_again_are_not_new(settings: Settings) -> None:
    await left_by_old_release(settings)
    await publish_clean(settings)
    await publish(settings, [(b"{}", ())], ARTICLES_CLEAN, 0)
    ended = await command(settings, "worker")
    assert ended.returncode == 84
    assert "Run: silkwire migrate" in ended.stderr.decode()

    tried = await command(settings, "migrate", "--dry-run")
    assert f"{STORIES} articles and 0 ticks would be taken over" in tried.stdout.decode()
    done = await command(settings, "migrate", "--json")
    assert orjson.loads(done.stdout) == {"written": True, "articles": STORIES, "ticks": 0, "passed_over": 1}
    assert "nothing to migrate" in (await command(settings, "migrate")).stdout.decode()

    before = len(await read(settings, ARTICLES_CLEAN))
    await publish(settings, PAGES, partition=1)  # partition 0 had them when 0.1.0 read them
    async with running(settings):
        await settled(settings)
    assert Counter(it["kind"] for it in await values(settings, ARTICLES_DECISIONS)) == {"exact": STORIES}
    assert len(await read(settings, ARTICLES_CLEAN)) == before


def page_of_rate(rate: str, hour: int) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    headers = (("source", b"kabar"), ("fetched_at", f"2026-11-14T{hour:02}:00:00Z".encode()))
    return f"KGS/USD = {rate} 0%\n".encode(), headers


async def test_a_rate_that_is_older_than_the_published_one_is_late_after_the_migration_too(settings: Settings) -> None:
    await left_by_old_release(settings)
    (published,) = Walk(settings.prefix).page(*page_of_rate("0.01144", 10), ARRIVAL).of(FX_TICKS)
    await publish(settings, [(published, ())], FX_TICKS)
    assert "0 articles and 1 ticks taken over" in (await command(settings, "migrate")).stdout.decode()
    await publish(settings, [page_of_rate("0.01143", 9), page_of_rate("0.01145", 11)])
    async with running(settings):
        await settled(settings)
    ticks = await values(settings, FX_TICKS)
    assert [(tick["rate"], tick["late"]) for tick in ticks] == [("0.01144", False), ("0.01143", True), ("0.01145", False)]


async def test_a_migration_waits_until_no_worker_runs(settings: Settings) -> None:
    await left_by_old_release(settings)
    old_input = RETIRED[0].full_name(settings.prefix)
    async with AIOKafkaConsumer(old_input, bootstrap_servers=settings.brokers, group_id=settings.group) as worker:
        await worker.getmany(timeout_ms=100)
        assert_one_line(await command(settings, "migrate"), 2, "1 workers of group", "stop them")


async def test_topics_of_the_old_release_are_listed_and_stay(settings: Settings) -> None:
    await left_by_old_release(settings)
    shown = orjson.loads((await command(settings, "topics", "show", "--json")).stdout)
    assert {row["topic"] for row in shown if row["status"] == "retired"} == {
        topic.full_name(settings.prefix) for topic in RETIRED
    }
    assert "no longer used" in (await command(settings, "topics", "apply")).stdout.decode()
