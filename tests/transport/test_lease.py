"""A worker sends what a generation made only while no other worker can have its partitions."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError
from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest
from hypothesis import given
from hypothesis import strategies as st

from streams.transport.lease import Lease, Standing
from streams.transport.thread import NO_GENERATION, _keeping

SESSION, REBALANCE = 10.0, 60.0


class Group:
    """A coordinator that answers every request with one error; each request takes `seconds`."""

    def __init__(self) -> None:
        self.now, self.seconds, self.generation, self.error = 100.0, 0.0, NO_GENERATION, 0
        self.lease = Lease(lambda: self.generation, SESSION, REBALANCE, lambda: self.now)
        self.ask = _keeping(self.lease, self)

    async def _send_req(self, _request: object) -> Any:
        self.now += self.seconds
        return SimpleNamespace(error_code=self.error)

    async def joined(self, generation: int) -> None:
        self.generation, self.error = generation, 0
        await self.ask(SyncGroupRequest("group", generation, "member", None, []))

    async def heartbeat(self, error: int = 0) -> None:
        self.error = error
        await self.ask(HeartbeatRequest("group", self.generation, "member"))


async def test_a_generation_serves_until_a_session_after_the_last_request_that_was_answered() -> None:
    group = Group()
    assert group.lease.standing(1) is Standing.OVER
    group.seconds = 2.0
    await group.joined(1)
    assert group.lease.remaining(1) == SESSION - 2  # the group may have got the request when it left
    group.now += 5
    await group.heartbeat()
    assert group.lease.remaining(1) == SESSION - 2
    group.now += SESSION - 2
    assert group.lease.standing(1) is Standing.UNSURE
    await group.heartbeat()
    assert group.lease.standing(1) is Standing.SERVES


@pytest.mark.parametrize("error", [UnknownMemberIdError, IllegalGenerationError])
async def test_an_answer_that_the_worker_is_no_member_is_no_lease(error: Any) -> None:
    group = Group()
    await group.joined(1)
    group.now += SESSION
    await group.heartbeat(error.errno)
    assert group.lease.standing(1) is Standing.UNSURE
    group.generation = NO_GENERATION
    assert group.lease.standing(1) is Standing.OVER


async def test_a_new_generation_has_no_lease_of_the_one_before() -> None:
    group = Group()
    await group.joined(1)
    group.generation = 2
    assert (group.lease.standing(1), group.lease.standing(2)) == (Standing.OVER, Standing.UNSURE)
    await group.joined(2)
    assert (group.lease.standing(1), group.lease.standing(2)) == (Standing.OVER, Standing.SERVES)


async def test_heartbeats_of_a_rebalance_are_a_lease_until_the_group_goes_on_without_the_worker() -> None:
    group = Group()
    await group.joined(1)
    begun = group.now
    while group.now < begun + REBALANCE - SESSION / 4:
        group.now += SESSION / 4
        await group.heartbeat(RebalanceInProgressError.errno)
        assert group.lease.standing(1) is Standing.SERVES
    group.now = begun + REBALANCE
    await group.heartbeat(RebalanceInProgressError.errno)
    assert group.lease.standing(1) is Standing.UNSURE


async def test_what_is_unsure_waits_for_the_answer() -> None:
    group = Group()
    await group.joined(1)
    group.now += SESSION
    waiting = [asyncio.ensure_future(group.lease.serves(1)) for _ in range(2)]
    await asyncio.sleep(0.2)
    assert not any(it.done() for it in waiting)
    await group.heartbeat()
    assert await asyncio.gather(*waiting) == [True, True]
    group.now += SESSION
    waited = asyncio.ensure_future(group.lease.serves(1))
    group.generation = NO_GENERATION
    assert not await waited


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 12), st.booleans())))
def test_a_lease_never_outlasts_the_group_s_own_clock(answers: list[tuple[float, float, bool]]) -> None:
    """The group counts a session from when it gets a request, which is after it left; an answer may be lost."""

    async def play() -> None:
        group = Group()
        await group.joined(1)
        heard = group.now
        for pause, seconds, arrives in answers:
            group.now += pause
            if group.lease.standing(1) is Standing.SERVES:
                assert group.now < heard + SESSION
            group.seconds = seconds
            heard = max(heard, group.now)  # the earliest moment at which the group can have got it
            if arrives:
                await group.heartbeat()
            else:
                group.now += seconds

    asyncio.run(play())
