"""The state after any writes of several workers: late ones, refused ones, and some between the rows of another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from faust.types import TP
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from streams.kafka.reader import OffsetRange
from streams.state import StateStore
from streams.state.restore import PartitionState, Restorer, StateRecord
from streams.transport import RestingPartition
from tests.state.row_log import STAGE, RowLog
from tests.state.writers import Writers, rows_of

COUNTS = st.integers(1, 6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("process"), COUNTS, st.integers(1, 5)),
        st.tuples(st.just("lands"), COUNTS),
        st.tuples(st.just("lands_late"), st.integers(0, 3), COUNTS),
        st.tuples(st.sampled_from(["is_fenced", "is_refused"])),
    ),
    max_size=25,
)
BETWEEN = [("process", 6, 2), ("is_fenced",), ("process", 6, 2), ("lands", 2), ("lands_late", 0, 9), ("lands", 9)]
"""A fenced worker's rows and checkpoint land between two record batches of the owner."""
AHEAD = [
    ("process", 2, 2), ("process", 1, 3), ("is_refused",), ("process", 1, 1), ("process", 1, 2), ("lands", 2),
    ("lands_late", 0, 2), ("lands", 3),
]  # fmt: skip
"""The broker refuses the first rows of the topic, and takes the next batch of the same worker between rows of the owner."""
REFUSED = [("process", 3, 2), ("is_refused",), ("lands_late", 0, 9), ("process", 3, 9), ("lands", 9)]
"""The broker refuses the first rows of a batch, and takes its checkpoint."""


def restore(log: list[tuple[bytes, bytes]], commit: int) -> tuple[list[tuple[int, int]], int]:
    kept = PartitionState(RowLog())
    Restorer(STAGE, kept, commit).feed((at, *record) for at, record in enumerate(log))
    assert isinstance(kept.state, RowLog)
    return kept.state.rows, kept.last_offset


def learnt(commit: int) -> list[tuple[int, int]]:
    return [(row.offset, row.index) for offset in range(commit) for row in rows_of(offset)]


@example(steps=BETWEEN)
@example(steps=REFUSED)
@example(steps=AHEAD)
@given(steps=STEPS)
def test_every_owner_begins_with_exactly_the_rows_below_the_commit(steps: list[tuple[str, *tuple[int, ...]]]) -> None:
    group = Writers()
    for name, *numbers in steps:
        getattr(group, name)(*numbers)
        assert restore(group.log, group.commit) == (learnt(group.commit), group.commit - 1), (name, numbers)


class CutLog:
    """A state topic whose first records have expired, as the input that they came from."""

    def __init__(self, group: Writers, cut: int) -> None:
        self.group, self.cut = group, min(cut, len(group.log))

    async def read(self, _topic: str, _partition: int) -> AsyncIterator[list[StateRecord]]:
        yield [(at, *record) for at, record in enumerate(self.group.log) if at >= self.cut]

    async def range(self, _topic: str, _partition: int) -> OffsetRange:
        return OffsetRange(self.cut, len(self.group.log))

    async def log_start(self, _tp: TP) -> int:
        return self.group.commit


@given(steps=STEPS, cut=st.integers(1, 60))
def test_a_state_whose_head_has_expired_has_the_latest_rows(steps: list[tuple[str, *tuple[int, ...]]], cut: int) -> None:
    group = Writers()
    for name, *numbers in steps:
        getattr(group, name)(*numbers)
    log: Any = CutLog(group, cut)
    resting = RestingPartition(TP("ticks", 0), group.commit, group.commit, 1, "")
    kept = asyncio.run(StateStore(STAGE, RowLog, "state", log, log.log_start).ready(resting))
    assert isinstance(kept.state, RowLog)
    assert kept.last_offset == group.commit - 1
    assert kept.state.rows == learnt(group.commit)[len(learnt(group.commit)) - len(kept.state.rows) :]


def test_checkpoints_of_0_1_0_count_without_a_number_of_rows() -> None:
    rows = [(ROW_KEY, encode(row)) for offset in range(4) for row in rows_of(offset)]
    old = Checkpoint(since=0, through=3, arrival=0, algorithm="a")
    assert restore([*rows[1:], (CHECKPOINT_KEY, encode(old))], 4) == (learnt(4)[1:], 3)


def test_a_record_that_was_quarantined_after_a_crash_has_no_rows() -> None:
    crashed = [(ROW_KEY, encode(row)) for row in rows_of(1)]
    alone = Checkpoint(since=1, through=1, rows=0, arrival=0, algorithm="a")
    empty = Checkpoint(since=0, through=0, rows=0, arrival=0, algorithm="a")
    assert restore([(CHECKPOINT_KEY, encode(empty)), *crashed, (CHECKPOINT_KEY, encode(alone))], 2) == ([], 1)
