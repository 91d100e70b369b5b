"""What is on trial when a worker ends: blamed for a death, and for nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import pytest
from faust.types import TP

from agents.stage import Record
from schemas.codec import encode
from schemas.control import Attempt, ControlRow, control_key
from streams.control import ControlLog, Guards
from streams.settings import Settings
from streams.transport import PartitionBatch

TOPIC = "pages"
PLACE = TP(TOPIC, 0)


class Kept(ControlLog):
    """A control topic in memory."""

    async def put(self, rows: Iterable[ControlRow]) -> None:
        for row in rows:
            self.take(control_key(row), encode(row))


class BrokerGone(Exception):  # noqa: N818
    pass


def batch() -> PartitionBatch:
    record = Record(TOPIC, 0, 7, 0, None, b"", ())
    return PartitionBatch(PLACE, [record], 1, None, lambda _: None)


def kept(left: Attempt) -> Kept:
    control = Kept(Settings(), "control")
    control.take(control_key(left), encode(left))
    return control


@pytest.mark.parametrize(("absolved", "status"), [(True, "running"), (False, "trial")])
async def test_a_trial_that_a_failing_broker_ends_is_struck_out(absolved: bool, status: str) -> None:
    control = kept(Attempt(topic=TOPIC, partition=0, status="trial", first=7, last=7, deaths=1))
    guards = Guards(control, limit=10)
    guard = guards.guard("split", TOPIC)
    await guards.assigned({PLACE})
    with suppress(BrokerGone):
        async with guard.passage(batch()) as plan:
            assert plan.deaths == 2
            raise BrokerGone
    if absolved:
        await guards.absolve()
    left = control.attempt(TOPIC, 0)
    assert left is not None
    assert left.status == status


async def test_a_failure_elsewhere_strikes_out_the_trial_that_waits_for_the_broker() -> None:
    control = kept(Attempt(topic=TOPIC, partition=0, status="running"))
    guards = Guards(control, limit=10)
    guard = guards.guard("split", TOPIC)
    await guards.assigned({PLACE})
    begun = asyncio.Event()

    async def waits() -> None:
        async with guard.passage(batch()):
            begun.set()
            await asyncio.Event().wait()

    trial = asyncio.create_task(waits())
    await begun.wait()
    assert (left := control.attempt(TOPIC, 0)) is not None
    assert left.status == "trial"
    await guards.absolve()
    trial.cancel()
    assert (left := control.attempt(TOPIC, 0)) is not None
    assert left.status == "running"
