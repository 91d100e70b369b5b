"""The group is the workers' own: strangers are refused, and a worker that is refused ends and says why."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.group_coordinator import GroupCoordinator
from confluent_kafka import Consumer, KafkaError

from agents import split
from deploy.local import LocalKafka
from schemas.topics import PAGES_RAW, PAGES_REPORTS
from streams.app import build
from streams.kafka.admin import admin
from streams.kafka.groups import committed, describe_group
from streams.kafka.topics import apply_topics
from streams.settings import Settings
from tests.faults.fleet import WORKER
from tests.support.kafka import places_of, publish, running, settled, until, values
from tests.support.pages import make_pages
from tests.support.processes import child

pytestmark = pytest.mark.kafka

REFUSED = 76
LATE_SECONDS = 0.5


CLASSIC = {"partition.assignment.strategy": "range,roundrobin"}
"""The assignors that librdkafka offers by default."""

NEWER = {"group.protocol": "consumer"}
"""The protocol of KIP-848, in which the broker assigns the partitions."""


@contextmanager
def stranger(settings: Settings, protocol: dict[str, str] = CLASSIC) -> Iterator[Consumer]:
    """Join the group as another program would."""
    consumer = Consumer({
        "bootstrap.servers": settings.brokers, "group.id": settings.group, "client.id": "stranger", "log_level": 0,
        "auto.offset.reset": "earliest", **protocol,
    })  # fmt: skip
    consumer.subscribe([PAGES_RAW.full_name(settings.prefix)])
    try:
        yield consumer
    finally:
        consumer.close()


def first_error(consumer: Consumer) -> KafkaError | None:
    """Poll until the stranger gets an error or a page; return the error."""
    while True:
        message = consumer.poll(0.5)
        if message is not None:
            return message.error()


@pytest.mark.parametrize(
    ("protocol", "refusal"),
    [(CLASSIC, KafkaError.INCONSISTENT_GROUP_PROTOCOL), (NEWER, KafkaError._FATAL)],
    ids=["classic protocol", "newer protocol"],
)
async def test_a_stranger_gets_no_page_of_a_group_that_has_workers(
    settings: Settings, protocol: dict[str, str], refusal: int
) -> None:
    async with running(settings):
        with stranger(settings, protocol) as consumer:
            error = await asyncio.to_thread(first_error, consumer)
            assert error is not None
            assert error.code() == refusal
            await publish(settings, [(page.text.encode(), ()) for page in make_pages(8, 1, repeated=0)], partition=None)
            await settled(settings)
    assert len(await values(settings, PAGES_REPORTS)) == 8


async def has_partitions(consumer: Consumer) -> bool:
    await asyncio.to_thread(consumer.poll, 0.1)
    return bool(consumer.assignment())


@pytest.mark.parametrize("protocol", [CLASSIC, NEWER], ids=["classic protocol", "newer protocol"])
async def test_a_worker_that_meets_strangers_in_its_group_ends_and_names_it(settings: Settings, protocol: dict[str, str]) -> None:
    with stranger(settings, protocol) as consumer:
        await until(lambda: has_partitions(consumer))
        with child(WORKER, settings.environment(), stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            said = await asyncio.to_thread(process.stderr.read)
            assert await asyncio.to_thread(process.wait) == REFUSED, said.decode()
    last = said.splitlines()[-1]
    assert f"group {settings.group}".encode() in last
    assert (b"stranger on 127.0.0.1" in last) == (protocol is CLASSIC)  # Kafka lists the others to newer clients alone
    await publish(settings, [(page.text.encode(), ()) for page in make_pages(2, 1, repeated=0)])
    async with running(settings):  # the advice: stop them, then start the worker
        await settled(settings)
    assert len(await values(settings, PAGES_REPORTS)) == 2


async def test_pages_that_a_stranger_took_while_no_worker_ran_are_processed(settings: Settings) -> None:
    await publish(settings, [(page.text.encode(), ()) for page in make_pages(3, 1, repeated=0)])
    async with running(settings):
        await settled(settings)
    await publish(settings, [(page.text.encode(), ()) for page in make_pages(4, 2, repeated=0)])
    place = TopicPartition(PAGES_RAW.full_name(settings.prefix), 0)
    with stranger(settings) as consumer:

        async def has_committed() -> bool:
            for message in await asyncio.to_thread(consumer.consume, 10, 0.1):
                consumer.commit(message=message, asynchronous=False)
            return await is_committed(settings, place, 7)

        await until(has_committed)
    async with running(settings):
        await until(lambda: has_reports(settings, 7))
    assert [report["page_offset"] for report in await values(settings, PAGES_REPORTS)] == list(range(7))


async def test_a_session_that_the_broker_does_not_accept_ends_the_worker_and_is_named() -> None:
    with LocalKafka(properties={"group.min.session.timeout.ms": "6000"}) as kafka:
        settings = Settings(brokers=kafka.bootstrap, http_port=0, session_seconds=3)
        async with admin(settings) as client:
            await apply_topics(client, settings)
        with child(WORKER, settings.environment(), stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            said = await asyncio.to_thread(process.stderr.read)
            assert await asyncio.to_thread(process.wait) == 2, said.decode()
        assert b"SILKWIRE_SESSION_SECONDS=3" in said
        async with running(settings.model_copy(update={"session_seconds": 6})):
            pass


async def test_a_fenced_worker_that_wakes_moves_no_commit_back(settings: Settings) -> None:
    slow = settings.model_copy(update={"session_seconds": 2, "commit_seconds": 5})
    await publish(settings, [(page.text.encode(), ()) for page in make_pages(12, 1, repeated=0)])
    places = [place for topic in (PAGES_RAW,) for place in await places_of(settings, topic)]
    with child(WORKER, slow.environment()) as fenced:
        await until(lambda: has_reports(settings, 12), fenced)
        fenced.send_signal(signal.SIGSTOP)  # its work is acknowledged, and not committed yet
        quick = settings.model_copy(update={"session_seconds": 2})
        with child(WORKER, quick.environment()) as other:
            await until(lambda: is_committed(settings, places[0], 12), other)
            await publish(settings, [(page.text.encode(), ()) for page in make_pages(5, 2, repeated=0)])
            await until(lambda: is_committed(settings, places[0], 17), other)
            other.terminate()
            assert await asyncio.to_thread(other.wait) == 0
        async with admin(settings) as client:
            assert not (await describe_group(client, settings.group)).members
        fenced.send_signal(signal.SIGCONT)
        least = 17
        async with admin(settings) as client:
            while (await describe_group(client, settings.group)).state != "Stable":
                least = min(least, (await committed(client, settings.group))[places[0]])
        await settled(settings, fenced)
        assert least == 17


async def has_reports(settings: Settings, count: int) -> bool:
    return len(await values(settings, PAGES_REPORTS)) >= count


async def is_committed(settings: Settings, place: TopicPartition, offset: int) -> bool:
    async with admin(settings) as client:
        return (await committed(client, settings.group)).get(place, 0) >= offset


async def test_a_worker_that_had_no_partition_takes_one_over_where_its_owner_left_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = GroupCoordinator.fetch_committed_offsets

    async def fetch_late(self: GroupCoordinator, partitions: object) -> object:
        await asyncio.sleep(LATE_SECONDS)
        return await fetch(self, partitions)

    monkeypatch.setattr(GroupCoordinator, "fetch_committed_offsets", fetch_late)
    one = settings.model_copy(update={"prefix": f"{settings.prefix}one.", "partitions": 1})
    async with admin(one) as client:
        await apply_topics(client, one)
    await publish(one, [(page.text.encode(), ()) for page in make_pages(9, 1, repeated=0)])
    owning = running(one, build(one, [split.STAGE]))
    owner = await owning.__aenter__()
    await until(lambda: has_reports(one, 9))
    async with running(one, build(one, [split.STAGE])) as spare:
        assert [bool(it.application.consumer.assignment()) for it in (owner, spare)].count(True) == 1
        await owning.__aexit__(None, None, None)
        await publish(one, [(page.text.encode(), ()) for page in make_pages(2, 2, repeated=0)])
        await until(lambda: is_committed(one, TopicPartition(PAGES_RAW.full_name(one.prefix), 0), 11))
    assert [report["page_offset"] for report in await values(one, PAGES_REPORTS)] == list(range(11))
