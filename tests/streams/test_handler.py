"""A handler acknowledges what is delivered, and refuses to go on without the input that its state needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from faust.types import TP

from agents.stage import Outcome, Record, Result, Stage
from schemas.state import StateRow
from schemas.topics import TICKS_RAW
from streams.control.parking import Run, Stepped
from streams.control.poison import FREE, BatchPlan
from streams.errors import StateRefused
from streams.handler import Handler
from streams.state import StateBehindCommit
from streams.transport import GenerationOver, PartitionBatch, WireRecord

CLOCK = type("Clock", (), {"monotonic": staticmethod(lambda: 0.0), "time": staticmethod(lambda: 0.0)})()
STAGE: Stage[StateRow, None] = Stage(
    "test", "Add nothing.", TICKS_RAW, (), decode=lambda _: StateRow(offset=0, index=0, arrival=0, algorithm="a"),
    step=lambda batch, _: Result(outcomes=[Outcome.PROCESSED] * len(batch)), algorithm="a",
)  # fmt: skip


@dataclass
class Around:
    """What is around a handler; `done` says in which order it was called."""

    log_start: int = 0
    plan: BatchPlan = FREE
    behind: int | None = None
    over: bool = False
    done: list[str] = field(default_factory=list)

    async def ready(self, _batch: PartitionBatch) -> Any:
        if self.behind is not None:
            raise StateBehindCommit(self.behind)
        return type("PartitionState", (), {"state": None})

    def forget(self, partition: int) -> None:
        self.done.append(f"forget {partition}")

    def records(self, *_: object) -> list[WireRecord]:
        return [("state", 0, b"row", b"", [])]

    async def rewind(self, _tp: TP, offset: int) -> int:
        self.done.append(f"rewind {offset}")
        return max(offset, self.log_start)

    @asynccontextmanager
    async def passage(self, _batch: PartitionBatch) -> AsyncIterator[BatchPlan]:
        yield self.plan
        self.done.append("passed")

    async def step(self, batch: PartitionBatch, run: Run, *, quarantined: bool = False) -> Stepped:
        self.done += ["quarantined"] * quarantined
        result = run(batch.records)
        return Stepped(result, result.outcomes)

    def count(self, *_: object) -> list[WireRecord]:
        return [("control", 0, b"tally", b"", [])]

    async def put(self, records: Iterable[WireRecord], _generation: int) -> list[Any]:
        self.done.append(f"put {' '.join(record[0] for record in records)}")
        return []

    async def delivered(self, what: object) -> None:
        if self.over:
            raise GenerationOver
        self.done.append("hold" if isinstance(what, PartitionBatch) else "delivered")

    def abandon(self, _batch: PartitionBatch) -> None:
        self.done.append("abandon")

    async def commit_through(self, _batch: PartitionBatch) -> None:
        self.done.append("commit")

    def count_batch(self, _done: object) -> None:
        self.done.append("metrics")

    def handler(self) -> Handler:
        around = cast(Any, self)
        return Handler(STAGE, "", around, around, lambda: around, around, around, around, CLOCK)

    def batch(self) -> PartitionBatch:
        return PartitionBatch(TP("ticks", 0), [Record("ticks", 0, 9, 0, None, b"")], 1, 9, lambda _: self.done.append("ack"))


async def test_a_batch_is_acknowledged_after_its_outputs_and_its_hold_are_delivered() -> None:
    around = Around()
    batch, handler = around.batch(), around.handler()
    sent = await handler._pass(batch)
    assert sent is not None
    await handler._finish(batch, sent)
    assert around.done == ["put state control", "passed", "delivered", "hold", "ack", "metrics"]


async def test_a_batch_on_trial_is_committed_before_the_trial_ends() -> None:
    around = Around(plan=BatchPlan(deaths=1))
    assert await around.handler()._pass(around.batch()) is None
    assert around.done == ["put state control", "delivered", "hold", "ack", "metrics", "commit", "passed"]


async def test_a_quarantined_batch_is_not_decoded_for_its_sources_either() -> None:
    around = Around(plan=BatchPlan(deaths=3, quarantined=True))
    assert await around.handler()._pass(around.batch()) is None
    assert around.done[0] == "quarantined"


@pytest.mark.parametrize("plan", [FREE, BatchPlan(deaths=1)], ids=["free", "on trial"])
async def test_a_batch_whose_outputs_are_dropped_is_neither_acknowledged_nor_committed(plan: BatchPlan) -> None:
    around = Around(plan=plan, over=True)
    batch, handler = around.batch(), around.handler()
    sent = await handler._pass(batch)
    if sent is not None:
        await handler._finish(batch, sent)
    assert sorted(around.done) == ["abandon", "passed", "put state control"]


async def test_a_state_behind_the_commit_is_dropped_and_its_input_read_again() -> None:
    around = Around(behind=4)
    assert await around.handler()._pass(around.batch()) is None
    assert around.done == ["forget 0", "rewind 4"]


async def test_a_state_whose_input_is_gone_is_refused() -> None:
    with pytest.raises(StateRefused, match=r"before offset 4 of ticks\[0\], whose log begins at 5"):
        await Around(behind=4, log_start=5).handler()._pass(Around().batch())
