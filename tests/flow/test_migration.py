"""From 0.1.0 to this release: old workers finish, `silkwire migrate` takes over, and no known story is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from agents.dedupe.stage import ALGORITHM
from agents.dedupe.state import Sighting
from schemas.codec import encode
from schemas.state import ROW_KEY
from schemas.topics import (
    ARTICLES_CLEAN,
    ARTICLES_DECISIONS,
    ARTICLES_UNIQUE,
    DRAFTS,
    FX_TICKS,
    PAGES_RAW,
    RETIRED,
    STATES,
)
from streams.kafka.admin import NewTopic, admin
from streams.kafka.legacy import BEFORE
from streams.kafka.topics import apply_topics
from streams.settings import Settings
from streams.walk.pipeline import Walk
from tests.releases.published import published
from tests.support.cli import Done, command
from tests.support.kafka import RawPage, publish, read, running, settled, values
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

STORIES = 500
MADE = [*make_pages(63, 51, articles=4, repeated=0), *make_pages(62, 52, articles=4, repeated=0, cyrillic=True)]
PAGES: list[RawPage] = [(page.text.encode(), ()) for page in MADE]
ARRIVAL = 1_794_628_800_000

OLD_INPUTS = [topic for topic in RETIRED if topic.read_by]


def records(values: Iterable[bytes]) -> list[RawPage]:
    return [(value, ()) for value in values]


async def leave(settings: Settings, *, unprocessed: int = 0) -> None:
    """Make the topics of 0.1.0 with two records in each input; the group has processed all but so many of the first."""
    async with admin(settings) as client:
        await client.create([NewTopic(topic.full_name(settings.prefix), 4, 1) for topic in RETIRED])
    places = [TopicPartition(topic.full_name(settings.prefix), 1) for topic in OLD_INPUTS]
    async with AIOKafkaProducer(bootstrap_servers=settings.brokers) as producer:
        for place in [*places, *places]:
            await producer.send_and_wait(place.topic, b"{}", partition=place.partition)
    await commit(settings, {place: 2 - (unprocessed if place is places[0] else 0) for place in places})


async def commit(settings: Settings, offsets: dict[TopicPartition, int]) -> None:
    async with AIOKafkaConsumer(
        bootstrap_servers=settings.brokers, group_id=settings.group, enable_auto_commit=False
    ) as consumer:
        consumer.assign(list(offsets))
        await consumer.commit(offsets)


def assert_refused(done: Done, *words: str) -> None:
    assert done.returncode == 84, done.stderr.decode()
    for word in words:
        assert word in done.stderr.decode()


async def crawl(settings: Settings, pages: Iterable[RawPage]) -> Counter[str]:
    """Let a worker of this release process pages; return its decisions by kind."""
    await publish(settings, pages, partition=1)  # partition 0 had them when 0.1.0 read them
    async with running(settings):
        await settled(settings)
    return Counter(it["kind"] for it in await values(settings, ARTICLES_DECISIONS))


@pytest.mark.parametrize("refused", ["worker", "migrate"])
async def test_records_that_the_old_workers_left_must_be_processed_first(settings: Settings, refused: str) -> None:
    await leave(settings, unprocessed=1)
    assert_refused(await command(settings, refused), "1 in", "drafts.route1.v1", "Run a worker of 0.1.0")


async def test_articles_that_are_not_enriched_yet_must_be_processed_first(settings: Settings) -> None:
    await leave(settings)
    await publish(settings, records(published(ARTICLES_UNIQUE)), ARTICLES_UNIQUE)
    assert_refused(await command(settings, "migrate"), "1 in", "articles.unique.v1")


@pytest.mark.parametrize("drafts", [1, 3])
async def test_known_stories_that_are_crawled_again_are_not_new(bare_settings: Settings, drafts: int) -> None:
    settings = bare_settings.model_copy(update={"drafts_partitions": drafts})
    async with admin(settings) as client:
        await apply_topics(client, settings)
    await leave(settings)
    walk = Walk(settings.prefix)
    clean = [value for n, (text, _) in enumerate(PAGES) for value in walk.page(text, (), ARRIVAL + n).of(ARTICLES_CLEAN)]
    assert len(clean) == STORIES
    for partition in range(4):
        await publish(settings, records(clean[partition::4]), ARTICLES_CLEAN, partition)
    assert_refused(await command(settings, "worker"), "Run: silkwire migrate")
    tried = await command(settings, "migrate", "--dry-run", "--json")
    assert orjson.loads(tried.stdout) == {"written": False, "articles": STORIES, "ticks": 0, "skipped": 0}
    done = await command(settings, "migrate")
    assert f"{STORIES} versions of articles and 0 ticks taken over" in done.stdout.decode()
    assert "nothing to migrate" in (await command(settings, "migrate")).stdout.decode()

    before = len(await read(settings, ARTICLES_CLEAN))
    assert await crawl(settings, PAGES) == {"exact": STORIES}
    assert len(await read(settings, ARTICLES_CLEAN)) == before
    assert len({record.partition for record in await read(settings, DRAFTS)}) == min(drafts, 2)


async def test_what_the_old_release_has_really_published_is_known(settings: Settings) -> None:
    await leave(settings)
    await publish(settings, records(published(ARTICLES_CLEAN)), ARTICLES_CLEAN)
    await publish(settings, records(published(FX_TICKS)), FX_TICKS)
    done = await command(settings, "migrate")
    assert "4 versions of articles and 2 ticks taken over" in done.stdout.decode()
    assert await crawl(settings, records(published(PAGES_RAW))) == {"exact": 4}
    assert [tick["late"] for tick in await values(settings, FX_TICKS)] == [False] * 4


async def test_a_rate_that_is_older_than_the_published_one_is_late_after_the_migration_too(settings: Settings) -> None:
    def page(rate: str, hour: int) -> RawPage:
        headers = (("source", b"kabar"), ("fetched_at", f"2026-11-14T{hour:02}:00:00Z".encode()))
        return f"KGS/USD = {rate} 0%\n".encode(), headers

    await leave(settings)
    await publish(settings, records(Walk(settings.prefix).page(*page("0.01144", 3), ARRIVAL).of(FX_TICKS)), FX_TICKS)
    assert (await command(settings, "migrate")).returncode == 0
    await crawl(settings, [page("0.01143", 2), page("0.01145", 5)])
    ticks = [(tick["rate"], tick["late"]) for tick in await values(settings, FX_TICKS)]
    assert ticks == [("0.01144", False), ("0.01143", True), ("0.01145", False)]


async def test_a_migration_that_was_broken_off_is_done_again_from_the_start(settings: Settings) -> None:
    await leave(settings)
    await publish(settings, records(published(ARTICLES_CLEAN)), ARTICLES_CLEAN)
    row = Sighting(offset=BEFORE, index=3, arrival=ARRIVAL, algorithm=ALGORITHM, occurrence="00" * 16)
    await publish(settings, [(encode(row), ())], STATES[0], key=ROW_KEY)
    assert_refused(await command(settings, "worker"), "Run: silkwire migrate")
    assert "4 versions of articles" in (await command(settings, "migrate")).stdout.decode()
    assert await crawl(settings, records(published(PAGES_RAW))) == {"exact": 4}


async def test_a_record_that_cannot_be_read_stops_the_migration_until_it_may_be_skipped(settings: Settings) -> None:
    await leave(settings)
    await publish(settings, records([*published(ARTICLES_CLEAN), b"{}"]), ARTICLES_CLEAN)
    assert_refused(await command(settings, "migrate"), "articles.clean.v1[0] offset 4", "--skip-unreadable")
    assert_refused(await command(settings, "worker"), "Run: silkwire migrate")
    done = await command(settings, "migrate", "--skip-unreadable")
    assert "4 versions of articles" in done.stdout.decode()
    assert "1 records could not be read" in done.stderr.decode()


async def test_a_migration_waits_until_no_worker_runs(settings: Settings) -> None:
    await leave(settings)
    old_input = OLD_INPUTS[0].full_name(settings.prefix)
    async with AIOKafkaConsumer(old_input, bootstrap_servers=settings.brokers, group_id=settings.group) as worker:
        await worker.getmany(timeout_ms=100)
        assert_refused(await command(settings, "migrate"), "Stop them, then run")
        assert (await command(settings, "migrate", "--dry-run")).returncode == 0


async def test_an_old_worker_that_ran_after_the_migration_is_noticed(settings: Settings) -> None:
    await leave(settings)
    assert (await command(settings, "migrate")).returncode == 0
    place = TopicPartition(OLD_INPUTS[1].full_name(settings.prefix), 1)
    await commit(settings, {place: 1})
    assert_refused(await command(settings, "worker"), "1 in", "articles.proposed.v1", "may be published once more")


async def test_no_topic_gets_more_partitions_while_the_old_release_may_have_to_go_on(settings: Settings) -> None:
    await leave(settings)
    raised = settings.model_copy(update={"partitions": 6})
    applied = {row["topic"]: row for row in orjson.loads((await command(raised, "topics", "apply", "--json")).stdout)}
    found = applied[PAGES_RAW.full_name(settings.prefix)]
    assert found["detail"] == "partitions: 4, and 6 once the retired topics are deleted"
    assert found["partitions"] == 4


async def test_doctor_says_that_a_migration_is_due(settings: Settings) -> None:
    await leave(settings)
    for health in ("bad", "warn"):
        found = {row["name"]: row for row in orjson.loads((await command(settings, "doctor", "--json")).stdout)}
        assert found["migration"]["health"] == health
        assert (await command(settings, "migrate")).returncode == 0


async def test_topics_of_the_old_release_are_listed_and_stay(settings: Settings) -> None:
    await leave(settings)
    shown = orjson.loads((await command(settings, "topics", "show", "--json")).stdout)
    retired = {row["topic"] for row in shown if row["status"] == "retired"}
    assert retired == {topic.full_name(settings.prefix) for topic in RETIRED}
    assert "no longer used" in (await command(settings, "topics", "apply")).stdout.decode()
