"""What stands between a stage's inbox and its step: the reject limit and the trials of suspects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from faust.types import TP

from agents.stage import Outcome
from schemas.codec import encode
from schemas.control import Attempt, Hold, Tally, control_key
from schemas.rejection import Refused
from streams.control.breaker import RejectBudget
from streams.control.poison import FREE, Plan, Trials
from streams.control.topic import ControlLog
from streams.transport import PartitionBatch, WireRecord

__all__ = ["Guard"]


@dataclass(slots=True)
class Guard:
    """Guards one stage; `turn` is shared by all stages of a process, whose steps go one by one."""

    stage: str
    topic: str
    control: ControlLog
    limit: int
    turn: asyncio.Lock
    on_room: Callable[[], None] = lambda: None
    _budget: RejectBudget = field(init=False)
    _trials: Trials = field(default_factory=Trials)
    _held: set[int] = field(default_factory=set)
    _running: set[int] = field(default_factory=set)
    _trying: set[int] = field(default_factory=set)
    """The partition that is on trial now, if any."""
    _fresh: set[int] = field(default_factory=set)
    """Partitions whose first batch since the assignment has not come yet."""
    _due: dict[int, Hold] = field(default_factory=dict)
    """Holds to put once the batch that brought them about is delivered."""

    def __post_init__(self) -> None:
        self._budget = RejectBudget(self.limit)
        self.control.on_resumed.append(self._resumed)

    # -- partitions come and go -----------------------------------------------------------

    def assigned(self, partitions: Iterable[TP]) -> None:
        """Take over partitions with what their last owner noted; the control topic has been read."""
        for partition in self._ours(partitions):
            self._budget.open(partition, self.control.tally(self.topic, partition))
            self._trials.open(partition, self.control.attempt(self.topic, partition))
            self._held.discard(partition)
            self._due.pop(partition, None)
            self._running.discard(partition)
            self._trying.discard(partition)
            self._fresh.add(partition)

    async def given_back(self, partitions: Iterable[TP]) -> None:
        """Note that partitions were given back in good order."""
        clean = (self._running | self._trying).intersection(self._ours(partitions))
        self._running -= clean
        self._trying -= clean
        await self.control.put(Attempt(topic=self.topic, partition=partition, status="clean") for partition in sorted(clean))

    def _ours(self, partitions: Iterable[TP]) -> list[int]:
        return [tp.partition for tp in partitions if tp.topic == self.topic]

    # -- which records may go on ----------------------------------------------------------

    def most(self, tp: TP) -> int:
        """Return how many records the next batch of a partition may have; 0 while it is held."""
        if self.held(tp.partition):
            return 0
        return self._trials.width(tp.partition) or self._budget.room(tp.partition)

    def held(self, partition: int) -> bool:
        """Say whether a partition waits for an operator."""
        return partition in self._held or self.control.hold(self.topic, partition) is not None

    def balance(self, partition: int) -> int:
        """Return how many more records were refused than accepted; never below 0."""
        return self._budget.refused(partition)

    @asynccontextmanager
    async def passage(self, batch: PartitionBatch) -> AsyncIterator[Plan]:
        """Let a batch through when it is its turn; on trial, note it before and strike it out after."""
        partition, first = batch.tp.partition, batch.records[0].offset
        async with self.turn:
            if partition in self._fresh:
                self._fresh.discard(partition)
                self._budget.begin_at(partition, first, self.control.tally(self.topic, partition))
            plan = self._trials.plan(partition, first)
            if plan is FREE:
                if partition not in self._running:
                    await self._note_running(partition)
                yield plan
                return
            if not plan.condemned:
                self._trying.add(partition)
                await self._note(partition, status="trial", first=first, last=batch.last, deaths=plan.deaths)
            yield plan
            self._trials.passed(partition, batch.last)
            await self._note_running(partition)
            self._trying.discard(partition)

    async def absolve(self) -> None:
        """Strike out what is on trial: the process ends by an error of ours or the broker's, no record has killed it."""
        for partition in sorted(self._trying):
            await self._note(partition, status="running")

    async def _note_running(self, partition: int) -> None:
        await self._note(partition, status="running")
        self._running.add(partition)

    async def _note(self, partition: int, **what: Any) -> None:
        await self.control.put([Attempt(topic=self.topic, partition=partition, **what)])

    # -- what came of them ----------------------------------------------------------------

    def judged(self, batch: PartitionBatch, outcomes: Sequence[Outcome | Refused]) -> list[WireRecord]:
        """Count a batch's refusals; return the new balance, if it is new, to be sent with its outputs."""
        partition = batch.tp.partition
        if not self._budget.count(partition, outcomes):
            return []
        after, refused = batch.last + 1, self._budget.refused(partition)
        if reason := self._budget.over(partition):
            self._held.add(partition)
            self._due[partition] = Hold(
                topic=self.topic, partition=partition, stage=self.stage, offset=after, refused=refused, last=reason
            )  # fmt: skip
        tally = Tally(topic=self.topic, partition=partition, offset=after, refused=refused)
        return [(self.control.topic, 0, control_key(tally), encode(tally), [])]

    async def delivered(self, batch: PartitionBatch) -> None:
        """Put the hold that a batch has brought about; before the batch is acknowledged."""
        hold = self._due.get(batch.tp.partition)
        if hold is not None and hold.offset == batch.last + 1:
            await self.control.put([hold])
            del self._due[batch.tp.partition]

    def _resumed(self, place: tuple[str, int]) -> None:
        topic, partition = place
        if topic == self.topic:
            self._budget.reset(partition)
            self._held.discard(partition)
            self.on_room()
