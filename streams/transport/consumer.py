"""Faust's consumer, handing whole batches a partition to the agents, and committing what is done.

Overridden, and why (faust-streaming 0.15.3):
  _drain_messages                  four tasks a record become one list a partition
  stop_flow                        what waits in the inboxes belongs to the old assignment
  _new_offset, _should_commit,
  _filter_tps_with_pending_acks    the commit follows Offsets, not the set of acknowledged offsets
  _commit_offsets                  a commit that failed must not move the mark
  commit_and_end_transactions      the last commit is left out while another is under way
  _fetch_records                   what a fetch took and gave to nobody is fetched again
  on_task_error                    Faust commits when an agent fails, and starts it again
  on_partitions_assigned           what the last owner noted is read before the first record
  on_partitions_revoked            a partition that comes back starts afresh
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

from aiokafka.errors import ConsumerStoppedError, IllegalStateError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.utils.futures import notify

from streams.errors import LogTruncated
from streams.kafka.connection import patiently
from streams.transport.inbox import PartitionBatch, TopicInbox, cut
from streams.transport.offsets import Offsets

__all__ = ["BatchConsumer", "ConsumerThread"]

NO_ENDS: Mapping[TP, int] = MappingProxyType({})

PartitionsHook = Callable[[set[TP]], Awaitable[None]]

POLL_SECONDS = 0.05
"""How long a fetch waits: the longest a partition with new room waits for its next records."""

COMMIT_AGAIN_SECONDS = 0.01
"""Pause after a commit that was another's or that the broker would not take."""

