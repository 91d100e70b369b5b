"""The gate between a stage's inbox and its step. It enforces the reject limit, and puts suspect records on trial."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import InitVar, dataclass, field, replace
from typing import Any

from faust.types import TP

from agents.stage import Outcome, Parking
from schemas.codec import encode
from schemas.control import Attempt, Hold, Park, Tally, control_key
from schemas.rejection import Rejection
from streams.control.parking import Run, Stepped
from streams.control.partition import PartitionControl, open_partition
from streams.control.poison import FREE, BatchPlan
from streams.control.source_gate import SourceGate
from streams.control.topic import ControlLog
from streams.transport import PartitionBatch, WireRecord

__all__ = ["Gate"]

log = logging.getLogger("silkwire.control")


@dataclass(slots=True)
class Gate:
    """Decides for one stage which batches run. It pauses held partitions, and counts rejected records.

    All gates of a process share the lock `turn`, so that one step runs at a time.
    """

    stage: str
    topic: str
    control: ControlLog
    limit: int
    turn: asyncio.Lock
    kills: Callable[[PartitionBatch], Awaitable[bool]]
    """Returns whether a batch of one record ends a separate process, in which the stage tries it."""
    parking: InitVar[Parking | None] = None
    on_capacity: Callable[[], None] = lambda: None
    _partitions: dict[int, PartitionControl] = field(default_factory=dict)
    sources: SourceGate | None = field(default=None, init=False)
    """Parks sources, if the stage does so. Else too many rejections of any source pause the partition."""

    def __post_init__(self, parking: Parking | None) -> None:
        self.control.on_resumed.append(self._resumed)
        if parking is not None:
            self.sources = SourceGate(self.topic, self.control, parking, self._partitions)

    # -- partitions come and go -----------------------------------------------------------

    def assigned(self, partitions: Iterable[TP]) -> None:
        """Create the PartitionControl of each new partition, from the control rows that the last owner wrote.

        The control topic must have been read to its end.
        """
        for partition in self._partitions.values():
            partition.owned = False
        for number in self._of_topic(partitions):
            self._partitions[number] = self._open(number)
            self._partitions[number].owned = True

    async def given_back(self, partitions: Iterable[TP]) -> None:
        """Write to the control topic which partitions this worker gives back without a crash.

        Their PartitionControl stays until the next assignment: a batch in flight may still have a hold to write.
        """
        clean = []
        for number in sorted(self._of_topic(partitions)):
            partition = self._partition(number)
            partition.owned = False
            if partition.running or partition.on_trial:
                partition.running = partition.on_trial = False
                clean.append(number)
        await self.control.put(Attempt(topic=self.topic, partition=number, status="clean") for number in clean)

    def _of_topic(self, partitions: Iterable[TP]) -> list[int]:
        return [tp.partition for tp in partitions if tp.topic == self.topic]

    def _open(self, number: int) -> PartitionControl:
        control = self.control
        parks = control.parks.of(self.topic, number) if self.sources else []
        return open_partition(self.limit, control.tally(self.topic, number), control.attempt(self.topic, number), parks)

    def _partition(self, number: int) -> PartitionControl:
        """Return the PartitionControl of a partition; create it if the partition was never assigned."""
        if number not in self._partitions:
            self._partitions[number] = self._open(number)
        return self._partitions[number]

    # -- which records may pass -----------------------------------------------------------

    def next_batch_limit(self, tp: TP) -> int:
        """Return how many records the partition's next batch may have; 0 while the partition is held."""
        if self.held(tp.partition):
            return 0
        partition = self._partition(tp.partition)
        return partition.poison.batch_limit() or min(partition.breaker.capacity(), partition.sources.capacity())

    def held(self, number: int) -> bool:
        """Return whether a partition is held: it waits until an operator resumes it."""
        return self._partition(number).held or self.control.hold(self.topic, number) is not None

    def balance(self, number: int) -> int:
        """Return how many more records of a partition were rejected than accepted; never below 0."""
        return self._partition(number).breaker.balance

    def parks(self, number: int) -> list[Park]:
        """Return the rows of the sources that are parked in a partition."""
        return list(self._partition(number).sources.parks.values())

    @asynccontextmanager
    async def passage(self, batch: PartitionBatch) -> AsyncIterator[BatchPlan]:
        """Wait until no other step runs, then yield how to process the batch.

        No other step starts until the context ends. A batch that goes on trial is first written to the control topic.
        Its row there is cleared when the context ends without an error.
        """
        number = batch.tp.partition
        async with self.turn:
            partition = self._partition(number)
            if partition.first_batch_due:
                partition.first_batch_due = False
                tally = self.control.tally(self.topic, number)
                partition.breaker.begin_at(batch.first_offset, tally)
                partition.sources.begin_at(batch.first_offset, tally)
            plan = partition.poison.plan(batch.first_offset)
            if plan is FREE:
                if not partition.running:
                    await self._note_running(number, partition)
                yield plan
                return
            if not plan.quarantined:
                partition.on_trial = True
                await self._note(number, status="trial", first=batch.first_offset, last=batch.last_offset, deaths=plan.deaths)
                if plan.suspect and await self.kills(batch):
                    plan = replace(plan, quarantined=True)
            yield plan
            if batch.abandoned:  # another worker has the partition, and writes its own notes
                return
            partition = self._partition(number)  # a new assignment may have begun meanwhile
            partition.poison.passed(batch.last_offset)
            await self._note_running(number, partition)
            partition.on_trial = False

    async def clear_trial(self) -> None:
        """Clear this stage's trials on the control topic.

        It is called when the process ends because of a failure that no record caused. So no record is blamed for it.
        """
        for number in sorted(number for number, partition in self._partitions.items() if partition.on_trial):
            await self._note(number, status="running")

    async def _note_running(self, number: int, partition: PartitionControl) -> None:
        await self._note(number, status="running")
        partition.running = True

    async def _note(self, number: int, **what: Any) -> None:
        await self.control.put([Attempt(topic=self.topic, partition=number, **what)])

    # -- outcomes and holds ---------------------------------------------------------------

    async def step(self, batch: PartitionBatch, run: Run, *, quarantined: bool = False) -> Stepped:
        """Run the step of a batch. If the stage parks sources, the records of parked sources are not run.

        The records of a quarantined batch are run, which rejects them. They are not decoded to find their source.
        """
        if self.sources is None:
            result = run(batch.records)
            return Stepped(result, result.outcomes)
        return await self.sources.step(batch, self._partition(batch.tp.partition), run, quarantined=quarantined)

    def count(self, batch: PartitionBatch, outcomes: Sequence[Outcome | Rejection]) -> list[WireRecord]:
        """Count the outcomes of a batch. Return a list with one control record, the new balance, to send with its outputs.

        The list is empty if the balance has not changed. If the balance reaches the limit, the partition is held.
        """
        number, after = batch.tp.partition, batch.last_offset + 1
        partition = self._partition(number)
        counts = partition.sources.counts
        changed = partition.breaker.count(outcomes)
        if not changed and counts == partition.noted:
            return []
        partition.noted = counts
        refused = partition.breaker.balance
        if reason := partition.breaker.tripped() or partition.sources.overflow:
            partition.held = True
            most = max([refused, *counts.values()])
            log.warning(
                "%s[%d] is held from offset %d on: %d more records were refused than accepted, the last for %s",
                self.topic, number, after, most, reason.value,
            )  # fmt: skip
            partition.due_hold = Hold(
                topic=self.topic, partition=number, stage=self.stage, offset=after, refused=most, last=reason.value
            )  # fmt: skip
        tally = Tally(topic=self.topic, partition=number, offset=after, refused=refused, sources=counts)
        return [(self.control.topic, 0, control_key(tally), encode(tally), [])]

    async def delivered(self, batch: PartitionBatch) -> None:
        """Write the hold that the batch has caused, if any. The caller acknowledges the batch only after this.

        If it was the last batch with pages of a source that an operator resumes, confirm that the source has left.
        """
        partition = self._partition(batch.tp.partition)
        if partition.undelivered.pop((batch.generation, batch.last_offset), None) and self.sources is not None:
            await self.sources.confirm(batch.tp.partition)
        hold = partition.due_hold
        if hold is not None and hold.offset == batch.last_offset + 1:
            await self.control.put([hold])
            partition.due_hold = None

    def _resumed(self, place: tuple[str, int]) -> None:
        topic, number = place
        if topic != self.topic:
            return
        if (partition := self._partitions.get(number)) is not None:
            partition.breaker.reset()
            partition.sources.reset()
            partition.noted = {}
            partition.held = False
        self.on_capacity()
