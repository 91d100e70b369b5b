"""The memory of the stages on a real Kafka: after late writers, long rests, and partitions that go to another worker."""

from __future__ import annotations

import logging
from collections import Counter

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from agents import dedupe
from schemas.codec import decode, encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from schemas.topics import ARTICLES_DECISIONS, DRAFTS, STATES, TICKS_RAW
from streams.handler import log as state_log
from streams.settings import Settings
from streams.worker.process import Worker
from tests.support.kafka import places_of, publish, read, running, settled, values
from tests.support.outside import delete_until, make_again
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

DEDUPE_STATE = next(topic for topic in STATES if topic.name == "dedupe.state")

Pages = list[tuple[bytes | None, tuple[tuple[str, bytes], ...]]]


def pages(count: int, seed: int) -> Pages:
    return [(page.text.encode(), ()) for page in make_pages(count, seed, repeated=0)]


async def worked(settings: Settings, published: Pages) -> None:
    """Let a worker process pages, and stop it in good order."""
    await publish(settings, published)
    async with running(settings):
        await settled(settings)


async def decisions(settings: Settings) -> Counter[str]:
    return Counter(decision["kind"] for decision in await values(settings, ARTICLES_DECISIONS))


def expired_states(worker: Worker) -> dict[str, float | None]:
    value = worker.application.metrics.registry.get_sample_value
    return {name: value("silkwire_state_expired_total", {"stage": name}) for name in ("dedupe", "ticks")}


async def expire(settings: Settings) -> None:
    """Do what retention does to a stage that rests for weeks: delete all its state."""
    for topic in STATES:
        for place in await places_of(settings, topic):
            await delete_until(settings, place, -1)


async def rewrite(settings: Settings, records: list[tuple[bytes, bytes]]) -> None:
    """Make the state topic of dedupe again, with these records in its only partition."""
    await make_again(settings, DEDUPE_STATE)
    async with AIOKafkaProducer(bootstrap_servers=settings.brokers) as producer:
        for key, value in records:
            await producer.send_and_wait(DEDUPE_STATE.full_name(settings.prefix), value, key=key, partition=0)


async def test_a_checkpoint_between_two_record_batches_of_another_leaves_no_hole(settings: Settings) -> None:
    known = pages(6, seed=1)
    await worked(settings, known)
    written = [(record.key, record.value) for record in await read(settings, DEDUPE_STATE)]
    rows = [(key, value) for key, value in written if key == ROW_KEY]
    last = max(decode(Checkpoint, value).through for key, value in written if key == CHECKPOINT_KEY)
    first_of_all = Checkpoint(since=0, through=last, rows=len(rows), arrival=0, algorithm=dedupe.STAGE.algorithm)
    late = Checkpoint(since=0, through=1, rows=2, arrival=0, algorithm=dedupe.STAGE.algorithm)
    await rewrite(
        settings,
        [*rows[:4], *rows[:2], (CHECKPOINT_KEY, encode(late)), *rows[4:], (CHECKPOINT_KEY, encode(first_of_all))],
    )
    before = await decisions(settings)
    await worked(settings, known)
    assert await decisions(settings) == {"new": before["new"], "exact": before["new"]}


async def test_a_stage_that_rested_longer_than_its_state_is_kept_goes_on(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    await worked(settings, pages(3, seed=1))
    await expire(settings)
    for place in await places_of(settings, DRAFTS) + await places_of(settings, TICKS_RAW):
        await delete_until(settings, place, -1)  # their retention is shorter
    before = await decisions(settings)
    with caplog.at_level(logging.WARNING, state_log.name):
        await publish(settings, pages(3, seed=2))
        async with running(settings) as worker:
            await settled(settings)
            assert expired_states(worker) == {"dedupe": 1, "ticks": 1}
    assert (await decisions(settings))["new"] > before["new"]
    assert sum("has expired" in record.message for record in caplog.records) == len(STATES)


async def test_the_state_of_a_resting_worker_never_expires(settings: Settings) -> None:
    await publish(settings, pages(3, seed=1))
    async with running(settings) as worker:
        await settled(settings)
        await expire(settings)
        for handler in worker.application.handlers:
            await handler.renew_state()
    assert [record.key for record in await read(settings, DEDUPE_STATE)] == [CHECKPOINT_KEY]
    await publish(settings, pages(3, seed=2))
    async with running(settings) as worker:
        await settled(settings)
        assert expired_states(worker) == {"dedupe": 0, "ticks": 0}


async def test_a_worker_that_starts_and_rests_renews_what_it_has_not_read_yet(settings: Settings) -> None:
    await worked(settings, pages(3, seed=1))
    (place,) = await places_of(settings, DEDUPE_STATE)
    async with running(settings) as worker:
        for handler in worker.application.handlers:
            await handler.renew_state()
    *_, last, renewed = [decode(Checkpoint, it.value) for it in await read(settings, DEDUPE_STATE) if it.key == CHECKPOINT_KEY]
    assert (renewed.since, renewed.through, renewed.rows) == (last.through + 1, last.through, 0)
    assert place == TopicPartition(DEDUPE_STATE.full_name(settings.prefix), 0)


async def test_a_worker_drops_the_memory_of_partitions_that_it_gave_away(settings: Settings) -> None:
    await publish(settings, pages(3, seed=1))
    async with running(settings) as worker:
        await settled(settings)
        consumer, stores = worker.application.consumer, [it.store for it in worker.application.handlers if it.store]
        assert all(store.states() for store in stores)
        assert consumer.on_assigned is not None
        await consumer.on_assigned({tp for tp in consumer.assignment() if tp.topic != DRAFTS.full_name(settings.prefix)})
        assert [bool(store.states()) for store in stores] == [False, True]
