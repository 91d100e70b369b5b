"""What the administration says of a real broker, and what it changes there."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from confluent_kafka.admin import AdminClient

from schemas.topics import DRAFTS, PAGES_RAW
from streams.errors import BrokerDown, ExitError
from streams.kafka.admin import Admin, AdminClosedError, NewTopic, admin
from streams.kafka.groups import commit, committed, describe_group
from streams.kafka.topics import topic_ids
from streams.settings import Settings
from tests.support.kafka import until

pytestmark = pytest.mark.kafka


async def made(client: Admin, settings: Settings, name: str) -> str:
    """Make a topic of one partition; return its id once the broker has it."""
    full = f"{settings.prefix}{name}"
    await client.create([NewTopic(full, 1, 1)])
    await until(lambda: exists(client, full))
    return (await topic_ids(client, [full]))[full]


async def exists(client: Admin, name: str, wanted: bool = True) -> bool:
    return (name in await topic_ids(client, [name])) is wanted


async def test_a_topic_that_is_made_again_has_another_id(bare_settings: Settings) -> None:
    name = f"{bare_settings.prefix}one"
    async with admin(bare_settings) as client:
        first = await made(client, bare_settings, "one")
        assert await topic_ids(client, [name, f"{bare_settings.prefix}none"]) == {name: first}
        deleting = AdminClient({"bootstrap.servers": bare_settings.brokers})
        deleting.delete_topics([name])[name].result()
        await until(lambda: exists(client, name, wanted=False))
        assert first
        assert await made(client, bare_settings, "one") not in {first, ""}


async def test_a_group_without_members_gets_the_offsets_that_are_set(settings: Settings) -> None:
    first, second = (TopicPartition(PAGES_RAW.full_name(settings.prefix), number) for number in (0, 3))
    async with admin(settings) as client:
        assert (await describe_group(client, settings.group)).state == "Dead"
        assert await committed(client, settings.group) == {}
        await commit(client, settings.group, {first: 500, second: 7})
        await commit(client, settings.group, {second: 2})
        await commit(client, settings.group, {})
        assert await committed(client, settings.group) == {first: 500, second: 2}
        assert (await describe_group(client, settings.group)).state == "Empty"


async def test_a_group_with_members_keeps_its_offsets_and_is_described(settings: Settings) -> None:
    name = DRAFTS.full_name(settings.prefix)
    place = TopicPartition(name, 0)
    async with admin(settings) as client, AIOKafkaConsumer(
        name, bootstrap_servers=settings.brokers, group_id=settings.group, client_id="reader"
    ) as consumer:  # fmt: skip
        await consumer.getmany(timeout_ms=100)
        with pytest.raises(ExitError, match=r"has 1 member\. Stop all workers"):
            await commit(client, settings.group, {place: 4})
        assert await committed(client, settings.group) == {}
        group = await describe_group(client, settings.group)
        assert (group.state, group.assigned) == ("Stable", frozenset({place}))
        assert [(it.client, it.host, it.partitions) for it in group.members] == [("reader", "127.0.0.1", frozenset({place}))]


async def test_a_partition_that_does_not_exist_gets_no_offset(settings: Settings) -> None:
    async with admin(settings) as client:
        with pytest.raises(ExitError, match=r"drafts\.v1\[9\] does not exist"):
            await commit(client, settings.group, {TopicPartition(DRAFTS.full_name(settings.prefix), 9): 3})


async def test_an_alteration_changes_the_settings_that_it_names_alone(settings: Settings) -> None:
    name = PAGES_RAW.full_name(settings.prefix)
    by_hand = {"compression.type": "zstd", "segment.bytes": "1048576", "retention.bytes": "99000000"}
    async with admin(settings) as client:
        before = (await client.configs([name]))[name]
        await client.alter({name: by_hand})
        await client.alter({name: {"max.message.bytes": "5000000"}})
        wanted = before | by_hand | {"max.message.bytes": "5000000"}

        async def seen() -> bool:
            return (await client.configs([name]))[name] == wanted

        await until(seen)


async def test_a_topic_that_exists_is_not_created_again_and_one_that_cannot_be_is_named(settings: Settings) -> None:
    name = PAGES_RAW.full_name(settings.prefix)
    async with admin(settings) as client:
        await client.create([NewTopic(name, 9, 1)])
        await client.grow({name: 4})
        assert len((await client.describe([name]))[name].partitions) == 4
        with pytest.raises(ExitError, match=r"wide was not created: .*[Rr]eplication"):
            await client.create([NewTopic("wide", 1, 9)])


async def test_a_broker_that_is_not_there_is_noticed_at_once_also_among_several() -> None:
    with pytest.raises(BrokerDown, match=r"no Kafka broker answers at 127\.0\.0\.1:1,127\.0\.0\.1:2: start one"):
        async with admin(Settings(brokers="127.0.0.1:1,127.0.0.1:2")):
            pass


async def test_one_broker_that_answers_is_enough(settings: Settings) -> None:
    async with admin(settings.model_copy(update={"brokers": f"127.0.0.1:1,{settings.brokers}"})) as client:
        assert await client.brokers() == 1


async def test_a_client_that_closes_takes_no_more_requests(settings: Settings) -> None:
    places = [TopicPartition(PAGES_RAW.full_name(settings.prefix), 0)]
    client = Admin(settings)
    await client.reach()
    closing = asyncio.ensure_future(client.close())
    await asyncio.sleep(0)
    for request in (client.offsets(places), client.describe([places[0].topic]), client.brokers()):
        with pytest.raises(AdminClosedError):
            await request
    await closing
    with pytest.raises(AdminClosedError):
        await client.offsets(places)


async def test_a_broker_that_drops_only_the_first_connection_is_reached(settings: Settings) -> None:
    host, _, port = settings.brokers.rpartition(":")
    seen = itertools.count()

    async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            target.write(data)
        target.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if next(seen) == 0:  # as an address of a name that no broker listens on
            writer.close()
            return
        from_broker, to_broker = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pass_on(reader, to_broker), pass_on(from_broker, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with admin(settings.model_copy(update={"brokers": address})) as client:
            assert await client.brokers() == 1
    assert next(seen) > 1
