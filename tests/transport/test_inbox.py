"""Batches on their way to an agent: bounded, fair, and never of an old assignment."""

from __future__ import annotations

import asyncio

from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Record
from streams.transport.inbox import PartitionBatch, TopicInbox, batches_of


def record(offset: int, size: int = 1, partition: int = 0) -> Record:
    return Record("pages", partition, offset, 0, None, b"x" * size)


def inbox(taken: list[PartitionBatch] | None = None, *, current: bool = True) -> TopicInbox:
    def take(batch: PartitionBatch) -> bool:
        if taken is not None:
            taken.append(batch)
        return current

    return TopicInbox("pages", 10, 1000, on_capacity=lambda: None, take=take)


def batch(offset: int, partition: int = 0) -> PartitionBatch:
    return PartitionBatch(TP("pages", partition), [record(offset, partition=partition)], 1, None, lambda _: None)


@given(sizes=st.lists(st.integers(0, 400), max_size=60), records=st.integers(1, 10), size_limit=st.integers(100, 2000))
def test_batches_keep_every_record_in_order_within_both_limits(sizes: list[int], records: int, size_limit: int) -> None:
    given_records = [record(offset, size) for offset, size in enumerate(sizes)]
    batches = list(batches_of(given_records, records, size_limit))
    assert [one for part in batches for one in part] == given_records
    for part in batches:
        assert 1 <= len(part) <= records
        assert len(part) == 1 or sum(len(one.value or b"") + 100 for one in part) <= size_limit


async def test_a_busy_partition_does_not_starve_the_others() -> None:
    box = inbox()
    for offset in range(3):
        box.put(batch(offset))
    box.put(batch(0, partition=1))
    served = [(await box.next_batch()).tp.partition for _ in range(4)]
    assert served == [0, 1, 0, 0]


async def test_a_full_partition_takes_no_more_while_the_others_do() -> None:
    box = inbox()
    box.put(batch(0))
    box.put(batch(1))
    assert not box.has_capacity(TP("pages", 0))
    assert box.has_capacity(TP("pages", 1))
    await box.next_batch()
    assert box.has_capacity(TP("pages", 0))


async def test_a_batch_of_an_old_assignment_is_not_handed_out() -> None:
    refused: list[PartitionBatch] = []
    box = inbox(refused, current=False)
    box.put(batch(0))
    waiting = asyncio.ensure_future(box.next_batch())
    while not refused:
        await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_what_waits_is_dropped_when_the_assignment_changes() -> None:
    box = inbox()
    box.put(batch(0))
    box.put(batch(0, partition=1))
    box.clear(TP("pages", 0))
    assert (await box.next_batch()).tp.partition == 1
    for partition in (0, 1):
        box.put(batch(5, partition))
        box.put(batch(6, partition))
    box.clear()
    assert box.has_capacity(TP("pages", 0))
    assert box.has_capacity(TP("pages", 1))
    box.put(batch(7))
    assert (await box.next_batch()).first_offset == 7
