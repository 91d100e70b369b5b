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
from aiokafka.errors import OffsetOutOfRangeError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from agents.stage import Record
from schemas.topics import PAGES_RAW
from streams.app import build
from streams.errors import LogTruncated
from streams.kafka.start_position import Commit, KnownOffset, LogRange
from streams.settings import Settings
from streams.transport import BatchConsumer, PartitionBatch, TopicInbox
from streams.transport.positions import Positions

PAGES, MORE_PAGES = (TP(PAGES_RAW.full_name(Settings().prefix), number) for number in (0, 1))


class Broker:
    """Answers the consumer in place of its thread; each partition has the offsets of `log`."""

    def __init__(self, log: list[int], committed: int | None) -> None:
        self.log, self.commits = log, dict.fromkeys([PAGES, MORE_PAGES], committed)
        self.topic_id, self.known = "first", KnownOffset(0, "", "mark") if committed is None else None
        self.marks: dict[TP, int] = {}
        self.stateful = self.out_of_range = False
        self.by_worker = self.has_consumer = True
        self.markers = 0
        self.end: int | None = None
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
        if self.out_of_range:
            self.out_of_range = False
            raise OffsetOutOfRangeError({PAGES: self.at[PAGES]})
        for tp in sorted(active):
            offsets = [offset for offset in self.log if offset >= self.at[tp]][:4]
            if offsets:
                self.at[tp] = self.positions[tp].given = offsets[-1] + 1
                found[tp] = [Record(tp.topic, tp.partition, offset, 0, None, b"") for offset in offsets]
            if self.at[tp] > self.log[-1]:
                self.at[tp] = max(self.at[tp], self.log[-1] + 1 + self.markers)
            self.positions[tp].reached = self.at[tp]
        self.fetched.set()
        await asyncio.sleep(0 if found else timeout)
        await self.answers.wait()
        return {} if found and next(self.fetches) in self.lost else found

    async def committed(self, partitions: set[TP]) -> dict[TP, Commit | None]:
        commits = {tp: self.commits[tp] for tp in partitions}
        return {tp: None if offset is None else Commit(offset, self.by_worker) for tp, offset in commits.items()}

    async def seek_all(self, offsets: Mapping[TP, int]) -> None:
        for tp, offset in offsets.items():
            self.at[tp] = offset
            if tp == PAGES:
                self.seeks.append(offset)

    async def log_ranges(self, partitions: Iterable[TP]) -> dict[TP, LogRange]:
        return dict.fromkeys(partitions, LogRange(self.log[0], max(self.log[-1] + 1, 0), self.topic_id))

    async def known_offset(self, _tp: TP, _commit: Commit | None) -> KnownOffset | None:
        return self.known

    async def note_offsets(self, offsets: Mapping[TP, KnownOffset], *, back: bool = False) -> None:
        assert back in {True, False}
        self.marks.update({tp: known.offset for tp, known in offsets.items()})

    def has_state(self, _tp: TP) -> bool:
        return self.stateful

    def assignment(self) -> set[TP]:
        return set(self.commits)

    def highwater(self, tp: TP) -> int | None:
        return self.end if tp == PAGES else None

    async def commit(self, offsets: Mapping[TP, int]) -> bool:
        for _ in range(5):
            await asyncio.sleep(0)
        self.commits.update(offsets)
        return True


async def consumer_of(broker: Broker) -> tuple[BatchConsumer, TopicInbox]:
    """Return a worker's consumer at its commits, and the inbox of the pages."""
    application = build(Settings())
    consumer, thread = application.consumer, broker
    consumer._thread, thread.positions = thread, consumer._positions  # type: ignore[assignment]
    consumer.facts = broker
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
    assert broker.seeks == [0, 0, 7]


@pytest.mark.parametrize("lost", [1, 2, 5])
async def test_what_a_fetch_took_and_nobody_got_is_read_though_nothing_comes_after_it(lost: int) -> None:
    async with reading(list(range(20)), lost=[lost]) as (_, _, inbox):
        assert offsets(await batches(inbox, 19)) == list(range(20))


