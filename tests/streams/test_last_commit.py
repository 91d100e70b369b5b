"""A worker that gives its partitions back commits all that it has done, whatever else is being committed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

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

    def __init__(self) -> None:  # without Faust's: no thread, no broker
        self.app: Any = SimpleNamespace(client_only=False)
        self.loop = asyncio.get_running_loop()
        self._offsets: Any = Offsets()
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
