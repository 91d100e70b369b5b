"""The memory against repetitions on the wire."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.occurrences import PARTS, Seen

HORIZON = 10 * PARTS


def test_an_occurrence_is_remembered_within_the_horizon_and_at_most_one_part_longer() -> None:
    seen = Seen(HORIZON)
    seen.add(b"x", 7)
    assert seen.holds(b"x", 7 + HORIZON)
    assert not seen.holds(b"x", 8 + HORIZON + 10)


def test_an_occurrence_after_the_horizon_is_remembered_again() -> None:
    seen = Seen(HORIZON)
    seen.add(b"x", 0)
    seen.add(b"x", 2 * HORIZON)
    assert seen.holds(b"x", 3 * HORIZON)
    assert len(seen) == 1


def test_a_record_of_an_older_time_is_remembered_with_the_newest() -> None:
    seen = Seen(HORIZON)
    seen.add(b"new", 5 * HORIZON)
    seen.add(b"old", 0)
    assert seen.holds(b"old", 6 * HORIZON)


EVENTS = st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.integers(0, 4 * HORIZON)), max_size=30)


@given(events=EVENTS, old=st.integers(10, HORIZON))
def test_rows_that_the_topic_dropped_after_the_horizon_are_not_needed(events: list[tuple[bytes, int]], old: int) -> None:
    events.sort(key=lambda event: event[1])
    whole, rest = Seen(HORIZON), Seen(HORIZON)
    now = events[-1][1] if events else 0
    for key, arrival in events:
        whole.add(key, arrival)
        if now - arrival <= HORIZON + old:
            rest.add(key, arrival)
    assert [whole.holds(key, now) for key in (b"a", b"b", b"c")] == [rest.holds(key, now) for key in (b"a", b"b", b"c")]