@pytest.mark.parametrize(
    ("log", "commit", "known", "problem"),
    [
        ([7, 8, 9], 3, None, "offsets 3 to 6 were deleted"),
        ([0, 1], 500, None, "the commit is at offset 500, but the log ends at 2"),
        ([7, 8], None, KnownOffset(3, "", "mark"), "offsets 3 to 6 were deleted"),
        ([0, 1], None, KnownOffset(9, "", "checkpoint"), "the checkpoint is at offset 9, but the log ends at 2"),
        ([0, 1], 1, KnownOffset(1, "another", "mark"), "deleted and made again"),
    ],
)
async def test_a_position_that_the_log_does_not_have_ends_the_worker(
    log: list[int], commit: int | None, known: KnownOffset | None, problem: str
) -> None:
    broker = Broker(log, commit)
    broker.known = known
    with pytest.raises(LogTruncated, match=problem) as stopped:
        await consumer_of(broker)
    assert str(stopped.value).endswith("More such partitions: 1; silkwire offsets show prints the command of each")


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


async def test_a_topic_made_again_is_noticed_by_its_id_though_its_log_has_the_position() -> None:
    broker = Broker([0, 1, 2], committed=3)
    consumer, _ = await consumer_of(broker)
    await consumer.check_topic_ids({PAGES.topic: "first"})
    await consumer.check_topic_ids({})
    broker.log, broker.topic_id = list(range(10)), "second"
    with pytest.raises(LogTruncated, match="its id is second, and the reader at offset 3 is of first"):
        await consumer.check_topic_ids({PAGES.topic: "second"})


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


async def test_a_partition_is_not_read_before_it_has_its_start_position() -> None:
    async with reading(list(range(20)), committed=5) as (broker, consumer, inbox):
        consumer._positions[PAGES].forget()
        inbox.clear()
        broker.fetched.clear()
        assert consumer.is_positioned() is False
        await consumer.perform_seek()
        assert offsets(await batches(inbox, 19)) == list(range(5, 20))
        assert consumer.is_positioned()


async def test_an_assignment_stops_the_flow_until_faust_resumes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    consumer, _ = await consumer_of(Broker([0], committed=0))
    consumer.resume_flow()
    seen: list[bool] = []

    async def look(self: BatchConsumer, _assigned: set[TP], _generation: int) -> None:
        seen.append(self.flow_active)

    monkeypatch.setattr(driver.Consumer, "on_partitions_assigned", look)
    await consumer.on_partitions_assigned({PAGES}, 2)
    assert seen == [False]


@pytest.mark.parametrize(
    ("log", "known", "stateful", "commit"),
    [
        ([4, 5], None, False, 4),
        ([4, 5], None, True, None),
        ([0, 1], None, True, 0),
        ([4, 5], KnownOffset(5, "", "checkpoint"), True, 5),
        ([4, 5], KnownOffset(6, "", "mark"), False, 6),
    ],
    ids=["stateless", "a state that begins later", "a state that begins with the log", "a checkpoint", "a mark"],
)
async def test_a_partition_without_a_commit_is_committed_where_it_begins(
    log: list[int], known: KnownOffset | None, stateful: bool, commit: int | None
) -> None:
    broker = Broker(log, committed=None)
    broker.known, broker.stateful = known, stateful
    consumer, _ = await consumer_of(broker)
    await consumer.commit()
    assert (broker.commits[PAGES], broker.marks.get(PAGES)) == (commit, commit)


async def test_what_another_program_has_committed_is_taken_back() -> None:
    broker = Broker(list(range(20)), committed=12)
    broker.by_worker, broker.known = False, KnownOffset(8, "", "mark")
    consumer, inbox = await consumer_of(broker)
    await consumer.commit()
    assert (consumer._positions[PAGES].expected, broker.commits[PAGES]) == (8, 8)
    await done(consumer, inbox, 9)
    await consumer.commit()
    assert broker.commits[PAGES] == 10


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


async def test_commits_are_copied_to_marks() -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    await consumer.commit()
    await consumer.note_commits()
    assert broker.marks == {PAGES: 10, MORE_PAGES: 0}


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


async def test_a_new_assignment_expects_nothing_before_its_commit_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker([6], committed=7)
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
