"""Everything that is done is committed before a partition is given back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from agents.stage import Record
from streams.transport import PartitionBatch
from tests.transport.fake_broker import MORE_PAGES, PAGES, Broker, consumer_of, done


async def test_the_last_commit_holds_what_was_done_after_another_commit_had_begun() -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    regular = asyncio.ensure_future(consumer.commit())
    await asyncio.sleep(0)
    await done(consumer, inbox, 19)
    await consumer.commit_and_end_transactions()
    assert broker.commits[PAGES] == 20
    await regular


async def test_the_last_commit_is_of_all_partitions_though_one_of_them_is_committed_just_before() -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    regular = asyncio.ensure_future(consumer.commit({MORE_PAGES}))

    async def again() -> None:
        await consumer.maybe_wait_for_commit_to_finish()
        await consumer.commit({MORE_PAGES})

    following = asyncio.ensure_future(again())
    await asyncio.sleep(0)
    await consumer.commit_and_end_transactions()
    assert broker.commits[PAGES] == 10
    await asyncio.gather(regular, following)


async def test_a_commit_that_the_broker_did_not_take_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)

    async def refuse(_offsets: Mapping[TP, int]) -> bool:
        return False

    with monkeypatch.context() as patched:
        patched.setattr(broker, "commit", refuse)
        assert not await consumer.commit()
    await consumer.commit()
    assert broker.commits[PAGES] == 10


async def test_partitions_that_are_taken_from_a_worker_while_it_stops_are_committed_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    left: list[Any] = []

    async def close_the_client(_self: object, _revoked: set[TP]) -> None:  # what Faust does in a rebalance while it stops
        left.append(broker.commits[PAGES])

    monkeypatch.setattr(driver.Consumer, "on_partitions_revoked", close_the_client)
    monkeypatch.setattr(type(consumer.app), "should_stop", True)
    await consumer.on_partitions_revoked({PAGES})
    assert left == [10]


@pytest.mark.parametrize(("generation", "given"), [(1, [{PAGES}]), (2, []), (-1, [])], ids=["member", "replaced", "gone"])
async def test_only_a_member_of_the_group_gives_its_partitions_back(
    monkeypatch: pytest.MonkeyPatch, generation: int, given: list[set[TP]]
) -> None:
    broker = Broker([0], committed=None)
    consumer, _ = await consumer_of(broker)
    broker.generation = generation
    back: list[set[TP]] = []

    async def give_back(partitions: set[TP]) -> None:
        back.append(partitions)

    async def nothing(_self: object, _revoked: set[TP]) -> None:
        return

    monkeypatch.setattr(driver.Consumer, "on_partitions_revoked", nothing)
    consumer.on_given_back = give_back
    await consumer.on_partitions_revoked({PAGES})
    assert back == given


async def test_a_rebalance_does_not_wait_for_a_batch_that_is_abandoned_nor_commit_it() -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    for last in (19, 29):
        inbox.put(PartitionBatch(PAGES, [Record(PAGES.topic, 0, last, 0, None, b"")], 1, None, consumer._on_ack))
    late, later = [await inbox.next_batch() for _ in range(2)]
    waiting = asyncio.ensure_future(consumer.wait_empty())
    await asyncio.sleep(0)
    later.ack()
    consumer.abandon(late)
    await waiting
    assert broker.commits[PAGES] == 10
