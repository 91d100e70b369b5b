"""The consumer reads each record into exactly one batch, also if fetches are lost or repeated."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from streams.errors import LogTruncated
from tests.transport.fake_broker import PAGES, Broker, batches, consumer_of, offsets, reading


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
    assert broker.seeks == [0, 0, 7]


@pytest.mark.parametrize("lost", [1, 2, 5])
async def test_what_a_fetch_took_and_nobody_got_is_read_though_nothing_comes_after_it(lost: int) -> None:
    async with reading(list(range(20)), lost=[lost]) as (_, _, inbox):
        assert offsets(await batches(inbox, 19)) == list(range(20))


@pytest.mark.parametrize(
    ("log", "topic_id", "problem"),
    [
        ([9, 10], "first", "offsets 3 to 8 were deleted"),
        ([0, 1], "first", "the log ends at 2"),
        ([0, 1, 2, 3], "second", "deleted and made again"),
    ],
    ids=["retention", "the log lost its end", "a new topic"],
)
async def test_a_log_that_changes_under_the_reader_ends_the_worker(log: list[int], topic_id: str, problem: str) -> None:
    broker = Broker([0, 1, 2], committed=3)
    consumer, _ = await consumer_of(broker)
    broker.log, broker.topic_id, broker.out_of_range = log, topic_id, True
    consumer.resume_partitions({PAGES})
    with pytest.raises(LogTruncated, match=problem):
        await consumer._drain_messages(SimpleNamespace(should_stop=False))


async def test_a_fetch_out_of_range_that_the_log_has_after_all_is_made_again() -> None:
    async with reading(list(range(20)), committed=5) as (broker, _, inbox):
        broker.out_of_range = True
        assert offsets(await batches(inbox, 19)) == list(range(5, 20))


async def test_records_below_the_expected_ones_end_the_worker() -> None:
    broker = Broker(list(range(10)), committed=0)
    consumer, inbox = await consumer_of(broker)
    consumer.resume_partitions({PAGES})
    drained = asyncio.ensure_future(consumer._drain_messages(SimpleNamespace(should_stop=False)))
    await batches(inbox, 9)
    broker.at[PAGES] = 4  # as if aiokafka had reset the position
    with pytest.raises(LogTruncated, match="records from offset 4 on in place of offset 10"):
        await drained


async def test_offsets_after_the_last_record_are_committed_once_it_is_done() -> None:
    async with reading([0, 1, 2], committed=0) as (broker, consumer, inbox):
        broker.markers = 2
        (batch,) = await batches(inbox, 2)
        await consumer.commit()
        assert broker.commits[PAGES] == 0
        batch.ack()
        while broker.commits[PAGES] != 5:
            await asyncio.sleep(0)
            await consumer.commit()
        assert consumer.lags({PAGES: 5})[PAGES] == 0


async def test_the_lag_counts_what_is_at_hand_and_what_a_fetch_can_still_give() -> None:
    async with reading(list(range(20)), committed=0) as (broker, consumer, inbox):
        await batches(inbox, 3)
        while inbox.has_capacity(PAGES):
            await asyncio.sleep(0)
        expected = consumer._positions[PAGES].expected or 0
        broker.end = 30
        assert consumer.lags() == {PAGES: 30}
        assert consumer.lags({PAGES: 40})[PAGES] == 40 - expected + inbox.waiting_records(PAGES) + 4


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
        assert (broker.commits[PAGES], consumer.open_batches(PAGES.topic)) == (20, 0)


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
