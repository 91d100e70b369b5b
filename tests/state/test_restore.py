"""The state of a partition from its state topic, for anything that crashed runs left there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint, StateRow
from streams.errors import StateRefused
from streams.state.restore import PartitionState, Restorer, StateRecord
from tests.state.row_log import STAGE, RowLog


def rows(*offsets: int, algorithm: str = "a") -> list[tuple[bytes, bytes]]:
    return [(ROW_KEY, encode(StateRow(offset=o, index=0, arrival=o, algorithm=algorithm))) for o in offsets]


def checkpoint(since: int, through: int) -> list[tuple[bytes, bytes]]:
    return [(CHECKPOINT_KEY, encode(Checkpoint(since=since, through=through, arrival=through, algorithm="a")))]


def log(*parts: list[tuple[bytes, bytes]]) -> list[StateRecord]:
    return [(position, key, value) for position, (key, value) in enumerate(one for part in parts for one in part)]


def restored(records: list[StateRecord], below: int | None) -> PartitionState:
    kept = PartitionState(RowLog())
    Restorer(STAGE, kept, below).feed(records)
    return kept


def seen(kept: PartitionState) -> list[int]:
    assert isinstance(kept.state, RowLog)
    return [offset for offset, _ in kept.state.rows]


def test_a_record_sees_no_row_of_its_own_or_a_higher_offset() -> None:
    records = log(rows(0, 1, 2), checkpoint(0, 2), rows(3, 4), checkpoint(3, 4))
    assert seen(restored(records, below=3)) == [0, 1, 2]
    assert seen(restored(records, below=2)) == [0, 1]
    assert restored(records, below=2).last_offset == 1


def test_rows_of_a_batch_that_was_never_finished_do_not_count() -> None:
    kept = restored(log(rows(0, 1), checkpoint(0, 1), rows(2, 3)), below=9)
    assert seen(kept) == [0, 1]
    assert kept.last_offset == 1


def test_rows_that_a_crashed_run_wrote_before_count_once() -> None:
    records = log(rows(0, 1), checkpoint(0, 1), rows(2), rows(2, 3), checkpoint(2, 3), rows(2, 3), checkpoint(2, 3))
    assert seen(restored(records, below=9)) == [0, 1, 2, 3]


def taken_over(*indexes: int) -> list[tuple[bytes, bytes]]:
    """Return rows that a migration writes: before the first input offset."""
    return [(ROW_KEY, encode(StateRow(offset=-1, index=index, arrival=0, algorithm="a"))) for index in indexes]


def test_rows_of_a_migration_come_before_the_first_record_and_count_once() -> None:
    twice = log(
        taken_over(0, 1), taken_over(0, 1, 2), checkpoint(-1, -1), taken_over(2), checkpoint(-1, -1), rows(0), checkpoint(0, 0)
    )
    kept = restored(twice, below=1)
    assert isinstance(kept.state, RowLog)
    assert kept.state.rows == [(-1, 0), (-1, 1), (-1, 2), (0, 0)]
    assert restored(twice, below=0).last_offset == -1


def test_a_migration_covers_all_that_the_group_had_committed() -> None:
    assert restored(log(taken_over(0), checkpoint(-1, 41), rows(42), checkpoint(42, 42)), below=43).last_offset == 42
    assert restored(log(taken_over(0), checkpoint(-1, 41)), below=42).last_offset == 41


def test_rows_of_a_migration_that_did_not_end_never_count() -> None:
    assert seen(restored(log(taken_over(0, 1), rows(0), checkpoint(0, 0)), below=1)) == [0]


def test_a_hole_in_the_state_is_seen_until_it_is_filled() -> None:
    holed = [rows(0), checkpoint(0, 0), rows(5), checkpoint(5, 5)]
    assert restored(log(*holed), below=6).last_offset == 0
    assert seen(restored(log(*holed), below=6)) == [0]
    filled = log(*holed, rows(1, 2, 3, 4), checkpoint(1, 4), rows(5), checkpoint(5, 5))
    assert seen(restored(filled, below=6)) == [0, 1, 2, 3, 4, 5]


def test_a_state_whose_head_has_expired_is_taken_as_it_is() -> None:
    kept = restored(log(rows(7, 8), checkpoint(5, 8)), below=9)
    assert (seen(kept), kept.last_offset) == ([7, 8], 8)


def test_state_that_begins_above_what_may_be_seen_covers_nothing() -> None:
    assert restored(log(rows(100), checkpoint(100, 100)), below=50).last_offset == -1


@given(
    batches=st.lists(st.integers(1, 4), min_size=1, max_size=8),
    crashes=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), max_size=6),
    cut=st.integers(0, 40),
)
def test_any_number_of_crashes_leaves_the_state_of_an_undisturbed_run(
    batches: list[int], crashes: list[tuple[int, int]], cut: int
) -> None:
    parts, end = [], 0
    for number, size in enumerate(batches):
        offsets = list(range(end, end + size))
        for where, written in crashes:
            if where == number:
                parts.append(rows(*offsets[:written]))
        parts += [rows(*offsets), checkpoint(end, end + size - 1)]
        end += size
    kept = restored(log(*parts), below=min(cut, end))
    assert seen(kept) == list(range(min(cut, end)))


@pytest.mark.parametrize(
    ("records", "word"),
    [
        (log(rows(0, algorithm="b")), "algorithm 'b'"),
        ([(0, ROW_KEY, b"no json")], "no state row"),
        ([(0, None, None)], "no state row"),
    ],
)
def test_a_state_topic_that_is_not_ours_stops_the_worker(records: list[StateRecord], word: str) -> None:
    with pytest.raises(StateRefused, match=word):
        restored(records, below=None)
