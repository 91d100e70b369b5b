"""Every state row that the ticks stage writes for a valid tick can be read again, and restores the same memory."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from agents.runner import receive_all
from agents.stage import Outcome, Received, Record, Result
from agents.ticks import STAGE
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.rejection import Rejection
from schemas.tick import RawTick
from tests.ticks.stage_runs import MakeTick

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


def step(records: list[Record], state: Rates) -> Result:
    result = STAGE.step(receive_all(STAGE, records), state)
    assert not [it for it in result.outcomes if isinstance(it, Rejection)]
    return result


@given(LOGS, st.integers(0, 14))
def test_any_row_is_read_as_it_was_applied_and_restores_the_memory(log: list[tuple[dict[str, Any], int]], restart: int) -> None:
    records, live, restored = received(log), Rates(), Rates()
    for row in step(records[:restart], live).rows:
        read = decode(TickRow, encode(row), unknown="forbid")
        assert read == row
        restored.apply(read)
    after = step(records[restart:], live)
    again = step(records[restart:], restored)
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
