"""A worker that gives its partitions back commits all that it has done, whatever else is being committed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams.transport import BatchConsumer
from streams.transport.offsets import Offsets

PAGES = TP("pages", 0)
DRAFTS = TP("drafts", 0)


@dataclass(frozen=True)
class Done:
    last: int
    acked: bool = True


class SlowToCommit(BatchConsumer):
    """A consumer whose broker takes a while to answer."""

    should_stop: Any = False
    diag: Any = SimpleNamespace(set_flag=lambda _: None, unset_flag=lambda _: None)
    log: Any = SimpleNamespace(dev=lambda _: None)

    def __init__(self) -> None:  # without Faust's: no thread, no broker
        self.app: Any = SimpleNamespace(client_only=False, should_stop=True)
        self.loop = asyncio.get_running_loop()
        self._offsets: Any = Offsets()
        self._unacked_messages = set()
        self.on_given_back = None
        self.committed: dict[TP, int | None] = {}

    async def force_commit(self, topics: Any = None, **_kind: Any) -> bool:
        offsets = {tp: self._new_offset(tp) for tp in self._filter_tps_with_pending_acks(topics)}
        for _ in range(5):
            await asyncio.sleep(0)
        self.committed.update(offsets)
        return True


async def test_the_last_commit_holds_what_was_done_after_another_commit_had_begun() -> None:
    consumer = SlowToCommit()
    consumer._offsets.open(PAGES, Done(last=9))
    regular = asyncio.ensure_future(consumer.commit())
    await asyncio.sleep(0)
    consumer._offsets.open(PAGES, Done(last=19))
    await consumer.commit_and_end_transactions()
    assert consumer.committed == {PAGES: 20}
    await regular


async def test_the_last_commit_is_of_all_partitions_though_one_of_them_is_committed_just_before() -> None:
    consumer = SlowToCommit()
    consumer._offsets.open(PAGES, Done(last=9))
    regular = asyncio.ensure_future(consumer.commit({DRAFTS}))

    async def again() -> None:
        await consumer.maybe_wait_for_commit_to_finish()
        await consumer.commit({DRAFTS})

    following = asyncio.ensure_future(again())
    await asyncio.sleep(0)
    await consumer.commit_and_end_transactions()
    assert consumer.committed == {PAGES: 10}
    await asyncio.gather(regular, following)


async def test_partitions_that_are_taken_from_a_worker_while_it_stops_are_committed_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    consumer = SlowToCommit()
    consumer._offsets.open(PAGES, Done(last=9))
    left: list[dict[TP, int | None]] = []

    async def close_the_client(_self: object, _revoked: set[TP]) -> None:  # what Faust does of a rebalance while it stops
        left.append(dict(consumer.committed))

    monkeypatch.setattr(driver.Consumer, "on_partitions_revoked", close_the_client)
    await consumer.on_partitions_revoked({PAGES})
    assert left == [{PAGES: 10}]
