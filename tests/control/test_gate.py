"""A gate holds a partition at its limit until it is resumed, and notes what is on trial for as long as it is."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from faust.types import TP

from agents.stage import Outcome, Record
from schemas.codec import decode
from schemas.control import Attempt, Hold, Tally, control_key
from schemas.rejection import Reason, Rejection
from streams.control import ControlLog, Gate, Gates
from streams.transport import PartitionBatch
from tests.control.kept import Kept

TOPIC = "pages"
PLACE = TP(TOPIC, 0)
BAD = Rejection(Reason.PAGE_NUL)


class BrokerGone(Exception):  # noqa: N818
    pass


def batch(first: int = 7, last: int = 7) -> PartitionBatch:
    records = [Record(TOPIC, 0, offset, 0, None, b"", ()) for offset in range(first, last + 1)]
    return PartitionBatch(PLACE, records, 1, None, lambda _: None)


async def assigned(control: ControlLog, limit: int = 10, *, killing: bool = True) -> tuple[Gates, Gate]:
    gates = Gates(control, limit, trial_seconds=1)
    gate = gates.gate("split", TOPIC)

    async def kills(_: PartitionBatch) -> bool:
        return killing

    gate.kills = kills
    await gates.assigned({PLACE})
    return gates, gate


async def refuse(gate: Gate, first: int, last: int) -> PartitionBatch:
    """Take a batch through the gate whose records are all refused; it is not delivered yet."""
    refused = batch(first, last)
    async with gate.passage(refused):
        gate.count(refused, [BAD] * len(refused.records))
    return refused


# -- holds ------------------------------------------------------------------------------------


async def test_a_hold_is_written_once_the_batch_that_caused_it_is_delivered() -> None:
    control = Kept()
    _, gate = await assigned(control, limit=3)
    before, after = await refuse(gate, 0, 1), await refuse(gate, 2, 2)
    await gate.delivered(before)
    assert control.hold(TOPIC, 0) is None
    await gate.delivered(after)
    await gate.delivered(after)
    holds = [row for row in control.written if isinstance(row, Hold)]
    assert [(hold.offset, hold.refused, hold.last, hold.stage) for hold in holds] == [(3, 3, Reason.PAGE_NUL.value, "split")]


async def test_a_hold_is_written_though_the_partition_was_given_back_meanwhile() -> None:
    control = Kept()
    gates, gate = await assigned(control, limit=1)
    last = await refuse(gate, 0, 0)
    await gates.given_back({PLACE})
    await gate.delivered(last)
    assert control.hold(TOPIC, 0) is not None


async def test_a_partition_at_its_limit_waits_before_its_hold_is_on_the_topic() -> None:
    _, gate = await assigned(Kept(), limit=2)
    await refuse(gate, 0, 0)
    assert gate.next_batch_limit(PLACE) == 1
    await refuse(gate, 1, 1)
    assert (gate.held(0), gate.next_batch_limit(PLACE)) == (True, 0)


async def test_a_hold_that_another_owner_wrote_keeps_the_partition_waiting() -> None:
    left = Hold(topic=TOPIC, partition=0, stage="split", offset=4, refused=9, last=Reason.PAGE_NUL.value)
    _, gate = await assigned(Kept(left))
    assert gate.next_batch_limit(PLACE) == 0


async def test_a_resumed_partition_goes_on_with_an_empty_balance() -> None:
    control, capacity = Kept(), []
    _, gate = await assigned(control, limit=2)
    gate.on_capacity = lambda: capacity.append(gate.next_batch_limit(PLACE))
    await gate.delivered(await refuse(gate, 0, 1))
    control.resume()
    assert (gate.held(0), gate.balance(0), gate.next_batch_limit(PLACE)) == (False, 0, 2)
    assert capacity == [2]


async def test_a_new_assignment_begins_with_the_balance_that_was_noted() -> None:
    gates, gate = await assigned(Kept(Tally(topic=TOPIC, partition=0, offset=8, refused=5)), limit=10)
    await refuse(gate, 8, 8)
    await gates.assigned({PLACE})
    assert (gate.balance(0), gate.next_batch_limit(PLACE)) == (5, 5)


async def test_what_the_last_owner_counted_past_its_commit_is_counted_once() -> None:
    _, gate = await assigned(Kept(Tally(topic=TOPIC, partition=0, offset=8, refused=5)))
    await refuse(gate, 6, 6)  # the commit is two records before the tally
    assert gate.balance(0) == 4
    await refuse(gate, 7, 7)
    assert gate.balance(0) == 5


async def test_a_balance_goes_out_with_its_batch_if_it_has_changed() -> None:
    _, gate = await assigned(Kept())
    ((topic, partition, key, value, _),) = gate.count(batch(5, 6), [Outcome.PROCESSED, BAD])
    tally = decode(Tally, value)
    assert (topic, partition, key, tally.offset, tally.refused) == ("control", 0, control_key(tally), 7, 1)
    assert gate.count(batch(7, 8), [BAD, Outcome.PROCESSED]) == []


# -- trials -----------------------------------------------------------------------------------


async def test_a_partition_is_noted_with_its_first_batch_and_again_when_it_is_given_back() -> None:
    control = Kept()
    gates, gate = await assigned(control)
    for offset in range(3):
        async with gate.passage(batch(offset, offset)):
            pass
    await gates.given_back({PLACE})
    await gates.given_back({PLACE})
    assert control.statuses() == ["running", "clean"]


async def test_a_trial_is_noted_before_it_begins_and_cleared_after_it() -> None:
    control = Kept(Attempt(topic=TOPIC, partition=0, status="running"))
    gates, gate = await assigned(control)
    async with gate.passage(batch(3, 5)) as plan:
        assert (plan.alone, control.statuses()) == (True, ["trial"])
    await gates.clear_trials()
    await gates.given_back({PLACE})
    assert control.statuses() == ["trial", "running", "clean"]


async def test_suspect_records_are_tried_one_by_one_and_the_next_ones_in_batches() -> None:
    _, gate = await assigned(Kept(Attempt(topic=TOPIC, partition=0, status="trial", first=3, last=4, deaths=1)))
    limits = []
    for offset in (3, 4):
        limits.append(gate.next_batch_limit(PLACE))
        async with gate.passage(batch(offset, offset)) as plan:
            assert plan.deaths == 2
    assert [*limits, gate.next_batch_limit(PLACE)] == [1, 1, 10]


@pytest.mark.parametrize("killing", [True, False], ids=["killing", "innocent"])
@pytest.mark.parametrize("deaths", [1, 2, 5])
async def test_before_the_sixth_death_only_what_ends_its_own_process_is_quarantined(killing: bool, deaths: int) -> None:
    control = Kept(Attempt(topic=TOPIC, partition=0, status="trial", first=7, last=7, deaths=deaths))
    _, gate = await assigned(control, killing=killing)
    async with gate.passage(batch()) as plan:
        is_suspect, is_last = deaths + 1 >= 3, deaths + 1 >= 6
        assert plan.quarantined == ((is_suspect and killing) or is_last)
        assert control.statuses() == ([] if is_last else ["trial"])


async def test_a_worker_that_dies_while_a_separate_process_tries_a_record_counts_a_death() -> None:
    control = Kept(Attempt(topic=TOPIC, partition=0, status="trial", first=7, last=7, deaths=2))
    _, gate = await assigned(control)
    seen: list[int] = []

    async def dies(_: PartitionBatch) -> bool:
        seen.extend(row.deaths for row in control.written if isinstance(row, Attempt))
        raise BrokerGone

    gate.kills = dies
    with suppress(BrokerGone):
        async with gate.passage(batch()):
            pass
    assert seen == [3]


async def test_a_trial_whose_outputs_were_dropped_leaves_the_notes_to_the_next_owner() -> None:
    control = Kept(Attempt(topic=TOPIC, partition=0, status="running"))
    _, gate = await assigned(control)
    dropped = batch()
    async with gate.passage(dropped):
        dropped.abandoned = True
    assert control.statuses() == ["trial"]


@pytest.mark.parametrize(("cleared", "status"), [(True, "running"), (False, "trial")])
async def test_a_trial_that_a_failing_broker_ends_is_cleared(cleared: bool, status: str) -> None:
    control = Kept(Attempt(topic=TOPIC, partition=0, status="trial", first=7, last=7, deaths=1))
    gates, gate = await assigned(control)
    with suppress(BrokerGone):
        async with gate.passage(batch()) as plan:
            assert plan.deaths == 2
            raise BrokerGone
    if cleared:
        await gates.clear_trials()
    left = control.attempt(TOPIC, 0)
    assert left is not None
    assert left.status == status


async def test_a_failure_elsewhere_clears_the_trial_that_waits_for_the_broker() -> None:
    control = Kept(Attempt(topic=TOPIC, partition=0, status="running"))
    gates, gate = await assigned(control)
    begun = asyncio.Event()

    async def waits() -> None:
        async with gate.passage(batch()):
            begun.set()
            await asyncio.Event().wait()

    trial = asyncio.create_task(waits())
    await begun.wait()
    assert (left := control.attempt(TOPIC, 0)) is not None
    assert left.status == "trial"
    await gates.clear_trials()
    trial.cancel()
    assert (left := control.attempt(TOPIC, 0)) is not None
    assert left.status == "running"
