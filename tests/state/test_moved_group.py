"""The state of a partition after any sequence of batches, crashes, and moves of the group by an operator."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from faust.types import TP
from hypothesis import example, given
from hypothesis import strategies as st

from agents.stage import Record
from streams.state import StateStore
from streams.state.restore import PartitionState
from streams.transport import PartitionBatch
from tests.state.moved_group import MovedGroup, Values
from tests.state.row_log import STAGE

STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["publish", "batch", "fenced", "skip", "lose_end", "make_again", "replay"]), st.integers(1, 6)),
        st.tuples(st.just("crash"), st.integers(1, 6), st.integers(0, 6)),
        st.tuples(st.just("wakes")),
    ),
    max_size=14,
)


def restored(store: StateStore, first: int, generation: int) -> PartitionState:
    """Return the state that the first batch of an assignment gets. It begins at the commit."""
    batch = PartitionBatch(TP("ticks", 0), [Record("ticks", 0, first, 0, None, b"")], generation, first, lambda _: None)
    return asyncio.run(store.ready(batch))


LATE = [("batch", 1), ("fenced", 1), ("lose_end", 6), ("wakes",), ("publish", 4), ("batch", 2)]


@example(steps=LATE, again=[False] * 14)
@given(steps=STEPS, again=st.lists(st.booleans(), min_size=14, max_size=14))
def test_a_restored_state_is_that_of_a_model_after_any_moves_and_crashes(
    steps: list[tuple[str, *tuple[int, ...]]], again: list[bool]
) -> None:
    group = MovedGroup()
    group.publish(4)
    reader: Any = group
    lasting = StateStore(replace(STAGE, new_state=Values), Values, "state", reader, group.log_start)
    for generation, (name, *numbers) in enumerate(steps):
        getattr(group, name)(*numbers)
        stores = [
            StateStore(replace(STAGE, new_state=Values), Values, "state", reader, group.log_start),
            *[lasting] * again[generation],
        ]
        for store in stores:  # a new worker, and one that had the partition before
            kept = restored(store, group.commit, generation)
            assert isinstance(kept.state, Values)
            assert [value for value, _ in kept.state.rows] == group.seen(), (name, numbers)
            assert kept.last_offset == group.commit - 1
