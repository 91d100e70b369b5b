"""The state of the ticks stage: what it forgets, what it takes in memory, and that its rows restore it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agents.clock import HALF
from agents.runner import receive_all
from agents.stage import Outcome, Received, Record, Result
from agents.ticks import STAGE
from agents.ticks.series import MOST_OBSERVATIONS
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.rejection import Rejection
from schemas.tick import RawTick
from schemas.topics import DAY_MS, FX_TICKS, TICKS_DAYS
from tests.ticks.stage_runs import STEPS, MakeTick, Step, confirming, in_batches, log, run, ticks

SERIES, MEGABYTES = 1000, 5

START = datetime(2031, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(("days", "reasons"), [(TICKS_DAYS, {"scale"}), (TICKS_DAYS + 1, set[str]())])
def test_a_rate_is_forgotten_after_its_days(tick: MakeTick, days: int, reasons: set[str]) -> None:
    state = Rates()
    run([tick("0.01144"), *confirming(tick, days=0), *confirming(tick, days=days)], state)
    [found] = ticks(run([tick("0.9000", days=days, offset=1)], state))
    assert set(found.reasons) == reasons


def test_memory_is_freed_after_its_days(tick: MakeTick) -> None:
    state = Rates()
    run([tick("0.01144", offset=n, source=f"s{n}") for n in range(50)], state)
    run([tick("0.02", 1, offset=50, source="s1")], state)
    assert len(state) == 50 + 1 + 50 + 50 + 1
    run([*confirming(tick, days=TICKS_DAYS + 1), *confirming(tick, days=TICKS_DAYS + 1.01)], state)
    assert len(state) == 2 * (HALF + 1) + 2


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


@given(STEPS, st.data())
def test_rows_that_have_expired_are_not_needed(tick: MakeTick, steps: list[Step], data: st.DataObject) -> None:
    """The rows of other pairs between the steps confirm the time. So the topic may drop what has expired, at any place."""
    records, day = list[Received[RawTick]](), 0
    for number, record in enumerate(log(tick, [(*step[:5], number) for number, step in enumerate(steps)])):
        records.append(record)
        if number % 4 == 0:
            day = (record.raw.timestamp - log(tick, [steps[0]])[0].raw.timestamp) // DAY_MS
            records += confirming(tick, days=day)
    restart = data.draw(st.integers(0, len(records)))
    live, rebuilt = Rates(), Rates()
    _, rows = in_batches(records[:restart], [], live)
    for row in rows[data.draw(st.integers(0, live.alive)) :]:
        rebuilt.apply(decode(TickRow, encode(row)))
    assert in_batches(records[restart:], [], rebuilt) == in_batches(records[restart:], [], live)


NOW = 1_930_000_000_000

NUMBERS = st.one_of(
    st.sampled_from(["0", "-0", "1", "2.5", "3", "0.5", "-1", "1e39", "1E-40", "0e-40", "9" * 40, "0." + "0" * 39 + "1", "1.50"]),
    st.decimals(min_value=Decimal("0.001"), max_value=Decimal(100), places=3).map(str),
)
SOURCES = st.one_of(st.sampled_from(["a", "b", "c", "consensus"]), st.text(max_size=8))
MOMENTS = st.one_of(
    st.sampled_from(
        ["2031-03-01T00:00:00Z", "2031-03-02T12:00:00.000999Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]
    ),
    st.datetimes(min_value=datetime(2031, 3, 1), max_value=datetime(2031, 3, 20), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.isoformat()
    ),
)
VALUES = st.fixed_dictionaries(
    {
        "page_topic": st.just("pages"), "page_partition": st.just(0), "page_offset": st.integers(0, 2**70),
        "source": SOURCES, "event_time": MOMENTS, "base": st.sampled_from(["KGS", "KZT", "ABC"]), "quote": st.just("USD"),
        "rate": NUMBERS, "error_bound": NUMBERS, "digits": st.integers(0, 2**70), "count": st.just(1),
        "change_percent": st.one_of(st.none(), NUMBERS), "page_start": st.just(0), "page_end": st.just(1),
    }
)  # fmt: skip
ARRIVALS = st.integers(NOW - 10**9, NOW + 10**9) | st.integers(-1, 2**63 - 1)
LOGS = st.lists(st.tuples(VALUES, ARRIVALS), max_size=14)


def received(log: list[tuple[dict[str, Any], int]]) -> list[Record]:
    return [
        Record("ticks.raw", 0, offset, arrival, b"", _json(value | {"tick_id": f"t1:{offset}"}))
        for offset, (value, arrival) in enumerate(log)
    ]


def _json(value: dict[str, Any]) -> bytes:
    whole = {name: it for name, it in value.items() if not isinstance(it, int)}
    integers = "".join(f',"{name}":{it}' for name, it in value.items() if isinstance(it, int))
    return orjson.dumps(whole)[:-1] + integers.encode() + b"}"


def judged(records: list[Record], state: Rates) -> Result:
    result = STAGE.step(receive_all(STAGE, records), state)
    assert not [it for it in result.outcomes if isinstance(it, Rejection)]
    return result


@given(LOGS, st.integers(0, 14))
def test_any_row_is_read_as_it_was_applied_and_restores_the_memory(log: list[tuple[dict[str, Any], int]], restart: int) -> None:
    records, live, restored = received(log), Rates(), Rates()
    for row in judged(records[:restart], live).rows:
        read = decode(TickRow, encode(row), unknown="forbid")
        assert read == row
        restored.apply(read)
    after = judged(records[restart:], live)
    again = judged(records[restart:], restored)
    assert (again.outputs, again.rows, again.outcomes) == (after.outputs, after.rows, after.outcomes)


def test_a_rate_whose_error_reaches_it_leaves_a_row_that_can_be_read(tick: MakeTick) -> None:
    live, restored = Rates(), Rates()
    rows = STAGE.step([tick("2.5", error="3", source="a"), tick("2.4", 1, offset=1, source="b")], live).rows
    assert [row.peers for row in rows if isinstance(row, TickRow)][1] is not None
    for row in rows:
        restored.apply(decode(TickRow, encode(row), unknown="forbid"))
    later = [tick("2.45", 2 + n, offset=2 + n, source=source) for n, source in enumerate("abab")]
    assert STAGE.step(later, restored).outputs == STAGE.step(later, live).outputs


def test_rows_that_were_written_with_unbounded_sides_are_read(tick: MakeTick) -> None:
    [row] = STAGE.step([tick("2.5")], Rates()).rows
    for sides in ([None, None], [0.5, None], [None, 0.5], [0.25, 0.5], None):
        written = orjson.dumps(orjson.loads(encode(row)) | {"peers": sides})
        assert orjson.loads(encode(decode(TickRow, written, unknown="forbid")))["peers"] == sides


@given(st.text(st.characters(categories=["Cs"]), min_size=1, max_size=1), st.text(max_size=3))
@example("\ud800", "\0")
def test_a_source_with_half_a_character_leaves_no_row(tick: MakeTick, half: str, rest: str) -> None:
    value = encode(tick("2.5", source="NAME").message).replace(b"NAME", orjson.dumps(rest)[1:-1] + ascii(half)[1:-1].encode())
    [outcome] = receive_all(STAGE, [Record("ticks.raw", 0, 0, NOW, b"", value)])
    assert isinstance(outcome.rejection if not isinstance(outcome, Received) else None, Rejection)


def test_a_source_with_nul_is_kept_whole(tick: MakeTick) -> None:
    result = STAGE.step([tick("2.5", source="a\0b")], Rates())
    assert result.outcomes == [Outcome.PROCESSED]
    assert [decode(TickRow, encode(row), unknown="forbid").source for row in result.rows] == ["a\0b"]
    assert decode(RawTick, result.outputs[0].value).source == "a\0b"
