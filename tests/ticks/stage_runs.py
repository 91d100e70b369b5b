"""Runs of the ticks stage without Kafka: made records in, the published ticks and rates out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import strategies as st

from agents.clock import HALF
from agents.stage import Output, Received, Record, Result
from agents.ticks import STAGE
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.tick import FxRate, FxTick, RawTick
from schemas.topics import FX_RATES, FX_TICKS

__all__ = ["STEPS", "MakeTick", "Step", "confirming", "in_batches", "log", "rates", "run", "ticks"]

MakeTick = Callable[..., Received[RawTick]]

Step = tuple[str, int, str, str, int, int]
"""Rate, hours of the event time after the arrival, source, base, days to the next record, number of the tick id."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["0.01144", "0.01145", "0.0115", "0.02", "0.0201", "0.1144", "87.4", "0.01", "0"]),
        st.integers(-30, 30),  # hours of the event time after the arrival
        st.sampled_from(["Herald", "Courier", "Post"]),
        st.sampled_from(["KGS", "KZT"]),
        st.integers(0, 5),  # days until the next record
        st.integers(0, 40),  # number of the tick id: some repeat
    ),
    max_size=40,
)


def run(records: Sequence[Received[RawTick]], state: Rates | None = None) -> Result:
    return STAGE.step(records, state if state is not None else Rates())


def confirming(tick: MakeTick, days: float) -> list[Received[RawTick]]:
    """Return ticks of another pair that confirm the time of what comes before them."""
    return [tick("3.67", offset=n, base="AED", source="Clock", days=days, tick_id=f"t1:{days}/{n}") for n in range(HALF + 1)]


def ticks(result: Result) -> list[FxTick]:
    return [decode(FxTick, output.value) for output in result.outputs if output.topic is FX_TICKS]


def rates(result: Result) -> list[FxRate]:
    return [decode(FxRate, output.value) for output in result.outputs if output.topic is FX_RATES]


def log(tick: MakeTick, steps: list[Step]) -> list[Received[RawTick]]:
    records, day = [], 0
    for offset, (rate, hours, source, base, days, name) in enumerate(steps):
        made = tick(rate, days=day, offset=offset, source=source, base=base, tick_id=f"t1:{name}")
        moved = made.message.model_copy(update={"event_time": made.message.event_time + timedelta(hours=hours)})
        raw = Record(made.raw.topic, 0, offset, made.raw.timestamp, made.raw.key, encode(moved))
        records.append(Received(raw, STAGE.decode(raw)))
        day += days
    return records


def in_batches(records: list[Received[RawTick]], cuts: Sequence[int], state: Rates) -> tuple[list[Output], list[TickRow]]:
    outputs: list[Output] = []
    rows: list[TickRow] = []
    bounds = [0, *sorted(cut % (len(records) + 1) for cut in cuts), len(records)]
    for start, end in pairwise(bounds):
        result = run(records[start:end], state)
        outputs += result.outputs
        rows += [row for row in result.rows if isinstance(row, TickRow)]
    return outputs, rows
