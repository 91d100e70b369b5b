"""The consumer reads each record into a batch, and commits everything that is done before it gives a partition back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from agents.stage import Record
from schemas.topics import PAGES_RAW
from streams.app import build
from streams.errors import LogTruncated
from streams.settings import Settings
from streams.transport import BatchConsumer, PartitionBatch, TopicInbox
from streams.transport.positions import Positions

PAGES, MORE_PAGES = (TP(PAGES_RAW.full_name(Settings().prefix), number) for number in (0, 1))


class Broker:
    """Answers the consumer in place of its thread; each partition has the offsets of `log`."""

    def __init__(self, log: list[int], committed: int | None) -> None:
        self.log, self.committed = log, dict.fromkeys([PAGES, MORE_PAGES], committed)
        self.positions = Positions()
        self.fetches = count(1)
        self.lost: set[int] = set()
        self.at = dict.fromkeys([PAGES, MORE_PAGES], committed or 0)
        self.seeks: list[int] = []
        self.fetched = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()

    async def getmany(self, active: set[TP], timeout: float) -> dict[TP, list[Record]]:  # noqa: ASYNC109  Faust's
        found = {}
        for tp in sorted(active):
            offsets = [offset for offset in self.log if offset >= self.at[tp]][:4]
            if offsets:
                self.at[tp] = self.positions[tp].given = offsets[-1] + 1
                found[tp] = [Record(tp.topic, tp.partition, offset, 0, None, b"") for offset in offsets]
        self.fetched.set()
        await asyncio.sleep(0 if found else timeout)
        await self.answers.wait()
        return {} if found and next(self.fetches) in self.lost else found

    async def seek_to_committed(self) -> Mapping[TP, int | None]:
        return self.committed

    def seek(self, tp: TP, offset: int) -> None:
        self.at[tp] = offset
        self.seeks.append(offset)

    async def earliest_offsets(self, *partitions: TP) -> dict[TP, int]:
        return dict.fromkeys(partitions, self.log[0])

    def assignment(self) -> set[TP]:
        return set(self.committed)

    async def commit(self, offsets: Mapping[TP, int]) -> bool:
        for _ in range(5):
            await asyncio.sleep(0)
        self.committed.update(offsets)
        return True


async def consumer_of(broker: Broker) -> tuple[BatchConsumer, TopicInbox]:
    """Return a worker's consumer at its commits, and the inbox of the pages."""
    application = build(Settings())
    consumer, thread = application.consumer, broker
    consumer._thread, thread.positions = thread, consumer._positions  # type: ignore[assignment]
    application.app.consumer_generation_id = 1
    await consumer.perform_seek()
    return consumer, application.handlers[0].inbox


@asynccontextmanager
async def reading(
    log: list[int], committed: int | None = None, lost: Iterable[int] = ()
) -> AsyncIterator[tuple[Broker, BatchConsumer, TopicInbox]]:
    """Read partition 0 as Faust's fetcher does until the block ends; nobody gets the fetches of `lost`."""
    broker = Broker(log, committed)
    broker.lost.update(lost)
    consumer, inbox = await consumer_of(broker)
    consumer.resume_partitions({PAGES})
    fetcher = asyncio.ensure_future(consumer._drain_messages(SimpleNamespace(should_stop=False)))
    try:
        yield broker, consumer, inbox
    finally:
        fetcher.cancel()
        with suppress(asyncio.CancelledError):
            await fetcher


async def batches(inbox: TopicInbox, last_offset: int) -> list[PartitionBatch]:
    """Return the batches up to an offset."""
    taken = [await inbox.next_batch()]
    while taken[-1].last_offset < last_offset:
        taken.append(await inbox.next_batch())
    return taken


def offsets(taken: list[PartitionBatch]) -> list[int]:
    return [record.offset for batch in taken for record in batch.records]


async def test_records_are_read_from_the_commit_and_each_batch_says_where_it_was_read_from() -> None:
    async with reading(list(range(20)), committed=5) as (_, _, inbox):
        taken = await batches(inbox, 19)
    assert offsets(taken) == list(range(5, 20))
    assert [batch.read_from for batch in taken] == [batch.first_offset for batch in taken]


async def test_a_gap_is_read_again_before_the_records_after_it_are_handed_out() -> None:
    async with reading([0, 1, 5, 6, 9]) as (broker, _, inbox):
        broker.at[PAGES] = 5  # a fetch took the first two, and nobody got them
        taken = await batches(inbox, 9)
    assert offsets(taken) == [0, 1, 5, 6, 9]
    assert broker.seeks == [0, 7]


@pytest.mark.parametrize("lost", [1, 2, 5])
async def test_what_a_fetch_took_and_nobody_got_is_read_though_nothing_comes_after_it(lost: int) -> None:
    async with reading(list(range(20)), lost=[lost]) as (_, _, inbox):
        assert offsets(await batches(inbox, 19)) == list(range(20))


async def test_records_deleted_unread_end_the_worker_with_the_offsets_to_look_at() -> None:
    broker = Broker([7, 8, 9], committed=3)
    consumer, _ = await consumer_of(broker)
    consumer.resume_partitions({PAGES})
    with pytest.raises(LogTruncated, match="offsets 3 to 6 were deleted"):
        await consumer._drain_messages(SimpleNamespace(should_stop=False))


