"""For any bytes on a topic, the handler of its stage goes on, and gives every record one outcome."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from faust.types import TP
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.stage import AnyStage, Record
from schemas.rejection import Reason, Rejection
from schemas.topics import PAGES_REPORTS, REJECTED
from streams.control.parking import Run, Stepped
from streams.control.poison import FREE, BatchPlan
from streams.handler import Handler
from streams.kafka.reader import OffsetRange
from streams.stages import STAGES, stage_named
from streams.state import StateStore
from streams.transport import PartitionBatch, WireRecord
from tests.support import ROOT

EXAMPLES = ROOT / "schemas" / "examples"
CLOCK = type("Clock", (), {"monotonic": staticmethod(lambda: 0.0), "time": staticmethod(lambda: 0.0)})()

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["url", "source", "fetched_at", "layout", "content-type", "ce_id", "traceparent"]) | st.text(max_size=8),
        st.binary(max_size=20) | st.sampled_from([b"application/json", b"text/plain", b"article"]),
    ),
    max_size=4,
)
TIMES = st.integers(min_value=-1, max_value=2**63 - 1)


class Broker:
    """Takes what a handler sends; allows every batch."""

    def __init__(self) -> None:
        self.sent: list[WireRecord] = []

    async def put(self, records: Iterable[WireRecord], _generation: int) -> list[Any]:
        self.sent += records
        return []

    async def delivered(self, _sent: object) -> None:
        return

    @asynccontextmanager
    async def passage(self, _batch: PartitionBatch) -> AsyncIterator[BatchPlan]:
        yield FREE

    async def step(self, batch: PartitionBatch, run: Run, **_: bool) -> Stepped:
        result = run(batch.records)
        return Stepped(result, result.outcomes)

    def count(self, *_: object) -> list[WireRecord]:
        return []

    async def read(self, *_: object) -> AsyncIterator[list[Any]]:
        yield []

    async def log_start(self, *_: object) -> int:
        return 0

    async def range(self, *_: object) -> OffsetRange:
        return OffsetRange(0, 0)


def example(stage: AnyStage) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{stage.reads.name}.v{stage.reads.major}.json").read_text("utf-8"))
    return found


def values(stage: AnyStage) -> st.SearchStrategy[bytes | None]:
    """Return bytes, JSON, and records of the stage's topic with one field exchanged or cut."""
    good = example(stage)
    encoded = json.dumps(good).encode()
    exchanged = st.tuples(st.sampled_from(sorted(good)), ANYTHING).map(lambda change: {**good, change[0]: change[1]})
    cut = st.integers(0, len(encoded)).map(lambda at: encoded[:at])
    return st.none() | st.binary(max_size=60) | (ANYTHING | exchanged).map(lambda value: json.dumps(value).encode()) | cut


def passed(stage: AnyStage, records: list[Record]) -> tuple[list[Any], list[WireRecord]]:
    """Take a batch through a handler; return the outcomes and what was sent."""
    broker: Any = Broker()
    store = None
    if stage.new_state is not None and stage.state_topic is not None:
        store = StateStore(stage, stage.new_state, stage.state_topic.full_name(""), broker, broker.log_start)
    handler = Handler(stage, "", broker, broker, lambda: broker, store, broker, broker, CLOCK)
    batch = PartitionBatch(TP(stage.reads.full_name(""), 0), records, 1, None, lambda _: None)
    sent = asyncio.run(handler._pass(batch))
    assert sent is not None
    return sent.result.outcomes, broker.sent


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
@settings(max_examples=150)
@given(data=st.data())
def test_a_stage_gives_every_record_an_outcome_and_keeps_every_refused_one(stage: AnyStage, data: st.DataObject) -> None:
    raw = data.draw(st.lists(st.tuples(TIMES, st.none() | st.binary(max_size=9), values(stage), HEADERS), min_size=1, max_size=3))
    records = [
        Record(stage.reads.full_name(""), 0, offset, time, key, value, tuple(headers))
        for offset, (time, key, value, headers) in enumerate(raw)
    ]
    outcomes, sent = passed(stage, records)
    assert len(outcomes) == len(records)
    refused = [record for record, outcome in zip(records, outcomes, strict=True) if isinstance(outcome, Rejection)]
    assert [wire[3] for wire in sent if wire[0] == REJECTED.full_name("")] == [record.value or b"" for record in refused]
    if stage is stage_named("split"):
        assert sum(wire[0] == PAGES_REPORTS.full_name("") for wire in sent) == len(records)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
@settings(max_examples=150)
@given(data=st.data())
def test_no_bytes_are_taken_for_a_bug(stage: AnyStage, data: st.DataObject) -> None:
    value = data.draw(values(stage))
    outcomes, _ = passed(stage, [Record(stage.reads.full_name(""), 0, 0, data.draw(TIMES), None, value, ())])
    assert [outcome for outcome in outcomes if isinstance(outcome, Rejection) and outcome.reason is Reason.BUG] == []
