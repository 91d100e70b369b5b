"""The thread that talks to the broker for the consumer.

Overridden (faust-streaming 0.15.3):
  _fetch_records               records how far each fetch read
  _create_worker_consumer      sets the options that Faust does not have
  on_start                     reports the errors of joining the group, which Faust does not see
  highwater                    returns the end of what a fetch can give: the last stable offset
  on_start                     also names its commits as a worker's. One that is no member may only continue its own
  on_start                     also keeps the lease, from the answers of the group

Private attributes and methods of aiokafka that are used:
  AIOKafkaConsumer._fetch_max_wait_ms, _isolation_level, _auto_offset_reset, _partition_assignment_strategy
                                            options that are set before the start
  AIOKafkaConsumer._subscription            has the position and the ends of each partition
  AIOKafkaConsumer._coordinator             the member of the group
  GroupCoordinator._push_error_to_user      gets the errors that no retry of the coordinator cures
  GroupCoordinator._do_commit_offsets       sends a commit
  GroupCoordinator._send_req                sends every request to the group
  GroupCoordinator._coordination_task       joins the group, and joins it again
  GroupCoordinator._maybe_leave_group       leaves the group
  GroupCoordinator.fetch_committed_offsets  returns all committed offsets in one request
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from aiokafka.errors import CommitFailedError, KafkaError, NoError, RebalanceInProgressError, for_code
from aiokafka.protocol.commit import OffsetCommitRequest
from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams.kafka.start_position import WORKER_COMMIT, Commit
from streams.transport.assignor import WorkerAssignor
from streams.transport.lease import Lease
from streams.transport.positions import Positions

__all__ = ["ConsumerThread"]

FETCH_WAIT_MS = 100
"""How long the broker waits for a record before it answers a fetch, in ms.

