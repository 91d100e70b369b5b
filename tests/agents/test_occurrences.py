"""The memory against repetitions on the wire."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.occurrences import Seen


def test_an_occurrence_is_remembered_within_the_horizon() -> None:
    seen = Seen(10)
    seen.add(b"x", 0)
    assert seen.holds(b"x", 10)
    assert not seen.holds(b"x", 11)


def test_an_occurrence_after_the_horizon_is_remembered_again() -> None:
    seen = Seen(10)
    seen.add(b"x", 0)
    seen.add(b"x", 11)
    assert seen.holds(b"x", 12)
    assert len(seen) == 1


@given(events=st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.integers(0, 40)), max_size=30), old=st.integers(0, 15))
def test_rows_that_the_topic_dropped_after_the_horizon_are_not_needed(events: list[tuple[bytes, int]], old: int) -> None:
    events.sort(key=lambda event: event[1])
    whole, rest = Seen(10), Seen(10)
    now = events[-1][1] if events else 0
    for key, arrival in events:
        whole.add(key, arrival)
        if now - arrival <= 10 + old:
            rest.add(key, arrival)
    assert [whole.holds(key, now) for key in (b"a", b"b", b"c")] == [rest.holds(key, now) for key in (b"a", b"b", b"c")]
