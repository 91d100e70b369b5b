"""The memory against repetitions on the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clock import HALF, PART_MS, PARTS, RowClock
from agents.occurrences import Seen
from schemas.topics import DAY_MS

DAYS = 3
LATER = DAYS * DAY_MS + 2 * PART_MS


class Log:
    """Occurrences with the stamps of their rows."""

    def __init__(self) -> None:
        self.clock = RowClock(DAYS)
        self.seen = Seen(self.clock, DAYS)
        self.number = 0

    def add(self, key: bytes, arrival: int) -> None:
        self.clock.add(arrival)
        self.seen.add(key)

    def fill(self, arrival: int, rows: int = HALF + 1) -> None:
        """Add rows of other occurrences, so that a time is confirmed."""
        for _ in range(rows):
            self.number += 1
            self.add(b"%d" % self.number, arrival)


@pytest.mark.parametrize(("after", "held"), [(0, True), (DAYS * DAY_MS, True), (LATER, False)])
def test_an_occurrence_is_remembered_for_its_days_and_a_part_longer_at_most(after: int, held: bool) -> None:
    log = Log()
    log.add(b"x", 7)
    log.fill(7)
    log.fill(7 + after)
    assert log.seen.holds(b"x") == held


def test_an_occurrence_that_comes_again_after_its_days_is_remembered_again() -> None:
    log = Log()
    for arrival in (0, LATER, LATER + DAYS * DAY_MS):
        log.add(b"x", arrival)
        log.fill(arrival)
    assert log.seen.holds(b"x")
    assert len(log.seen) == 2 * (HALF + 2)


def test_occurrences_are_remembered_until_their_time_is_confirmed() -> None:
    log = Log()
    log.add(b"x", 0)
    log.fill(100 * DAY_MS, HALF)
    assert log.seen.holds(b"x")
    log.fill(100 * DAY_MS, HALF)
    assert not log.seen.holds(b"x")


@pytest.mark.parametrize("stamp", [0, 4_070_908_800_000], ids=["1970", "2099"])
@pytest.mark.parametrize("burst", [1, HALF])
def test_wrong_stamps_forget_nothing_and_keep_nothing_longer(stamp: int, burst: int) -> None:
    log, start = Log(), 20_000 * DAY_MS
    log.add(b"before", start)
    log.fill(start, 2 * HALF)
    log.fill(stamp, burst - 1)
    log.add(b"within", stamp)
    log.fill(start, 2 * HALF)
    assert log.seen.holds(b"before")
    assert log.seen.holds(b"within")
    log.fill(start + LATER, 2 * HALF)
    assert not log.seen.holds(b"before")
    assert not log.seen.holds(b"within")


STEPS = st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.integers(0, 2 * PARTS), st.integers(0, 300)), max_size=12)


@given(STEPS, st.data())
def test_rows_that_have_expired_are_not_needed(steps: list[tuple[bytes, int, int]], data: st.DataObject) -> None:
    rows, now = list[tuple[bytes, int]](), 0
    for key, parts, filled in steps:
        now += parts * PART_MS
        rows += [(key, now), *((b"%d/%d" % (now, n), now) for n in range(filled))]
    whole = Log()
    for key, arrival in rows:
        whole.add(key, arrival)
    expired = whole.clock.first_alive(DAYS)
    rest = Log()
    for key, arrival in rows[data.draw(st.integers(0, expired)) :]:
        rest.add(key, arrival)
    for key in (b"a", b"b", b"c"):
        assert rest.seen.holds(key) == whole.seen.holds(key) == (key in {key for key, _ in rows[expired:]})
