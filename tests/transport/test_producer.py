"""Outputs of an assignment are sent in order while it serves; once it is over, none of them follows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.client import ConnectionGroup
from aiokafka.errors import KafkaConnectionError

from schemas.topics import FX_RATES, FX_TICKS, Topic
from streams.app import build
from streams.settings import Settings
from streams.transport import BatchProducer, GenerationOver, WireRecord
from streams.transport.lease import Lease
from streams.transport.sender import LeasedSender
from tests.support.kafka import read

SESSION = 10.0


class Group:
    """What the worker knows of its group."""

    def __init__(self) -> None:
        self.now, self.generation = 0.0, 1
        self.lease = Lease(lambda: self.generation, SESSION, 60.0, lambda: self.now)
        self.confirm()

    def confirm(self) -> None:
        self.lease.granted(self.generation, self.now)

    def sleep(self) -> None:
        """Let the lease run out."""
        self.now += SESSION

    def go_on_without(self) -> None:
        """Let the worker learn that the generation is over, and join the next."""
        self.generation += 1
        self.confirm()


@asynccontextmanager
async def sending(settings: Settings) -> AsyncIterator[tuple[BatchProducer, Group]]:
    """Start a producer whose lease a test controls."""
    application, group = build(settings), Group()
    producer = application.app.batch_producer
    producer.lease = group.lease
    await producer.start()
    try:
        yield producer, group
    finally:
        await producer.stop()


def records(settings: Settings, *texts: str, topic: Topic = FX_RATES) -> list[WireRecord]:
    return [(topic.full_name(settings.prefix), 0, b"key", text.encode(), []) for text in texts]


async def texts(settings: Settings, topic: Topic = FX_RATES) -> list[str]:
    return [record.value.decode() for record in await read(settings, topic)]


async def delivered(producer: BatchProducer, settings: Settings, generation: int, *values: str, topic: Topic = FX_RATES) -> None:
    await producer.delivered(await producer.put(records(settings, *values, topic=topic), generation))


@pytest.mark.kafka
async def test_outputs_wait_while_the_worker_cannot_know_whether_it_has_its_partitions(settings: Settings) -> None:
    async with sending(settings) as (producer, group):
        group.sleep()
        sent = [await producer.put(records(settings, text), 1) for text in ("a", "b")]
        await asyncio.sleep(0.3)
        assert await texts(settings) == []
        group.confirm()
        for it in sent:
            await producer.delivered(it)
        assert await texts(settings) == ["a", "b"]


@pytest.mark.kafka
async def test_nothing_of_an_assignment_that_is_over_is_sent_and_the_next_begins_after_it(settings: Settings) -> None:
    async with sending(settings) as (producer, group):
        await delivered(producer, settings, 1, "a")
        group.sleep()
        late = [await producer.put(records(settings, text), 1) for text in ("b", "c")]
        group.go_on_without()
        newer = await producer.put(records(settings, "d"), 2)
        for it in late:
            with pytest.raises(GenerationOver):
                await producer.delivered(it)
        await producer.delivered(newer)
        assert await texts(settings) == ["a", "d"]


@pytest.mark.kafka
async def test_outputs_of_two_assignments_are_not_in_one_record_batch(settings: Settings) -> None:
    async with sending(settings) as (producer, _):
        old, new, same = [await producer.put(records(settings, "a"), generation) for generation in (1, 2, 2)]
        assert set(old).isdisjoint(new)
        assert new == same
        with pytest.raises(GenerationOver):  # the worker is no member of it yet
            await producer.delivered(new)
        await producer.delivered(old)


def lost(request: Callable[..., Any], group: Group, *, arrives: bool) -> Callable[..., Any]:
    """Return what replaces `request`: the connection of the first breaks, before or after the broker got it."""
    requests = count()

    async def broken(*args: Any, **options: Any) -> Any:
        first = next(requests) == 0
        answer = await request(*args, **options) if arrives or not first else None
        if first:
            group.go_on_without()
            raise KafkaConnectionError
        return answer

    return broken


@pytest.mark.kafka
@pytest.mark.parametrize("arrives", [True, False], ids=["the answer is lost", "the request is lost"])
async def test_a_numbered_record_batch_is_not_sent_again_and_the_next_are_accepted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    async with sending(settings) as (producer, group):
        await delivered(producer, settings, 1, "a", "b")
        await delivered(producer, settings, 1, "x", topic=FX_TICKS)
        sender = cast(LeasedSender, cast(Any, producer._ensure_producer())._sender._send_produce_req.__self__)
        monkeypatch.setattr(sender, "_request", lost(sender._request, group, arrives=arrives))
        late = await producer.put(records(settings, "c"), 1)
        with pytest.raises(GenerationOver):
            await producer.delivered(late)
        for text in ("d", "e"):
            await delivered(producer, settings, 2, text)
        await delivered(producer, settings, 2, "y", topic=FX_TICKS)
        assert await texts(settings) == ["a", "b", *["c"] * arrives, "d", "e"]
        assert await texts(settings, FX_TICKS) == ["x", "y"]


@pytest.mark.kafka
async def test_a_request_that_the_lease_does_not_reach_is_made_once_the_group_confirms(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending(settings) as (producer, group):
        await delivered(producer, settings, 1, "a")
        client = cast(Any, producer._ensure_producer()).client
        ready = client.ready

        async def connected_late(*args: Any, **options: Any) -> bool:
            group.sleep()
            monkeypatch.setattr(client, "ready", ready)
            return bool(await ready(*args, **options))

        monkeypatch.setattr(client, "ready", connected_late)
        sent = await producer.put(records(settings, "b"), 1)
        await asyncio.sleep(0.5)
        assert await texts(settings) == ["a"]
        group.confirm()
        await producer.delivered(sent)
        assert await texts(settings) == ["a", "b"]


async def test_what_the_operating_system_has_not_sent_is_dropped_when_the_lease_runs_out() -> None:
    group, arrived = Group(), bytearray()
    ended, begun = asyncio.Event(), asyncio.Event()

    async def slow_broker(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        arrived.extend(await reader.read(1))
        begun.set()
        await ended.wait()
        try:
            while chunk := await reader.read(65_536):
                arrived.extend(chunk)
        except ConnectionResetError:
            arrived.extend(b"!")

    server = await asyncio.start_server(slow_broker, "127.0.0.1", 0, limit=1024)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
    request = bytes(16_000_000)
    writer.write(request)
    await begun.wait()
    closed = list[Any]()
    connection = SimpleNamespace(connected=lambda: True, _writer=writer, close=lambda reason: closed.append(reason))
    client = SimpleNamespace(_conns={(0, ConnectionGroup.DEFAULT): connection}, send=None)
    sender = LeasedSender(cast(Any, SimpleNamespace(_sender=SimpleNamespace(_send_produce_req=None), client=client)), group.lease)
    sender._generations[0] = {1}
    sender._expire(0)
    assert not closed  # the lease was renewed
    sender._watches[0].cancel()
    group.sleep()
    sender._expire(0)
    await asyncio.sleep(0.1)
    ended.set()
    while not arrived.endswith(b"!"):
        await asyncio.sleep(0.01)
    assert len(arrived) < len(request)
    server.close()