async def test_a_fetch_under_way_at_a_rewind_is_dropped() -> None:
    async with reading(list(range(20)), committed=8) as (broker, consumer, inbox):
        await batches(inbox, 11)
        broker.answers.clear()
        broker.fetched.clear()
        await broker.fetched.wait()
        assert await consumer.rewind(PAGES, 2) == 2
        broker.answers.set()
        assert offsets(await batches(inbox, 19)) == list(range(2, 20))


async def test_what_waits_or_is_open_at_a_rewind_is_dropped() -> None:
    async with reading(list(range(20)), committed=8) as (broker, consumer, inbox):
        await batches(inbox, 11)  # it stays open
        while inbox.has_capacity(PAGES):
            await asyncio.sleep(0)
        await consumer.rewind(PAGES, 8)
        again = await batches(inbox, 19)
        assert offsets(again) == list(range(8, 20))
        for batch in again:
            batch.ack()
        await consumer.commit()
        assert (broker.committed[PAGES], consumer.open_batches(PAGES.topic)) == (20, 0)


async def test_a_rewind_past_the_log_begins_where_the_log_does() -> None:
    async with reading([4, 5, 6], committed=6) as (_, consumer, inbox):
        assert await consumer.rewind(PAGES, 1) == 4
        assert offsets(await batches(inbox, 6)) == [4, 5, 6]


async def test_what_waits_is_neither_handed_out_nor_read_on_once_the_flow_is_stopped() -> None:
    async with reading(list(range(20))) as (broker, consumer, inbox):
        await batches(inbox, 3)
        while inbox.has_capacity(PAGES):
            await asyncio.sleep(0)
        broker.fetched.clear()
        consumer.stop_flow()
        assert inbox.oldest(PAGES) is None
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(inbox.next_batch(), 0.2)
        assert not broker.fetched.is_set()


async def test_a_new_assignment_expects_nothing_before_its_commit_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker([0], committed=7)
    consumer, _ = await consumer_of(broker)
    expected: list[int | None] = []

    async def look(self: BatchConsumer, assigned: set[TP], _generation: int) -> None:
        expected.extend(self._positions[tp].expected for tp in assigned)

    monkeypatch.setattr(driver.Consumer, "on_partitions_assigned", look)
    await consumer.on_partitions_assigned({PAGES}, 2)
    await consumer.perform_seek()
    assert (expected, consumer._positions[PAGES].expected) == ([None], 7)


async def done(consumer: BatchConsumer, inbox: TopicInbox, *last_offsets: int) -> None:
    """Take batches that end at these offsets, and acknowledge each."""
    for last in last_offsets:
        record = Record(PAGES.topic, 0, last, 0, None, b"")
        inbox.put(PartitionBatch(PAGES, [record], 1, None, consumer._on_ack))
        (await inbox.next_batch()).ack()


async def test_the_last_commit_holds_what_was_done_after_another_commit_had_begun() -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    regular = asyncio.ensure_future(consumer.commit())
    await asyncio.sleep(0)
    await done(consumer, inbox, 19)
    await consumer.commit_and_end_transactions()
    assert broker.committed[PAGES] == 20
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
    assert broker.committed[PAGES] == 10
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
    assert broker.committed[PAGES] == 10


async def test_partitions_that_are_taken_from_a_worker_while_it_stops_are_committed_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    left: list[Any] = []

    async def close_the_client(_self: object, _revoked: set[TP]) -> None:  # what Faust does in a rebalance while it stops
        left.append(broker.committed[PAGES])

    monkeypatch.setattr(driver.Consumer, "on_partitions_revoked", close_the_client)
    monkeypatch.setattr(type(consumer.app), "should_stop", True)
    await consumer.on_partitions_revoked({PAGES})
    assert left == [10]


async def test_a_batch_of_an_earlier_assignment_is_not_given_to_an_agent() -> None:
    async with reading([0, 1, 2, 3]) as (_, consumer, inbox):
        (first,) = await batches(inbox, 3)
        inbox.put(first)
        consumer.app.consumer_generation_id = 2
        inbox.put(replace(first, generation=2, read_from=9))
        assert (await inbox.next_batch()).read_from == 9


async def test_a_rebalance_drops_the_batches_that_wait() -> None:
    async with reading([0, 1, 2, 3]) as (_, consumer, inbox):
        (first,) = await batches(inbox, 3)
        inbox.put(first)
        consumer.stop_flow()
        assert inbox.oldest(PAGES) is None


async def test_records_of_a_fetch_that_ends_after_a_rebalance_belong_to_the_new_assignment() -> None:
    async with reading([0, 1, 2, 3]) as (broker, consumer, inbox):
        await batches(inbox, 3)
        broker.fetched.clear()
        broker.answers.clear()
        broker.log += [4, 5]
        await broker.fetched.wait()
        consumer.app.consumer_generation_id = 2
        broker.answers.set()
        assert [batch.generation for batch in await batches(inbox, 5)] == [2]
