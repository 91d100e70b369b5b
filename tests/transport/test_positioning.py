"""An assignment begins where the group was, or the worker ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams.errors import LogTruncated
from streams.kafka.start_position import KnownOffset, LogRange
from streams.transport import BatchConsumer
from tests.transport.fake_broker import MORE_PAGES, PAGES, Broker, batches, consumer_of, done, offsets, reading


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


async def test_a_topic_made_again_is_noticed_by_its_id_though_its_log_has_the_position() -> None:
    broker = Broker([0, 1, 2], committed=3)
    consumer, _ = await consumer_of(broker)
    await consumer.check_topic_ids({PAGES.topic: "first"})
    await consumer.check_topic_ids({})
    broker.log, broker.topic_id = list(range(10)), "second"
    with pytest.raises(LogTruncated, match="its id is second, and the reader at offset 3 is of first"):
        await consumer.check_topic_ids({PAGES.topic: "second"})


async def test_a_partition_is_not_read_before_it_has_its_start_position() -> None:
    async with reading(list(range(20)), committed=5) as (broker, consumer, inbox):
        consumer._positions[PAGES].forget()
        inbox.clear()
        broker.fetched.clear()
        assert consumer.is_positioned() is False
        await consumer.perform_seek()
        assert offsets(await batches(inbox, 19)) == list(range(5, 20))
        assert consumer.is_positioned()


async def test_a_consumer_that_stops_asks_no_more_for_start_positions(monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker([0], committed=0)
    consumer, _ = await consumer_of(broker)
    asked, answer, answered = asyncio.Event(), asyncio.Event(), False

    async def wait(_partitions: Iterable[TP]) -> dict[TP, LogRange]:
        nonlocal answered
        asked.set()
        await answer.wait()
        answered = True
        return {}

    monkeypatch.setattr(broker, "log_ranges", wait)
    seeking = asyncio.ensure_future(consumer.seek_to_committed())
    await asked.wait()
    await consumer.on_stop()
    answer.set()
    with pytest.raises(asyncio.CancelledError):
        await seeking
    assert not answered


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


async def test_commits_are_copied_to_marks() -> None:
    broker = Broker([0], committed=None)
    consumer, inbox = await consumer_of(broker)
    await done(consumer, inbox, 9)
    await consumer.commit()
    await consumer.note_commits()
    assert broker.marks == {PAGES: 10, MORE_PAGES: 0}


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
