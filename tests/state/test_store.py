"""A state that lacks rows below the commit is never used: the input is read again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from faust.types import TP

from agents.stage import Record, Result
from schemas.codec import decode, encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint, StateRow
from streams.kafka.reader import OffsetRange
from streams.state import StateBehindCommit, StateStore
from streams.state.restore import StateRecord
from streams.transport import PartitionBatch, RestingPartition
from tests.state.row_log import STAGE, RowLog


class Changelog:
    """A state topic in memory."""

    def __init__(self, *batches: tuple[int, int]) -> None:
        self.records: list[StateRecord] = []
        self.reads = 0
        self.expired = False
        self.input_start = 0
        for first, last in batches:
            self.add(first, last)

    def add(self, first: int, last: int) -> None:
        for offset in range(first, last + 1):
            self._add(ROW_KEY, encode(StateRow(offset=offset, index=0, arrival=0, algorithm="a")))
        done = Checkpoint(since=first, through=last, rows=last - first + 1, arrival=0, algorithm="a")
        self._add(CHECKPOINT_KEY, encode(done))

    def _add(self, key: bytes, value: bytes) -> None:
        self.records.append((len(self.records), key, value))

    async def read(self, _topic: str, _partition: int) -> AsyncIterator[list[StateRecord]]:
        self.reads += 1
        yield self.records

    async def log_start(self, _tp: TP) -> int:
        return self.input_start

    async def range(self, _topic: str, _partition: int) -> OffsetRange:
        end = self.records[-1][0] + 1 if self.records else 9 * self.expired
        return OffsetRange(self.records[0][0] if self.records else end, end)


def store(changelog: Any) -> StateStore:
    return StateStore(STAGE, RowLog, "state", changelog, changelog.log_start)


def batch(first: int, read_from: int | None, generation: int = 1) -> PartitionBatch:
    return PartitionBatch(TP("ticks", 0), [Record("ticks", 0, first, 70, None, b"")], generation, read_from, lambda _: None)


async def test_a_batch_sees_the_rows_of_lower_offsets() -> None:
    restored = await store(Changelog((0, 2), (3, 5))).ready(batch(4, read_from=4))
    assert isinstance(restored.state, RowLog)
    assert [offset for offset, _ in restored.state.rows] == [0, 1, 2, 3]


@pytest.mark.parametrize(("written", "lacking"), [([(0, 2)], 3), ([], 0), ([(0, 2), (4, 5)], 3)])
async def test_a_state_behind_the_commit_is_refused_with_the_offset_to_read_again_from(
    written: list[tuple[int, int]], lacking: int
) -> None:
    with pytest.raises(StateBehindCommit) as behind:
        await store(Changelog(*written)).ready(batch(6, read_from=6))
    assert behind.value.offset == lacking


async def test_a_gap_of_the_input_itself_needs_no_rows() -> None:
    restored = await store(Changelog((0, 2))).ready(batch(9, read_from=3))
    assert restored.last_offset == 2


async def test_a_partition_without_a_commit_needs_no_rows() -> None:
    assert (await store(Changelog()).ready(batch(9, read_from=None))).last_offset == -1


async def test_a_state_that_joins_the_batch_is_read_once() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    for generation in (1, 1, 2):
        await kept.ready(batch(3, read_from=3, generation=generation))
    assert changelog.reads == 1


@pytest.mark.parametrize("drop", [lambda kept: kept.forget(0), lambda kept: kept.keep({1})])
async def test_a_state_that_was_dropped_is_read_again(drop: Callable[[StateStore], None]) -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    await kept.ready(batch(3, read_from=3))
    drop(kept)
    assert kept.states() == {}
    await kept.ready(batch(3, read_from=3))
    assert changelog.reads == 2


async def test_a_state_that_lacks_what_another_worker_has_processed_is_read_again() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    await kept.ready(batch(3, read_from=3))
    changelog.add(3, 5)
    restored = await kept.ready(batch(6, read_from=6, generation=2))
    assert (restored.last_offset, changelog.reads) == (5, 2)


async def test_a_state_that_the_broker_lacks_counts_in_its_own_assignment_only() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    one = batch(3, read_from=3)
    kept.records(await kept.ready(one), one, Result())
    await kept.ready(batch(4, read_from=4))
    assert changelog.reads == 1
    with pytest.raises(StateBehindCommit):  # another worker would have written it again before its commit
        await kept.ready(batch(4, read_from=4, generation=2))


async def test_a_state_is_read_again_where_another_wrote_since() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    one = batch(3, read_from=3)
    kept.records(await kept.ready(one), one, Result())
    changelog.add(3, 3)
    changelog.add(3, 3)
    await kept.ready(batch(4, read_from=4, generation=2))
    assert changelog.reads == 2


async def test_a_state_that_has_seen_more_than_a_batch_may_see_is_read_from_the_start() -> None:
    changelog = Changelog((0, 2), (3, 5))
    kept = store(changelog)
    await kept.ready(batch(6, read_from=6))
    restored = await kept.ready(batch(4, read_from=4, generation=2))
    assert isinstance(restored.state, RowLog)
    assert [offset for offset, _ in restored.state.rows] == [0, 1, 2, 3]
    assert changelog.reads == 2


async def test_a_stage_whose_state_has_expired_goes_on_with_an_empty_memory(
    caplog: pytest.LogCaptureFixture,
) -> None:
    changelog: Any = Changelog()
    changelog.expired, changelog.input_start, expired = True, 6, []
    kept = StateStore(STAGE, RowLog, "state", changelog, changelog.log_start, lambda: expired.append(1))
    for first in (6, 7):
        one = batch(first, read_from=first)
        restored = await kept.ready(one)
        assert (restored.last_offset, len(restored.state)) == (first - 1, 0)
        kept.records(restored, one, Result())
    assert [record.message for record in caplog.records] == [
        "the state of stage ticks for ticks[0] has expired: the stage goes on at offset 6 with an empty memory"
    ]
    assert expired == [1]


async def test_a_batch_whose_first_rows_have_expired_is_as_old_as_they_are() -> None:
    changelog = Changelog((0, 5))
    changelog.records, changelog.input_start = changelog.records[3:], 6
    assert len((await store(changelog).ready(batch(6, read_from=6))).state) == 0


async def test_a_state_whose_input_is_still_there_has_not_expired() -> None:
    changelog = Changelog()
    changelog.expired, changelog.input_start = True, 5
    with pytest.raises(StateBehindCommit):
        await store(changelog).ready(batch(6, read_from=6))


async def test_a_state_topic_that_never_had_a_record_is_no_expired_state() -> None:
    with pytest.raises(StateBehindCommit):
        await store(Changelog()).ready(batch(6, read_from=6))


async def test_a_renewed_checkpoint_keeps_the_state_of_a_resting_partition() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    resting = RestingPartition(TP("ticks", 0), 3, 3, 1, "t")
    renewed = await kept.renewal(resting)
    assert renewed is not None
    topic, partition, key, value, _ = renewed
    assert (topic, partition, key) == ("state", 0, CHECKPOINT_KEY)
    changelog.records = [(4, key, value)]
    restored = await store(changelog).ready(batch(3, read_from=3))
    assert (restored.last_offset, len(restored.state)) == (2, 0)


async def test_a_renewal_does_not_touch_a_partition_that_has_gone_on() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    one = batch(3, read_from=3)
    kept.records(await kept.ready(one), one, Result())
    assert await kept.renewal(RestingPartition(TP("ticks", 0), 3, 3, 1, "")) is None
    await kept.ready(batch(4, read_from=4))
    assert changelog.reads == 1


@pytest.mark.parametrize("read_from", [None, 0, 6], ids=["never read", "nothing processed", "state lacks rows"])
async def test_what_says_nothing_is_not_renewed(read_from: int | None) -> None:
    assert await store(Changelog()).renewal(RestingPartition(TP("ticks", 0), read_from or 0, read_from, 1, "")) is None


@pytest.mark.parametrize(("read_from", "since"), [(1, 1), (None, 3)])
async def test_a_checkpoint_covers_the_batch_from_where_it_was_read(read_from: int | None, since: int) -> None:
    kept = store(Changelog((0, 0)))
    one = batch(3, read_from)
    restored = await kept.ready(one)
    *_, (topic, partition, key, value, _) = kept.records(restored, one, Result())
    checkpoint = decode(Checkpoint, value)
    assert (topic, partition, key) == ("state", 0, CHECKPOINT_KEY)
    assert (checkpoint.since, checkpoint.through, checkpoint.arrival) == (since, 3, 70)
    assert restored.last_offset == 3
