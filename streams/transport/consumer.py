"""Faust's consumer, which fetches records and gives each agent batches of one partition. committer.py commits them.

Overridden, and why (faust-streaming 0.15.3; thread.py lists what is overridden in the consumer's thread):
  _new_consumer_thread                the consumer needs the thread of thread.py
  _drain_messages                     Faust starts four tasks per record; here each partition gets a list of records
  stop_flow                           the waiting batches belong to the old assignment, and are dropped
  _seek                               Faust seeks outside of the thread that reads the records
  on_partitions_revoked               a partition must begin at its commit if it is assigned again

Private methods and attributes of Faust that are used:
  _get_active_partitions, _getmany    return the partitions to fetch, and fetch them
  _unacked_messages                   the open batches
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from aiokafka.errors import ConsumerStoppedError, KafkaError, OffsetOutOfRangeError
from faust.types import TP

from streams.errors import LogTruncated
from streams.kafka.start_position import KnownOffset, LogRange, position_problem
from streams.transport.inbox import PartitionBatch, RestingPartition, TopicInbox, batches_of
from streams.transport.lease import Lease, Standing
from streams.transport.positioning import PartitionsHook, PositioningConsumer
from streams.transport.positions import Action
from streams.transport.thread import ConsumerThread

__all__ = ["BatchConsumer"]

NO_ENDS: Mapping[TP, int] = MappingProxyType({})

POLL_SECONDS = 0.05
"""Longest wait of one fetch. A partition whose inbox has room again also waits at most this long for its fetch."""


class BatchConsumer(PositioningConsumer):
    """Fetches records, groups them into batches, and puts the batches into the agents' inboxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inboxes: dict[str, TopicInbox] = {}
        self._capacity = asyncio.Event()
        self.group_error: KafkaError | None = None
        """The error that keeps the worker out of the group, or None."""
        self.on_given_back: PartitionsHook | None = None
        """Hook that gets the revoked partitions. It is awaited after all work on them is committed."""

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(
            self, loop=self.loop, beacon=self.beacon, positions=self._positions, on_group_error=self._on_group_error
        )

    @property
    def lease(self) -> Lease:
        """Return the lease of the worker's generation: whether its outputs may be sent."""
        return self._thread.lease

    async def leave_group(self) -> None:
        """Leave the group at once, so that the other workers need not wait for the session to end. Commit nothing more."""
        await self._thread.leave()

    def _on_group_error(self, error: KafkaError) -> None:
        self.group_error = error

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
        wanted = {tp for tp in self._get_active_partitions() if self._may_fetch(tp)}
        if not wanted:
            self._capacity.clear()
            await self.wait_first(self._capacity.wait(), timeout=POLL_SECONDS)
            return
        generation, rewinds = self.app.consumer_generation_id, {tp: self._positions[tp].rewinds for tp in wanted}
        for tp in wanted:
            if self._positions[tp].lost:
                await self._read_again(tp, generation)
        fetched = await self._fetch(wanted, generation)
        for tp in wanted:
            if fetched.get(tp) and self._serves(generation) and rewinds[tp] == self._positions[tp].rewinds:
                await self._accept(tp, fetched[tp], generation)
            if self._serves(generation) and rewinds[tp] == self._positions[tp].rewinds:
                self._pass_gap(tp)
        await asyncio.sleep(0)

    async def _fetch(self, wanted: set[TP], generation: int) -> Mapping[TP, list[Any]]:
        """Return the next records of the partitions. Raises LogTruncated if a log does not have the expected offset."""
        try:
            return await self._getmany(wanted, timeout=POLL_SECONDS)
        except OffsetOutOfRangeError as error:
            for topic, partition in error.args[0]:
                await self._read_again(TP(topic, partition), generation)
            return {}

    def _may_fetch(self, tp: TP) -> bool:
        inbox = self._inboxes.get(tp.topic)
        return inbox is not None and self._positions[tp].expected is not None and inbox.has_capacity(tp)

    async def _accept(self, tp: TP, records: list[Any], generation: int) -> None:
        """Put fetched records into the inbox, or drop them and seek back if earlier records are missing.

        Raises LogTruncated if the log no longer has the missing records.
        """
        position, first = self._positions[tp], records[0].offset
        decision = position.decide(first)
        if decision.action is Action.ASK:
            held = await self._log_range(tp)
            if not self._serves(generation):
                return
            decision = position.decide(first, held.start)
        if decision.action is not Action.ACCEPT:
            await self._read_again(tp, generation, moved_to=first if decision.action is Action.STOP else None)
            return
        inbox = self._inboxes[tp.topic]
        following = records if first >= decision.offset else [it for it in records if it.offset >= decision.offset]
        for batch in batches_of(following, inbox.batch_records, inbox.batch_bytes):
            inbox.put(PartitionBatch(tp, batch, generation, position.read_from, self._on_ack, position.topic_id))
            position.accepted(batch[-1].offset)

    def _pass_gap(self, tp: TP) -> None:
        """Move past offsets that have no record. If nothing is unfinished, they are committed with the next commit."""
        position = self._positions[tp]
        position.pass_gap()
        if position.expected is not None and not self.facts.has_state(tp) and self._inboxes[tp.topic].oldest(tp) is None:
            self._offsets.reached(tp, position.expected)

    async def _read_again(self, tp: TP, generation: int, moved_to: int | None = None) -> None:
        """Seek back to the expected offset. Raises LogTruncated if the log does not have it.

        `moved_to` is the offset of records that the broker gave in place of the expected ones.
        """
        held = await self._log_range(tp)
        position = self._positions[tp]
        if not self._serves(generation) or position.expected is None:
            return
        problem = position_problem(KnownOffset(position.expected, position.topic_id, "reader"), held)
        if not problem and moved_to is not None and moved_to < position.expected:
            problem = f"the broker gave records from offset {moved_to} on in place of offset {position.expected}"
        if problem:
            raise LogTruncated.at(tp.topic, tp.partition, problem, held.start)
        await self.seek(tp, position.read_again())

    async def _seek(self, partition: TP, offset: int) -> None:
        await self._thread.seek_all({partition: offset})

    async def _log_range(self, tp: TP) -> LogRange:
        return (await self.facts.log_ranges([tp]))[tp]

    async def log_start(self, tp: TP) -> int:
        """Return the first offset that the log of a partition has."""
        return (await self._log_range(tp)).start

    async def rewind(self, tp: TP, offset: int) -> int:
        """Continue the partition at `offset`, or at the log's start if the log begins later. Return the new position."""
        start = max(offset, await self.log_start(tp))
        self._positions[tp].rewind(start)
        self._inboxes[tp.topic].clear(tp)
        self._forget({tp})
        await self.seek(tp, start)
        return start

    # -- assignments ------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Wait for the open batches, commit them, await the hook `on_given_back`, and forget the partitions.

        If the group has gone on without this worker, the hook is left out: the partitions are not its own to give.
        """
        generation = self.app.consumer_generation_id
        if self.app.should_stop:
            await self.wait_empty()  # Faust would close the client before the last commit of the stop
        try:
            await super().on_partitions_revoked(revoked)
            await self.note_commits(revoked)
            if self.on_given_back is not None and self.lease.standing(generation) is not Standing.OVER:
                await self.on_given_back(revoked)
        except KafkaError as error:  # aiokafka would log it, and go on
            await self.app.crash(error)
        finally:
            self._forget(revoked)

    def resting(self, topic: str) -> list[RestingPartition]:
        """Return the assigned partitions of a topic that have a start position, and of which no record is unfinished."""
        generation, inbox, found = self.app.consumer_generation_id, self._inboxes[topic], []
        for tp in sorted(self.assignment()) if self._serves(generation) else ():
            at = self._positions[tp]
            idle = tp.topic == topic and inbox.oldest(tp) is None and self._offsets.oldest(tp) is None
            if idle and at.expected is not None:
                found.append(RestingPartition(tp, at.expected, at.read_from, generation, at.topic_id))
        return found

    # -- what the health check asks --------------------------------------------------------

    def oldest_ms(self, tp: TP) -> int | None:
        """Return when the broker received the partition's oldest unfinished record, in ms since 1970.

        Return None if this worker has no unfinished record of the partition.
        """
        batch = self._offsets.oldest(tp) or self._inboxes[tp.topic].oldest(tp)
        return batch.records[0].timestamp if batch else None

    def open_transaction(self, tp: TP) -> int | None:
        """Return the first offset of a partition that a fetch cannot give, because a transaction is open; None if none is."""
        return self._thread.open_transaction(tp)

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
        """Return the number of unfinished records of each assigned partition: those at hand, and what a fetch can give.

        The consumer knows the end of a partition from its last fetch. `ends` has ends from another source, and the
        greater end counts. A partition without a known end or without a start position is left out.
        """
        lags: dict[TP, int] = {}
        for tp in self.assignment():
            ended = [end for end in (self.highwater(tp), ends.get(tp)) if end is not None]
            expected, inbox = self._positions[tp].expected, self._inboxes.get(tp.topic)
            if ended and expected is not None and inbox is not None:
                at_hand = inbox.waiting_records(tp) + self._offsets.open_records(tp)
                lags[tp] = at_hand + max(0, max(ended) - expected)
        return lags
