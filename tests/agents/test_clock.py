"""The time of a stage by the stamps of its rows: a few wrong stamps expire nothing, and block nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clock import HALF, PART_MS, PARTS, RowClock
from schemas.topics import DAY_MS

DAYS = 30
START = 20_000 * DAY_MS
FAR = {"2099": 4_070_908_800_000, "1970": 0, "in 40 days": START + 60 * DAY_MS}
ROWS = 10_000


def stamps(days: float, rows: int = ROWS, start: float = 0) -> list[int]:
    """Return the stamps of rows that are spread evenly over some days."""
    return [int(START + (start + days * number / rows) * DAY_MS) for number in range(rows)]


def run(arrivals: list[int]) -> list[int]:
    """Return, after each row, the number of the first row that has not expired."""
    clock, alive = RowClock(DAYS), []
    for arrival in arrivals:
        clock.add(arrival)
        alive.append(clock.first_alive(DAYS))
    return alive


def test_a_row_expires_after_its_days_and_at_most_one_part_later() -> None:
    arrivals = stamps(90)
    for number, alive in enumerate(run(arrivals)):
        now = arrivals[max(0, number - HALF)]
        assert all(now - arrivals[row] > (DAYS * PARTS) * PART_MS for row in range(max(0, alive - 1), alive))
        assert now - arrivals[alive] < (DAYS * PARTS + 1) * PART_MS


@pytest.mark.parametrize("stamp", FAR.values(), ids=FAR)
@pytest.mark.parametrize("burst", [1, 2, HALF])
@pytest.mark.parametrize("place", [0, 1, HALF, ROWS // 2, ROWS - HALF - 1, ROWS - 1])
def test_a_burst_of_wrong_stamps_expires_nothing_and_blocks_nothing(place: int, burst: int, stamp: int) -> None:
    right = stamps(60)
    wrong = [*right[:place], *[stamp] * burst, *right[place + burst :]][:ROWS]
    for expected, alive in zip(run(right), run(wrong), strict=True):
        assert abs(alive - expected) <= max(2 * HALF, ROWS // 60 // PARTS)


@pytest.mark.parametrize("stamp", FAR.values(), ids=FAR)
def test_wrong_stamps_between_right_ones_move_the_time_by_a_few_rows(stamp: int) -> None:
    right = stamps(60)
    wrong = [stamp if number % 3 == 1 else arrival for number, arrival in enumerate(right)]
    for expected, alive in zip(run(right)[HALF:], run(wrong)[HALF:], strict=True):
        assert abs(alive - expected) <= ROWS // 60 // PARTS + HALF


@pytest.mark.parametrize("stamp", FAR.values(), ids=FAR)
def test_after_a_burst_that_is_too_large_expiry_goes_on(stamp: int) -> None:
    before, after = stamps(60), stamps(60, start=60)
    alive = run([*before, *[stamp] * (2 * HALF), *after])
    assert alive[-1] == pytest.approx(len(before) + 2 * HALF + ROWS // 2, abs=ROWS // 30)


def test_the_first_rows_after_a_long_rest_live_as_long_as_others() -> None:
    before, after = stamps(10), stamps(29, start=100)
    alive = run([*before, *after])
    assert max(alive) == ROWS
    assert alive[ROWS + HALF - 1] == 0


def test_a_row_with_a_wrong_stamp_lives_as_long_as_its_neighbours() -> None:
    right = stamps(60)
    for stamp in FAR.values():
        clock = RowClock(DAYS)
        for number, arrival in enumerate(right):
            clock.add(stamp if number == 1000 else arrival)
        assert clock.strays == 1
    assert run(right)[-1] > 1000 + HALF


def test_days_of_all_kinds_expire_by_one_clock() -> None:
    clock = RowClock(14, 180)
    for arrival in stamps(200, 2000):
        clock.add(arrival)
    assert clock.first_alive(14) == pytest.approx(1860 - HALF, abs=6)
    assert clock.first_alive(180) == 0


JUMPS = st.lists(st.tuples(st.integers(-40 * PARTS, 40 * PARTS), st.integers(1, 400)), max_size=12)


@given(JUMPS)
def test_the_clock_takes_a_bounded_memory_and_never_goes_back(jumps: list[tuple[int, int]]) -> None:
    clock, part, alive = RowClock(DAYS), START // PART_MS, 0
    for jump, rows in jumps:
        part = part + jump
        for _ in range(rows):
            clock.add(part * PART_MS)
            assert clock.first_alive(DAYS) >= alive
            alive = clock.first_alive(DAYS)
            assert len(clock._parts) == len(clock._lasts) <= DAYS * PARTS + 2


@given(st.lists(st.tuples(st.integers(0, 2 * PARTS), st.integers(1, 300)), max_size=40), st.data())
def test_rows_that_have_expired_have_no_effect_on_what_follows(steps: list[tuple[int, int]], data: st.DataObject) -> None:
    arrivals, part = list[int](), 0
    for step, rows in steps:
        part += step
        arrivals += [part * PART_MS] * rows
    alive = run(arrivals)
    cut = data.draw(st.integers(0, alive[-1] if alive else 0))
    rest = [number + cut for number in run(arrivals[cut:])]
    for number, expected in enumerate(alive[cut:]):
        if expected >= cut:
            assert max(rest[number], cut) == expected
