"""The part of the consumer that commits: it commits a batch once the broker has acknowledged all its outputs.

A batch is open from the time its agent takes it until it is acknowledged.

Overridden, and why (faust-streaming 0.15.3):
  _new_offset, _should_commit,
  _filter_tps_with_pending_acks    Offsets decides what to commit, not Faust's set of acknowledged offsets
  _commit_offsets                  Faust changes _committed_offset even if the commit fails
  commit_and_end_transactions      Faust skips the last commit if another commit is still running
  on_task_error                    Faust commits when an agent fails, and restarts the agent

Private attributes of Faust that are used:
  _unacked_messages                the open batches; Faust waits for all of them before it gives partitions back
  _waiting_for_ack                 the future that ends this wait
  _committed_offset                the last committed offset of each partition
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any

from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.utils.futures import notify

from streams.transport.inbox import PartitionBatch
from streams.transport.offsets import Offsets

__all__ = ["CommittingConsumer"]

log = logging.getLogger("silkwire.commits")

COMMIT_AGAIN_SECONDS = 0.01
"""Pause before the commit is tried again: it failed, or another commit was still running."""


class CommittingConsumer(driver.Consumer):
    """A consumer that keeps track of the open batches. It commits each partition up to the first open batch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unacked_messages: set[PartitionBatch] = set()  # type: ignore[assignment]
        self._offsets: Offsets[PartitionBatch] = Offsets()
        self._commits: dict[TP, int] = {}
        """The last offset of each partition that the broker has committed for this worker."""
        self._last_ack = 0.0
        self._last_abandoned = -1

    def _serves(self, generation: int) -> bool:
        """Return whether the assignment `generation` is the current one, and its records may still be processed."""
        return self.flow_active and generation == self.app.consumer_generation_id

    def open_batches(self, topic: str) -> int:
        """Return how many batches of a topic are open: taken by the agent, and not acknowledged."""
        return sum(batch.tp.topic == topic for batch in self._unacked_messages)

    def _take(self, batch: PartitionBatch) -> bool:
        if not self._serves(batch.generation):
            return False
        self._unacked_messages.add(batch)
        self._offsets.open(batch.tp, batch)
        return True

    def _on_ack(self, batch: PartitionBatch) -> None:
        self._last_ack = time.monotonic()
        self._unacked_messages.discard(batch)
        notify(self._waiting_for_ack)

    def abandon(self, batch: PartitionBatch) -> None:
        """Give up a batch whose outputs were dropped, because its generation is over. It is not committed.

        A rebalance no longer waits for it. The records are read again by the worker that has the partition next.
        """
        if batch.generation != self._last_abandoned:
            self._last_abandoned = batch.generation
            log.warning(
                "the group went on without this worker: outputs of its assignment %d are not sent, and their records are "
                "processed again", batch.generation,
            )  # fmt: skip
        batch.abandoned = True
        self._unacked_messages.discard(batch)
        notify(self._waiting_for_ack)

    def _forget(self, partitions: set[TP]) -> None:
        for tp in partitions:
            self._offsets.forget(tp)
            self._commits.pop(tp, None)
        self._unacked_messages = {batch for batch in self._unacked_messages if batch.tp not in partitions}

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:
        return (tp for tp in self._offsets.partitions() if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        return self._offsets.committable(tp)

    def _should_commit(self, tp: TP, offset: int) -> bool:
        committed = self._committed_offset[tp]
        return committed is None or offset > committed

    async def _commit_offsets(self, offsets: Mapping[TP, int], start_new_transaction: bool = True) -> bool:
        marks = {tp: self._committed_offset[tp] for tp in offsets}
        committed = await super()._commit_offsets(offsets, start_new_transaction=start_new_transaction)
        if committed:
            self._commits.update(offsets)
        else:
            self._committed_offset.update(marks)
        return committed

    async def commit_and_end_transactions(self) -> None:
        """Wait until no commit is running, then commit every finished batch.

        A commit that is still running may have begun before the last batch was finished.
        """
        while await self.maybe_wait_for_commit_to_finish():
            pass  # another commit may have begun meanwhile, for one partition only
        await super().commit_and_end_transactions()

    async def commit_through(self, batch: PartitionBatch) -> None:
        """Commit the partition until the commit includes `batch`, which is acknowledged.

        Return without a commit if the batch belongs to an earlier assignment.
        """
        while self._serves(batch.generation) and (self._committed_offset[batch.tp] or 0) <= batch.last_offset:
            if not await self.commit({batch.tp}):
                await asyncio.sleep(COMMIT_AGAIN_SECONDS)

    async def on_task_error(self, exc: BaseException) -> None:
        """Crash the application because an agent failed. The agent's batch stays uncommitted, and is read again."""
        await self.app.crash(exc)
