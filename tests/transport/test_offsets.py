"""What may be committed, for any order of acknowledgements."""

from __future__ import annotations

from dataclasses import dataclass

from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from streams.transport.offsets import Offsets

PLACE = TP("pages", 0)


@dataclass
class Open:
    last_offset: int
    acked: bool = False
    records: tuple[int, ...] = (1, 2, 3)


@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=20), order=st.randoms(use_true_random=False))
def test_a_commit_never_passes_a_batch_that_is_still_open(sizes: list[int], order: object) -> None:
    offsets: Offsets[Open] = Offsets()
    batches, end = [], 0
    for size in sizes:
        end += size
        batches.append(Open(end - 1))
        offsets.open(PLACE, batches[-1])
    waiting = list(batches)
    order.shuffle(waiting)  # type: ignore[attr-defined]
    for batch in waiting:
        batch.acked = True
        still_open = [it.last_offset for it in batches if not it.acked]
        committed = offsets.committable(PLACE)
        if committed is not None:
            assert all(committed <= last for last in still_open)
        if not still_open:
            assert committed == end


def test_nothing_is_committed_before_the_first_batch_is_done() -> None:
    offsets: Offsets[Open] = Offsets()
    first, second = Open(9), Open(19)
    offsets.open(PLACE, first)
    offsets.open(PLACE, second)
    second.acked = True
    assert offsets.committable(PLACE) is None
    first.acked = True
    assert offsets.committable(PLACE) == 20


def test_a_partition_that_was_given_away_has_nothing_to_commit() -> None:
    offsets: Offsets[Open] = Offsets()
    offsets.open(PLACE, Open(9, acked=True))
    assert offsets.committable(PLACE) == 10
    offsets.forget(PLACE)
    assert offsets.committable(PLACE) is None
    assert offsets.partitions() == []


def test_offsets_without_records_are_committed_only_while_no_batch_is_open() -> None:
    offsets: Offsets[Open] = Offsets()
    offsets.reached(PLACE, 4)
    assert offsets.committable(PLACE) == 4
    batch = Open(9)
    offsets.open(PLACE, batch)
    offsets.reached(PLACE, 12)
    assert (offsets.committable(PLACE), offsets.open_records(PLACE)) == (4, 3)
    batch.acked = True
    offsets.reached(PLACE, 12)
    assert (offsets.committable(PLACE), offsets.open_records(PLACE)) == (12, 0)


def test_what_was_reached_never_moves_a_commit_back() -> None:
    offsets: Offsets[Open] = Offsets()
    offsets.open(PLACE, Open(9, acked=True))
    offsets.reached(PLACE, 5)
    assert offsets.committable(PLACE) == 10