A partition that is not part of the fetch must wait for the answer. With Faust's value this takes up to 1.5 s.
"""

NO_GENERATION = OffsetCommitRequest.DEFAULT_GENERATION_ID
"""The generation of a client that is no member of the group. The broker accepts its commits while the group is empty."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, which also records in `positions` how far each fetch read.

    Even a fetch that a rebalance or a stop interrupts has taken records out of aiokafka's buffer. `on_group_error` gets
    the errors that keep the worker out of the group.
    """

    def __init__(self, *args: Any, positions: Positions, on_group_error: Callable[[KafkaError], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._positions = positions
        self._on_group_error = on_group_error
        conf = self.app.conf
        self.lease = Lease(self._generation, conf.broker_session_timeout, conf.broker_rebalance_timeout)
        """Says which generation's outputs may be sent."""
        self._leaves = False
        self._commits: dict[TP, int] = {}
        """The group's commits that this worker made, or found at its last assignment."""

    def _generation(self) -> int:
        generation: int = self._ensure_consumer()._coordinator.generation if self.has_consumer else NO_GENERATION  # noqa: SLF001
        return generation

    @property
    def has_consumer(self) -> bool:
        """Return whether aiokafka's consumer exists: it is made when the thread starts."""
        return self._consumer is not None

    async def on_start(self) -> None:
        """Start aiokafka's consumer, and follow what its coordinator reports."""
        await super().on_start()
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        push, send = coordinator._push_error_to_user, coordinator._do_commit_offsets  # noqa: SLF001

        def report(error: KafkaError) -> Any:
            if not error.retriable:
                self._on_group_error(error)
            return push(error)

        async def commit(assignment: Any, offsets: Any) -> None:
            generation = coordinator.generation
            may_commit = generation != NO_GENERATION or await self._has_own_commits(offsets)
            # No await between this check and the request: the generation cannot change in between.
            if not may_commit or coordinator.generation != generation or self._leaves:
                raise CommitFailedError("the group has already rebalanced: this worker is no member of it")
            await send(assignment, {tp: OffsetAndMetadata(it.offset, WORKER_COMMIT) for tp, it in offsets.items()})
            self._commits.update({tp: it.offset for tp, it in offsets.items()})

        coordinator._push_error_to_user = report  # noqa: SLF001
        coordinator._do_commit_offsets = commit  # noqa: SLF001
        coordinator._send_req = _keeping(self.lease, coordinator)  # noqa: SLF001

    async def _has_own_commits(self, partitions: Iterable[TP]) -> bool:
        """Return whether the group's commits of the partitions are still those that this worker knows.

        Then a worker that is no longer a member may commit its last work: the commits go on, and undo no other commit.
        Kafka accepts it only while the group has no members.
        """
        found = await self._ensure_consumer()._coordinator.fetch_committed_offsets(list(partitions))  # noqa: SLF001
        return all(tp in found and found[tp].offset == self._commits.get(tp) for tp in partitions)

    async def leave(self) -> None:
        """Leave the group at once. Nothing more is committed, and the worker does not join again."""
        if self.has_consumer:
            await self.call_thread(self._leave)

    async def _leave(self) -> None:
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        self._leaves = True
        if coordinator is not None:
            coordinator._coordination_task.cancel()  # noqa: SLF001
            await coordinator._maybe_leave_group()  # noqa: SLF001

    async def _fetch_records(
        self, consumer: Any, active_partitions: set[TP], *args: Any, **kwargs: Any
    ) -> Mapping[Any, list[Any]]:
        fetched = await super()._fetch_records(consumer, active_partitions, *args, **kwargs)
        for tp, records in fetched.items():
            self._positions[TP(tp.topic, tp.partition)].given = records[-1].offset + 1
        for tp in active_partitions:
            state = _state(consumer, tp)
            self._positions[tp].reached = state.position if state is not None and state.has_valid_position else None
        return fetched

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001
        consumer._isolation_level = "read_committed"  # noqa: SLF001
        consumer._auto_offset_reset = "none"  # noqa: SLF001  a position that the log does not have raises an error
        consumer._partition_assignment_strategy = [WorkerAssignor]  # noqa: SLF001
        return consumer

    def highwater(self, tp: TP) -> int | None:  # type: ignore[override]
        """Return the offset after the last record that a fetch can give, as of the last fetch. None before the first."""
        state = _state(self._ensure_consumer(), tp)
        end: int | None = None if state is None else state.lso
        return end

    def open_transaction(self, tp: TP) -> int | None:
        """Return the first offset of the earliest open transaction, as of the last fetch; None if none is open."""
        state = _state(self._ensure_consumer(), tp)
        if state is None or state.lso is None or state.highwater is None or state.lso >= state.highwater:
            return None
        first: int = state.lso
        return first

    async def seek_all(self, offsets: Mapping[TP, int]) -> None:
        """Seek partitions to offsets. A partition that was revoked meanwhile is left out."""
        await self.call_thread(self._seek_all, offsets)

    async def _seek_all(self, offsets: Mapping[TP, int]) -> None:
        consumer = self._ensure_consumer()
        for tp, offset in offsets.items():
            if tp in self.assignment():
                consumer.seek(tp, offset)

    async def committed(self, partitions: set[TP]) -> dict[TP, Commit | None]:
        """Return the group's commit of each partition; None for a partition without a commit."""
        committed: dict[TP, Commit | None] = await self.call_thread(self._committed, partitions)
        return committed

    async def _committed(self, partitions: set[TP]) -> dict[TP, Commit | None]:
        found = await self._ensure_consumer()._coordinator.fetch_committed_offsets(list(partitions))  # noqa: SLF001
        commits = {tp: Commit(it.offset, it.metadata == WORKER_COMMIT) for tp, it in found.items() if it.offset >= 0}
        self._commits = {tp: commit.offset for tp, commit in commits.items()}
        return {tp: commits.get(tp) for tp in partitions}


def _keeping(lease: Lease, coordinator: Any) -> Callable[[Any], Awaitable[Any]]:
    """Return a function that sends a request to the group, and keeps the lease if the answer confirms the membership."""
    send = coordinator._send_req  # noqa: SLF001

    async def send_and_keep(request: Any) -> Any:
        generation, asked_at = coordinator.generation, lease.clock()
        response = await send(request)
        if isinstance(request, HeartbeatRequest | SyncGroupRequest):
            error = for_code(response.error_code)
            rebalancing = error is RebalanceInProgressError and isinstance(request, HeartbeatRequest)
            if error is NoError or rebalancing:
                lease.granted(generation, asked_at, rebalancing=rebalancing)
        return response

    return send_and_keep


def _state(consumer: Any, tp: TP) -> Any:
    """Return aiokafka's state of a partition; None if the partition is not assigned now."""
    subscription = consumer._subscription.subscription  # noqa: SLF001
    assignment = None if subscription is None else subscription.assignment
    return None if assignment is None else assignment.state_value(tp)
