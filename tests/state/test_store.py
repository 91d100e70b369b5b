"""A state that lacks rows below the commit is never used: the input is read again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from faust.types import TP

from agents.stage import Record, Result
from schemas.codec import decode, encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint, StateRow
from streams.state import StateBehindCommit, StateStore
from streams.state.restore import StateRecord
from streams.transport import PartitionBatch
from tests.state.row_log import STAGE, RowLog


class Changelog:
    """A state topic in memory."""

    def __init__(self, *batches: tuple[int, int]) -> None:
        self.records: list[StateRecord] = []
        self.reads: list[int] = []
        for first, last in batches:
            for offset in range(first, last + 1):
                self._add(ROW_KEY, encode(StateRow(offset=offset, index=0, arrival=0, algorithm="a")))
            self._add(CHECKPOINT_KEY, encode(Checkpoint(since=first, through=last, arrival=0, algorithm="a")))

    def _add(self, key: bytes, value: bytes) -> None:
        self.records.append((len(self.records), key, value))

    async def read(self, _topic: str, _partition: int, position: int) -> AsyncIterator[list[StateRecord]]:
        self.reads.append(position)
        yield self.records[position:]


def store(changelog: Any) -> StateStore:
    return StateStore(STAGE, RowLog, "state", changelog)


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


async def test_a_state_is_read_once_per_assignment_and_then_from_where_it_ended() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    for generation in (1, 1, 2):
        await kept.ready(batch(3, read_from=3, generation=generation))
    assert changelog.reads == [0, 4]


async def test_a_state_that_was_forgotten_is_read_from_the_start() -> None:
    changelog = Changelog((0, 2))
    kept = store(changelog)
    await kept.ready(batch(3, read_from=3))
    kept.forget(0)
    await kept.ready(batch(3, read_from=3))
    assert changelog.reads == [0, 0]


async def test_a_state_that_has_seen_more_than_a_batch_may_see_is_read_from_the_start() -> None:
    changelog = Changelog((0, 2), (3, 5))
    kept = store(changelog)
    await kept.ready(batch(6, read_from=6))
    restored = await kept.ready(batch(4, read_from=4, generation=2))
    assert isinstance(restored.state, RowLog)
    assert [offset for offset, _ in restored.state.rows] == [0, 1, 2, 3]
    assert changelog.reads == [0, 0]


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
