"""Faust's consumer, which fetches records and gives each agent batches of one partition. committer.py commits them.

Overridden, and why (faust-streaming 0.15.3; thread.py lists what is overridden in the consumer's thread):
  _new_consumer_thread                the consumer needs the thread of thread.py
  _drain_messages                     Faust starts four tasks per record; here each partition gets a list of records
  stop_flow                           the waiting batches belong to the old assignment, and are dropped
  seek_to_committed                   Positions must expect the committed offset of each partition
  on_partitions_assigned              the control topic must be read before the first record
  on_partitions_revoked               a partition must begin at its commit if it is assigned again

Private methods and attributes of Faust that are used:
  _get_active_partitions, _getmany    return the partitions to fetch, and fetch them
  _unacked_messages                   the open batches
  _committed_offset                   the last committed offset of each partition
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from aiokafka.errors import ConsumerStoppedError, IllegalStateError
from faust.types import TP

from streams.errors import LogTruncated
from streams.kafka.connection import retry_until_answered
from streams.transport.committer import CommittingConsumer
from streams.transport.inbox import PartitionBatch, TopicInbox, batches_of
from streams.transport.positions import Action, FetchDecision, Positions
from streams.transport.thread import ConsumerThread

__all__ = ["BatchConsumer"]

NO_ENDS: Mapping[TP, int] = MappingProxyType({})

PartitionsHook = Callable[[set[TP]], Awaitable[None]]

POLL_SECONDS = 0.05
"""Longest wait of one fetch. A partition whose inbox has room again also waits at most this long for its fetch."""


class BatchConsumer(CommittingConsumer):
    """Fetches records, groups them into batches, and puts the batches into the agents' inboxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._positions = Positions()
        super().__init__(*args, **kwargs)
        self._inboxes: dict[str, TopicInbox] = {}
        self._capacity = asyncio.Event()
        self.on_assigned: PartitionsHook | None = None
        """Hook that gets the partitions of a new assignment. It is awaited before a record of them is read."""
        self.on_given_back: PartitionsHook | None = None
        """Hook that gets the revoked partitions. It is awaited after all work on them is committed."""

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon, positions=self._positions)

    def inbox(self, topic: str, batch_records: int, batch_bytes: int, next_batch_limit: Callable[[TP], int]) -> TopicInbox:
        """Return the inbox of a topic. The first call for a topic creates the inbox, before the worker starts."""
        inbox = TopicInbox(topic, batch_records, batch_bytes, self._capacity.set, self._take, next_batch_limit)
        return self._inboxes.setdefault(topic, inbox)

    # -- reading ---------------------------------------------------------------------------

    def stop_flow(self) -> None:
        """Accept no more records, and drop the waiting batches. Faust calls it before a rebalance and before a stop."""
        super().stop_flow()
        for inbox in self._inboxes.values():
            inbox.clear()

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek every partition to its committed offset; return the committed offsets by partition."""
        committed = await super().seek_to_committed()
        for tp, offset in committed.items():
            self._positions[TP(tp.topic, tp.partition)].begin(offset)
        return committed

    async def _drain_messages(self, fetcher: Any) -> None:
        try:
            while not fetcher.should_stop and not self.app.should_stop:
                await self._drain_once()
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

    async def _drain_once(self) -> None:
        if not self.flow_active:
            await self.wait_first(self.can_resume_flow.wait(), timeout=1.0)
            return
        wanted = {tp for tp in self._get_active_partitions() if self._has_capacity(tp)}
        if not wanted:
            self._capacity.clear()
            await self.wait_first(self._capacity.wait(), timeout=POLL_SECONDS)
            return
        generation, rewinds = self.app.consumer_generation_id, {tp: self._positions[tp].rewinds for tp in wanted}
        for tp in wanted:
            await self._take_up(tp, generation)
        fetched = await self._getmany(wanted, timeout=POLL_SECONDS)
        for aiotp, records in fetched.items():
            tp = TP(aiotp.topic, aiotp.partition)
            if self._serves(generation) and rewinds.get(tp) == self._positions[tp].rewinds:
                await self._accept(tp, records, generation)
        await asyncio.sleep(0)

    def _has_capacity(self, tp: TP) -> bool:
        inbox = self._inboxes.get(tp.topic)
        return inbox is not None and inbox.has_capacity(tp)

    async def _take_up(self, tp: TP, generation: int) -> None:
        """Seek back if a fetch took records of the partition that never reached the inbox."""
        if self._positions[tp].lost:
            log_start = await self._log_start(tp)
            if self._serves(generation):
                await self._read_again(tp, self._positions[tp].read_again(log_start))

    async def _accept(self, tp: TP, records: list[Any], generation: int) -> None:
        """Put fetched records into the inbox, or drop them and seek back if earlier records are missing.

        Raises LogTruncated if retention deleted the missing records.
        """
        position, first = self._positions[tp], records[0].offset
        decision = position.decide(first)
        if decision.action is Action.ASK:
            log_start = await self._log_start(tp)
            if not self._serves(generation):
                return
            decision = position.decide(first, log_start)
        if decision.action is not Action.ACCEPT:
            await self._read_again(tp, decision)
            return
        inbox = self._inboxes[tp.topic]
        following = records if first >= decision.offset else [it for it in records if it.offset >= decision.offset]
        for batch in batches_of(following, inbox.batch_records, inbox.batch_bytes):
            inbox.put(PartitionBatch(tp, batch, generation, position.expected, self._on_ack))
            position.accepted(batch[-1].offset)

    async def _read_again(self, tp: TP, decision: FetchDecision) -> None:
        position = self._positions[tp]
        if decision.action is Action.TRUNCATED:
            msg = (
                f"{tp.topic}[{tp.partition}]: offsets {position.expected} to {decision.offset - 1} were deleted by retention "
                f"before they were processed; to go on without them, move the group's offset to {decision.offset}"
            )
            raise LogTruncated(msg)
        position.given = None
        await self.seek(tp, decision.offset)

    async def _log_start(self, tp: TP) -> int:
        return (await retry_until_answered(f"where {tp.topic}[{tp.partition}] begins", lambda: self.earliest_offsets(tp)))[tp]

    async def rewind(self, tp: TP, offset: int) -> int:
        """Continue the partition at `offset`, or at the log's start if the log begins later. Return the new position."""
        start = max(offset, await self._log_start(tp))
        self._positions[tp].rewind(start)
        self._inboxes[tp.topic].clear(tp)
        self._forget({tp})
        await self.seek(tp, start)
        return start

    # -- assignments ------------------------------------------------------------------------

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Reset the positions of the new partitions, await the hook `on_assigned`, then let Faust read them."""
        for tp in assigned:
            self._positions[tp].begin(None)
        if self.on_assigned is not None:
            await self.on_assigned(assigned)
        await super().on_partitions_assigned(assigned, generation_id)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Wait for the open batches, commit them, await the hook `on_given_back`, and forget the partitions."""
        if self.app.should_stop:
            await self.wait_empty()  # Faust would close the client before the last commit of the stop
        await super().on_partitions_revoked(revoked)
        if self.on_given_back is not None:
            await self.on_given_back(revoked)
        self._forget(revoked)

    # -- what the health check asks --------------------------------------------------------

    def oldest_ms(self, tp: TP) -> int | None:
        """Return when the broker received the partition's oldest unfinished record, in ms since 1970.

        Return None if this worker has no unfinished record of the partition.
        """
        batch = self._offsets.oldest(tp) or self._inboxes[tp.topic].oldest(tp)
        return batch.records[0].timestamp if batch else None

    def last_progress(self, now: float) -> float:
        """Return when a batch was last acknowledged, or `now` if no record waits. Times are monotonic seconds.

        Records of a held partition do not count as waiting.
        """
        waits = self._unacked_messages or any(lag and self._may_go_on(tp) for tp, lag in self.lags().items())
        return self._last_ack if waits else now

    def _may_go_on(self, tp: TP) -> bool:
        inbox = self._inboxes.get(tp.topic)
        return inbox is not None and inbox.next_batch_limit(tp) > 0

    def lags(self, ends: Mapping[TP, int] = NO_ENDS) -> dict[TP, int]:
        """Return the number of unfinished records of each assigned partition.

        The consumer knows the end of a partition from its last fetch. `ends` has ends from another source, and the
        greater end counts. A partition that was never fetched is left out.
        """
        lags: dict[TP, int] = {}
        with contextlib.suppress(IllegalStateError):  # the consumer's thread may give a partition away meanwhile
            for tp in self.assignment():
                end, done = self.highwater(tp), self._offsets.committable(tp)
                at = self._committed_offset[tp] if done is None else done
                if end is not None:
                    lags[tp] = max(0, max(end, ends.get(tp, 0)) - (at or 0))
        return lags
