"""The part of the consumer that decides where the partitions of a new assignment begin.

A partition is read only once it has a start position. The position comes from the group's commit, from a checkpoint or
from a mark (kafka/start_position.py). A position that the log does not have ends the worker.

Overridden, and why (faust-streaming 0.15.3):
  on_partitions_assigned     a partition must have a start position before it is read
  seek_to_committed          Faust lets a partition without a commit begin at the log's start
  on_stop                    the start positions are looked for in a task that Faust does not know
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

from aiokafka.errors import KafkaError
from faust.types import TP

from streams.errors import LogTruncated
from streams.kafka.connection import retry_until_answered
from streams.kafka.start_position import (
    Commit,
    KnownOffset,
    LogRange,
    StartPosition,
    is_other_topic,
    position_problem,
    start_position,
)
from streams.transport.committer import CommittingConsumer
from streams.transport.positions import Positions
from streams.transport.thread import ConsumerThread

__all__ = ["PartitionsHook", "PositionFacts", "PositioningConsumer"]

log = logging.getLogger("silkwire.positions")

NOTE_SECONDS = 2.0
"""Longest time to write marks of commits. A rebalance and a stop wait for it."""

PartitionsHook = Callable[[set[TP]], Awaitable[None]]


class PositionFacts(Protocol):
    """What the consumer must ask others to find a start position."""

    async def log_ranges(self, partitions: Iterable[TP]) -> Mapping[TP, LogRange]:
        """Return the offsets that the log of each partition has now, and the ids of the topics."""

    async def known_offset(self, tp: TP, commit: Commit | None) -> KnownOffset | None:
        """Return the next offset of a partition as its checkpoint or mark has it; None if there is neither."""

    async def note_offsets(self, offsets: Mapping[TP, KnownOffset], *, back: bool = False) -> None:
        """Write the next offset of each partition as a mark. Unless `back` is set, no mark goes back."""

    def has_state(self, tp: TP) -> bool:
        """Return whether the stage that reads a partition has state."""


class PositioningConsumer(CommittingConsumer):
    """A consumer that gives every assigned partition a start position, or ends the worker."""

    facts: PositionFacts
    """Is set before the start."""
    _thread: ConsumerThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._positions = Positions()
        super().__init__(*args, **kwargs)
        self._positioning: asyncio.Task[None] | None = None
        self._crashing: asyncio.Future[None] | None = None
        self.on_assigned: PartitionsHook | None = None
        """Hook that gets the partitions of a new assignment. It is awaited before a record of them is read."""

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Stop the flow, await the hook `on_assigned`, then let Faust continue with the new partitions.

        Faust resumes the flow. A worker that had no partition before would otherwise read before it is positioned.
        """
        self.stop_flow()
        self._stop_positioning()
        for tp in assigned:
            self._positions[tp].forget()
        if self.on_assigned is not None:
            try:
                await self.on_assigned(assigned)
            except KafkaError as error:  # aiokafka would log it, and go on without partitions
                await self.app.crash(error)
                return
        await super().on_partitions_assigned(assigned, generation_id)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seek every partition to its start position; return the committed offsets by partition.

        Faust gives up this call after some time. The work goes on as a task, and a partition is not read before.
        """
        self._stop_positioning()
        self._positioning = asyncio.create_task(self._begin(self.app.consumer_generation_id))
        self._positioning.add_done_callback(self._crash_if_failed)
        await asyncio.shield(self._positioning)
        return {tp: offset for tp, offset in self._committed_offset.items() if offset}

    def assignment(self) -> set[TP]:
        """Return the partitions of this worker; none before its consumer has started."""
        return super().assignment() if self._thread.has_consumer else set()

    def is_positioned(self) -> bool:
        """Return whether every assigned partition has its start position."""
        return all(self._positions[tp].expected is not None for tp in self.assignment())

    async def on_stop(self) -> None:
        """Stop to look for start positions: the clients that are asked close after the consumer."""
        self._stop_positioning()
        await super().on_stop()

    def _stop_positioning(self) -> None:
        if self._positioning is not None:
            self._positioning.cancel()

    def _crash_if_failed(self, positioned: asyncio.Task[None]) -> None:
        error = None if positioned.cancelled() else positioned.exception()
        if error is not None:
            self._crashing = asyncio.ensure_future(self.app.crash(error))

    async def _begin(self, generation: int) -> None:
        """Give every assigned partition its start position. Raises LogTruncated if a log does not have it."""
        assigned = self.assignment()
        if not assigned:
            return
        commits = await retry_until_answered("what the group has committed", lambda: self._thread.committed(assigned))
        logs = await self.facts.log_ranges(assigned)
        starts = {
            tp: start_position(commits[tp], await self.facts.known_offset(tp, commits[tp]), logs[tp]) for tp in sorted(assigned)
        }
        _raise_for_problems(starts)
        _log_without_commit(starts)
        marks = {
            tp: KnownOffset(start.offset, logs[tp].topic_id, "mark")
            for tp, start in starts.items()
            if self._may_commit(tp, start)
        }
        await self.facts.note_offsets(marks, back=True)
        if generation == self.app.consumer_generation_id:
            await self._thread.seek_all({tp: start.offset for tp, start in starts.items()})
        if generation == self.app.consumer_generation_id:
            for tp, start in starts.items():
                self._committed_offset[tp] = start.offset if start.origin == "commit" else None
                self._begin_at(tp, start, logs[tp].topic_id)

    def _begin_at(self, tp: TP, start: StartPosition, topic_id: str) -> None:
        """Begin a partition; without a commit, its start position is committed with the next commit."""
        self._positions[tp].begin(start.offset, joins=start.origin != "log start", topic_id=topic_id)
        if self._may_commit(tp, start):
            self._commits[tp] = start.offset
            self._offsets.reached(tp, start.offset)

    def _may_commit(self, tp: TP, start: StartPosition) -> bool:
        """Return whether the start position may be committed.

        The group has never read a partition that begins at the start of its log. If the stage has state, the state does
        not say that it begins there. After a commit it would be taken for a state that lacks rows.
        """
        return start.origin != "log start" or not start.offset or not self.facts.has_state(tp)

    async def check_topic_ids(self, ids: Mapping[str, str]) -> None:
        """Raise LogTruncated if a topic of an assigned partition has another id now: it was deleted and made again."""
        changed = {tp for tp in self.assignment() if is_other_topic(self._positions[tp].topic_id, ids.get(tp.topic, ""))}
        for tp, held in (await self.facts.log_ranges(changed)).items() if changed else ():
            position = self._positions[tp]
            problem = position_problem(KnownOffset(position.expected or 0, position.topic_id, "reader"), held)
            if problem:
                raise LogTruncated.at(tp.topic, tp.partition, problem, held.start)

    async def note_commits(self, partitions: Iterable[TP] | None = None) -> None:
        """Write a mark for each partition that has a new commit. If the broker does not answer, log it: it is only a copy."""
        chosen = self._commits.keys() if partitions is None else self._commits.keys() & set(partitions)
        marks = {tp: KnownOffset(self._commits[tp], self._positions[tp].topic_id, "mark") for tp in chosen}
        try:
            async with asyncio.timeout(NOTE_SECONDS):
                await self.facts.note_offsets(marks)
        except (KafkaError, TimeoutError) as error:
            log.warning("the marks of the group were not written: %s: %s", type(error).__name__, error)


def _raise_for_problems(starts: Mapping[TP, StartPosition]) -> None:
    """Raise LogTruncated for the first position that its log does not have; it says how many more there are."""
    wrong = [(tp, start) for tp, start in starts.items() if start.problem]
    if wrong:
        (topic, partition), start = wrong[0]
        raise LogTruncated.at(topic, partition, start.problem, start.resume_at, more=len(wrong) - 1)


def _log_without_commit(starts: Mapping[TP, StartPosition]) -> None:
    """Say once where the group goes on without a commit. A partition of which nothing was read is not worth a word."""
    where = [
        f"{tp.topic}[{tp.partition}] at offset {start.offset}, by its {start.origin}"
        for tp, start in starts.items()
        if start.origin in {"checkpoint", "mark"} and start.offset
    ]
    if where:
        log.warning(
            "no worker has committed the group's offset of these partitions; the group goes on where workers were: %s",
            "; ".join(where),
        )
