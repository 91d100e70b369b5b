"""The state of the ticks stage: what it forgets, what it takes in memory, and that its rows restore it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agents.occurrences import PARTS
from agents.stage import Received
from agents.ticks.judge import CREDIBLE
from agents.ticks.series import MOST_OBSERVATIONS
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.topics import FX_TICKS, TICKS_DAYS
from tests.ticks.stage_runs import STEPS, MakeTick, Step, in_batches, log, run, ticks

SERIES, MEGABYTES = 1000, 5

START = datetime(2031, 3, 1, tzinfo=UTC)


def test_a_rate_is_forgotten_after_the_horizon(tick: MakeTick) -> None:
    early, late = tick("0.01144", offset=0), tick("0.9000", days=TICKS_DAYS + 1, offset=1)
    assert ticks(run([early, late]))[1].reasons == []
    within = tick("0.9000", days=TICKS_DAYS - 1, offset=1)
    assert ticks(run([early, within]))[1].credibility < CREDIBLE


def test_memory_is_freed_after_the_horizon(tick: MakeTick) -> None:
    state = Rates()
    run([tick("0.01144", offset=n, source=f"s{n}") for n in range(50)], state)
    run([tick("0.02", 1, offset=50, source="s1")], state)
    assert len(state) == 50 + 1 + 50 + 50 + 1
    part = TICKS_DAYS / PARTS  # occurrences are kept that much longer
    run([tick("0.01144", days=TICKS_DAYS + part + 1, offset=51, base="KZT")], state)
    assert len(state) == 3


def test_event_times_are_cut_to_the_milliseconds_that_rows_keep(tick: MakeTick) -> None:
    made = tick("0.01144").message
    first, second = (
        Received(tick("0.01144", offset=n).raw, made.model_copy(update={"tick_id": f"t1:{n}", "event_time": moment}))
        for n, moment in enumerate([made.event_time + timedelta(microseconds=900), made.event_time])
    )
    live, rebuilt = Rates(), Rates()
    rebuilt.apply(decode(TickRow, encode(run([first], live).rows[0])))
    assert run([second], live).outputs == run([second], rebuilt).outputs
    assert run([first, second]).outputs[-1].topic is FX_TICKS


def rows(count: int) -> Iterator[TickRow]:
    for number in range(count):
        moment = START + timedelta(hours=number // SERIES)
        yield TickRow(
            offset=number, index=0, arrival=number, algorithm="a", tick_id=f"t1:{number % 7}", page_topic="p", page_partition=0,
            page_offset=number, source=f"publisher-{number % SERIES // 50}.example", base="USD", quote=f"C{number % 50:02}",
            rate=Decimal("87.4512"), digits=4, error_bound=Decimal("0.00005"), event_time=moment, credibility=1.0,
            standing="latest", moment=True, peers=(4.4, 4.5),
        )  # fmt: skip


def test_a_thousand_full_series_take_5_megabytes_at_most() -> None:
    tracemalloc.start()
    try:
        state = Rates()
        for row in rows(SERIES * MOST_OBSERVATIONS):
            state.apply(row)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held <= MEGABYTES * 1_000_000


@given(STEPS, st.lists(st.integers(0, 100), max_size=5))
def test_the_split_into_batches_does_not_change_the_bytes(tick: MakeTick, steps: list[Step], cuts: list[int]) -> None:
    records = log(tick, steps)
    whole, rows = in_batches(records, [], Rates())
    cut, cut_rows = in_batches(records, cuts, Rates())
    assert cut == whole
    assert [encode(row) for row in cut_rows] == [encode(row) for row in rows]


@given(STEPS, st.integers(0, 40))
def test_a_state_restored_from_its_rows_continues_as_the_live_one(tick: MakeTick, steps: list[Step], restart: int) -> None:
    records = log(tick, steps)
    head, tail = records[:restart], records[restart:]
    live, rebuilt = Rates(), Rates()
    _, rows = in_batches(head, [], live)
    for row in rows:
        rebuilt.apply(decode(TickRow, encode(row)))
    assert in_batches(tail, [], rebuilt) == in_batches(tail, [], live)


@given(STEPS, st.integers(0, 40))
def test_rows_older_than_the_horizon_are_not_needed(tick: MakeTick, steps: list[Step], restart: int) -> None:
    records = log(tick, [(*step[:5], number) for number, step in enumerate(steps)])
    head, tail = records[:restart], records[restart:]
    live, rebuilt = Rates(), Rates()
    _, rows = in_batches(head, [], live)
    resumed_at = tail[0].raw.timestamp if tail else 0
    for row in rows:
        if row.arrival >= resumed_at - TICKS_DAYS * 86_400_000:
            rebuilt.apply(decode(TickRow, encode(row)))
    assert in_batches(tail, [], rebuilt) == in_batches(tail, [], live)
