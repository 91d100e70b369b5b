"""Partitions are the operator's choice when topics are created; workers take what the broker has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import orjson
import pytest
from confluent_kafka import Message, Producer
from faust.types import TP

from schemas.topics import (
    ARTICLES_CLEAN,
    ARTICLES_DECISIONS,
    ARTICLES_UNIQUE,
    DRAFTS,
    FX_RATES,
    PAGES_RAW,
    PAGES_REPORTS,
    REJECTED,
    TICKS_RAW,
    Topic,
)
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics, compare
from streams.settings import Settings
from tests.support.cli import command
from tests.support.kafka import places_of, publish, read, running, settled, until, values
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

LIBRDKAFKA = {
    "murmur2_random": (ARTICLES_CLEAN, ARTICLES_DECISIONS, PAGES_REPORTS),
    "consistent": (ARTICLES_UNIQUE, DRAFTS, TICKS_RAW),
}
"""The topics of several partitions by the partitioner of librdkafka that puts their keys where silkwire does."""


def chosen(settings: Settings, partitions: int, drafts: int, ticks: int = 1) -> Settings:
    numbers = {"partitions": partitions, "drafts_partitions": drafts, "ticks_partitions": ticks}
    return settings.model_copy(update=numbers)


async def applied(settings: Settings) -> dict[str, int]:
    """Apply the registry; return the partitions of each topic afterwards."""
    async with admin(settings) as client:
        await apply_topics(client, settings)
        return {found.topic.name: found.partitions for found in await compare(client, settings)}


async def test_pages_of_two_scripts_pass_through_any_number_of_partitions(bare_settings: Settings) -> None:
    settings = chosen(bare_settings, 3, 3, 3)
    one = {name for name, count in (await applied(settings)).items() if count != 3}
    assert one == {"fx.ticks", "fx.rates", "control"}
    pages = [page for seed in (31, 32) for page in make_pages(6, seed, repeated=0, cyrillic=seed == 32)]
    await publish(settings, [(page.text.encode(), ()) for page in pages])
    async with running(chosen(settings, 4, 1)):  # the settings of a worker need not be those that created the topics
        await settled(settings)
    texts = sorted(it["text"] for it in await values(settings, ARTICLES_CLEAN))
    for mark in [mark for page in pages for mark in page.marks]:
        assert sum(f" {mark}." in text for text in texts) == 1
    shards = {(record.partition, record.key) for record in await read(settings, DRAFTS)}
    assert shards == {(2, b"letters:latin/1"), (1, b"letters:cyrillic/1")}
    pairs = {(record.partition, record.key) for record in await read(settings, TICKS_RAW)}
    assert len(pairs) == len({key for _, key in pairs}) == 4
    assert len({partition for partition, _ in pairs}) > 1
    rates = {(it["base"], it["source"]): it["rate"] for it in await values(settings, FX_RATES)}
    assert rates["KGS", "consensus"] == rates["KGS", "unknown"] == "0.01144"


def placed(producer: Producer, topic: str, keys: Iterable[bytes]) -> set[tuple[bytes, int | None]]:
    """Produce a record of each key; return the keys with the partitions that the producer has selected."""
    done: list[tuple[bytes, int | None]] = []

    def on_delivery(error: object, message: Message) -> None:
        assert error is None, error
        done.append((bytes(message.key() or b""), message.partition()))

    for key in keys:
        producer.produce(topic, b"{}", key, on_delivery=on_delivery)
    producer.flush()
    return set(done)


async def test_a_key_is_in_the_partition_that_librdkafka_selects(bare_settings: Settings) -> None:
    settings = chosen(bare_settings, 5, 3, 3)
    await applied(settings)
    pages = [page for seed in (41, 42) for page in make_pages(10, seed, repeated=0, cyrillic=seed == 42)]
    await publish(settings, [(page.text.encode(), (("source", b"paper %d" % n),)) for n, page in enumerate(pages)])
    async with running(settings):
        await settled(settings)
    articles = [
        (record.key.decode(), orjson.loads(record.value)["article_id"]) for record in await read(settings, ARTICLES_CLEAN)
    ]
    assert len({key for key, _ in articles}) == sum(len(page.marks) for page in pages)
    assert all(key == article_id for key, article_id in articles)
    for name, topics in LIBRDKAFKA.items():
        producer = Producer({"bootstrap.servers": settings.brokers, "partitioner": name})
        for topic in topics:
            ours = {(record.key, record.partition) for record in await read(settings, topic)}
            assert ours == placed(producer, topic.full_name(settings.prefix), {key for key, _ in ours}), topic.name


async def test_a_growing_flow_gets_partitions_where_no_order_is_lost(bare_settings: Settings) -> None:
    assert (await applied(bare_settings))["pages.raw"] == 4
    pages = [(page.text.encode(), ()) for page in make_pages(3, 32, repeated=0)]
    await publish(bare_settings, pages)
    async with running(bare_settings):
        await settled(bare_settings)
    grown = chosen(bare_settings, 6, 2, 2)
    after = await applied(grown)
    assert {name for name, count in after.items() if count == 6} == {"pages.raw", "pages.reports", "rejected", "articles.unique"}
    assert (after["articles.clean"], after["drafts"], after["dedupe.state"], after["ticks.raw"]) == (4, 1, 1, 1)
    await publish(grown, pages)
    async with running(grown):
        await settled(grown)
    assert Counter(it["kind"] for it in await values(bare_settings, ARTICLES_DECISIONS)) == {"new": 9, "exact": 9}
    assert len(await values(bare_settings, ARTICLES_CLEAN)) == 9


async def test_partitions_added_under_a_running_worker_are_read_from_their_start(settings: Settings) -> None:
    pages = [(page.text.encode(), ()) for page in make_pages(24, 33, repeated=0)]
    raw, reports, rejected = (topic.full_name(settings.prefix) for topic in (PAGES_RAW, PAGES_REPORTS, REJECTED))
    async with running(settings) as worker:
        await publish(settings, [*pages[:6], (b"\xff", ())])
        await settled(settings)
        async with admin(settings) as client:
            await client.grow({raw: 6, reports: 7, rejected: 9})  # as an operator does with Kafka's own tools
        await until_partitions(settings, PAGES_RAW, 6)
        for partition in (4, 5):
            start = 6 * (partition - 3)
            await publish(settings, [*pages[start : start + 6], (b"\xff", ())], partition=partition)
        await settled(settings)
        await publish(settings, pages[18:], partition=5)
        await settled(settings)
        assert {TP(raw, number) for number in range(6)} <= worker.application.consumer.assignment()
    assert Counter(it["outcome"] for it in await values(settings, PAGES_REPORTS)) == {"split": 24, "refused": 3}
    assert Counter(it["kind"] for it in await values(settings, ARTICLES_DECISIONS)) == {"new": 24 * 3}
    assert len(await read(settings, REJECTED)) == 3


async def until_partitions(settings: Settings, topic: Topic, count: int) -> None:
    async def are_there() -> bool:
        return len(await places_of(settings, topic)) == count

    await until(are_there)


async def test_articles_that_wait_keep_their_topic_as_it_is(bare_settings: Settings) -> None:
    await applied(bare_settings)
    await publish(bare_settings, [(b"{}", ())], ARTICLES_UNIQUE)
    assert (await applied(chosen(bare_settings, 6, 1)))["articles.unique"] == 4


async def test_a_raised_setting_that_does_not_apply_is_named(bare_settings: Settings) -> None:
    await applied(bare_settings)
    raised = bare_settings.model_copy(update={"drafts_partitions": 4, "ticks_partitions": 3})
    shown = {row["topic"]: row["detail"] for row in orjson.loads((await command(raised, "topics", "show", "--json")).stdout)}
    for topic, setting in ((DRAFTS, "SILKWIRE_DRAFTS_PARTITIONS=4"), (TICKS_RAW, "SILKWIRE_TICKS_PARTITIONS=3")):
        assert f"partitions: 1, not {setting}: keys would move" in shown[topic.full_name(bare_settings.prefix)]


async def test_drafts_that_were_given_partitions_by_hand_stop_the_worker(bare_settings: Settings) -> None:
    await applied(bare_settings)
    async with admin(bare_settings) as client:
        await client.grow({DRAFTS.full_name(bare_settings.prefix): 2})
    ended = await command(bare_settings, "worker")
    assert ended.returncode == 70
    assert "dedupe.state.v1 is refused: partitions: 1, but its input has 2" in ended.stderr.decode()