FETCH_WAIT_MS = 100
"""How long the broker holds an empty fetch; Faust's 1.5 s delays a partition that was left out of one."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that talks to the broker.

    `given` is the offset after the last record that a fetch took out of aiokafka's buffer, a
    partition. A fetch that a rebalance or a stop cut short has taken records, too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given: dict[TP, int] = {}

    async def _fetch_records(self, *args: Any, **kwargs: Any) -> Mapping[Any, list[Any]]:
        fetched = await super()._fetch_records(*args, **kwargs)
        self.given.update({TP(tp.topic, tp.partition): records[-1].offset + 1 for tp, records in fetched.items()})
        return fetched

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001  Faust fixes it at 1500
        return consumer


class BatchConsumer(driver.Consumer):
    """Reads records in lists, and commits behind the batches that are done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unacked_messages: set[PartitionBatch] = set()  # type: ignore[assignment]
        self._offsets: Offsets[PartitionBatch] = Offsets()
        self._inboxes: dict[str, TopicInbox] = {}
        self._room = asyncio.Event()
        self._rewinds: dict[TP, int] = {}
        self._gaps: dict[TP, tuple[int, int]] = {}
        self._moved = 0.0
        self.on_assigned: PartitionsHook | None = None
        """Awaited with the partitions of a new assignment before any of them is read."""
        self.on_given_back: PartitionsHook | None = None
        """Awaited with revoked partitions after all that was done with them is committed."""

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def inbox(self, topic: str, batch_records: int, batch_bytes: int, most: Callable[[TP], int]) -> TopicInbox:
        """Return the inbox of a topic; made once, before the worker starts."""
        inbox = TopicInbox(topic, batch_records, batch_bytes, on_room=self._room.set, take=self._take, most=most)
        return self._inboxes.setdefault(topic, inbox)

    @property
    def _given(self) -> dict[TP, int]:
        return cast(ConsumerThread, self._thread).given

    # -- reading ---------------------------------------------------------------------------

    def stop_flow(self) -> None:
        """Take no more records: the assignment is about to change, or the worker to stop."""
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
        wanted = {tp for tp in self._get_active_partitions() if self._has_room(tp)}
        if not wanted:
            self._room.clear()
            await self.wait_first(self._room.wait(), timeout=POLL_SECONDS)
            return
        generation, rewinds = self.app.consumer_generation_id, dict(self._rewinds)
        for tp in wanted:
            await self._take_up(tp, generation)
        fetched = await self._getmany(wanted, timeout=POLL_SECONDS)
        for aiotp, records in fetched.items():
            tp = TP(aiotp.topic, aiotp.partition)
            if self._serves(generation) and rewinds.get(tp) == self._rewinds.get(tp):
                await self._accept(tp, records, generation)
        await asyncio.sleep(0)

    def _serves(self, generation: int) -> bool:
        """Say whether records of this assignment are still ours."""
        return self.flow_active and generation == self.app.consumer_generation_id

    def _has_room(self, tp: TP) -> bool:
        inbox = self._inboxes.get(tp.topic)
        return inbox is not None and inbox.has_room(tp)

    async def _accept(self, tp: TP, records: list[Any], generation: int) -> None:
        expected, first = self._read_offset[tp], records[0].offset
        if (expected is None or first > expected) and not await self._goes_on(tp, first, generation):
            return
        if expected is not None and first < expected:
            records = [record for record in records if record.offset >= expected]
        inbox = self._inboxes[tp.topic]
        for batch in cut(records, inbox.batch_records, inbox.batch_bytes):
            inbox.put(PartitionBatch(tp, batch, generation, self._read_offset[tp], self._on_ack))
            self._read_offset[tp] = batch[-1].offset + 1

    async def _take_up(self, tp: TP, generation: int) -> None:
        """Go back to the first record that a fetch took and gave to nobody, if there is one."""
        given, expected = self._given.get(tp), self._read_offset[tp]
        if given is not None and (expected is None or given > expected):
            await self._read_from(tp, await self._start(tp, generation), generation)

    async def _goes_on(self, tp: TP, first: int, generation: int) -> bool:
        """Say whether the log has nothing before `first` that was not read; if unsure, read it again.

        Only a gap that a second fetch finds again is one of the log itself (compaction, the
        marks of a transaction).
        """
        start = await self._start(tp, generation)
        if first > start and self._gaps.get(tp) != (start, first):
            self._gaps[tp] = start, first
            await self._read_from(tp, start, generation)
            return False
        return self._serves(generation)

    async def _start(self, tp: TP, generation: int) -> int:
        """Return the offset to read next: the one after the last record, or the log's first where none was read."""
        earliest = await self._earliest(tp)
        expected = self._read_offset[tp]
        if expected is not None and earliest > expected and self._serves(generation):
            msg = (
                f"{tp.topic}[{tp.partition}]: offsets {expected} to {earliest - 1} were deleted by retention before they "
                f"were processed. Raise the topic's retention; to go on without them, move the group's offset to {earliest}."
            )
            raise LogTruncated(msg)
        return earliest if expected is None else expected

    async def _earliest(self, tp: TP) -> int:
        return (await patiently(f"where {tp.topic}[{tp.partition}] begins", lambda: self.earliest_offsets(tp)))[tp]

    async def _read_from(self, tp: TP, offset: int, generation: int) -> None:
        if self._serves(generation):
            self._given.pop(tp, None)
            await self.seek(tp, offset)

    async def rewind(self, tp: TP, offset: int) -> int:
        """Read the partition again from this offset, or the log's start if that is later; return it."""
        start = max(offset, await self._earliest(tp))
        self._rewinds[tp] = self._rewinds.get(tp, 0) + 1
        self._inboxes[tp.topic].clear(tp)
        self._offsets.forget(tp)
        self._unacked_messages = {batch for batch in self._unacked_messages if batch.tp != tp}
        await self.seek(tp, start)
        self._read_offset[tp] = start
        return start

    # -- acknowledging and committing ------------------------------------------------------

    def _take(self, batch: PartitionBatch) -> bool:
        if not self._serves(batch.generation):
            return False
        self._unacked_messages.add(batch)
        self._offsets.open(batch.tp, batch)
        return True

    def _on_ack(self, batch: PartitionBatch) -> None:
        self._moved = time.monotonic()
        self._unacked_messages.discard(batch)
        notify(self._waiting_for_ack)

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
        if not committed:
            self._committed_offset.update(marks)
        return committed

    async def commit_and_end_transactions(self) -> None:
        """Commit all that is done: a commit under way may have begun before the last of it was."""
        while await self.maybe_wait_for_commit_to_finish():
            pass  # another may have begun meanwhile, of one partition alone
        await super().commit_and_end_transactions()

    async def commit_through(self, batch: PartitionBatch) -> None:
        """Return once an acknowledged batch is committed, or is no longer ours to commit."""
        while self._serves(batch.generation) and (self._committed_offset[batch.tp] or 0) <= batch.last:
            if not await self.commit({batch.tp}):
                await asyncio.sleep(COMMIT_AGAIN_SECONDS)

    async def on_task_error(self, exc: BaseException) -> None:
        """End the worker when an agent fails: its batch stays uncommitted and is read again."""
        await self.app.crash(exc)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Prepare for the new partitions, then let Faust start to read them."""
        if self.on_assigned is not None:
            await self.on_assigned(assigned)
        await super().on_partitions_assigned(assigned, generation_id)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Wait for the open batches, commit them, and forget the partitions."""
        if self.app.should_stop:
            await self.wait_empty()  # Faust would close the client before the last commit of the stop
        await super().on_partitions_revoked(revoked)
        if self.on_given_back is not None:
            await self.on_given_back(revoked)
        for tp in revoked:
            self._offsets.forget(tp)
        self._unacked_messages = {batch for batch in self._unacked_messages if batch.tp not in revoked}

    def open_batches(self, topic: str) -> int:
        """Return how many batches of a topic were handed out and are not acknowledged."""
        return sum(batch.tp.topic == topic for batch in self._unacked_messages)

    def oldest_ms(self, tp: TP) -> int | None:
        """Return the broker's time of the oldest record here that is not done, ms; None where none is here."""
        batch = self._offsets.oldest(tp) or self._inboxes[tp.topic].oldest(tp)
        return batch.records[0].timestamp if batch else None

    def moved_at(self, now: float) -> float:
        """Return when work last moved: `now` where no record waits, else the last acknowledgement or assignment."""
        waits = self._unacked_messages or any(lag and self._may_go_on(tp) for tp, lag in self.lags().items())
        return self._moved if waits else now

    def _may_go_on(self, tp: TP) -> bool:
        inbox = self._inboxes.get(tp.topic)
        return inbox is not None and inbox.most(tp) > 0

    def lags(self, ends: Mapping[TP, int] = NO_ENDS) -> dict[TP, int]:
        """Return how many records of each assigned partition are not yet done; `ends`: what else is known of its end."""
        lags: dict[TP, int] = {}
        with contextlib.suppress(IllegalStateError):  # the consumer's thread may give a partition away meanwhile
            for tp in self.assignment():
                end, done = self.highwater(tp), self._offsets.committable(tp)
                at = self._committed_offset[tp] if done is None else done
                if end is not None:
                    lags[tp] = max(0, max(end, ends.get(tp, 0)) - (at or 0))
        return lags
