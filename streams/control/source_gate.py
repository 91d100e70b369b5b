"""Parks the sources of a stage's partitions, and answers the operator who resumes them.

An operator sets `resuming` in the park rows of a source. The worker parks no further page of it, waits until every parked
page is delivered, and removes the row. Once the row is gone, all parked pages are on pages.parked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiokafka.errors import KafkaError

from agents.stage import Parking
from schemas.control import Park
from streams.control.parking import Run, Stepped, step_apart
from streams.control.partition import PartitionControl
from streams.control.topic import ControlLog
from streams.transport import PartitionBatch

__all__ = ["SourceGate"]

log = logging.getLogger("silkwire.control")


@dataclass(slots=True)
class SourceGate:
    """The part of a gate that parks sources. `partitions` are those of the gate."""

    topic: str
    control: ControlLog
    parking: Parking
    partitions: Mapping[int, PartitionControl]
    _confirming: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.control.parks.on_row.append(self._changed)

    async def step(self, batch: PartitionBatch, partition: PartitionControl, run: Run, *, quarantined: bool) -> Stepped:
        """Run the step of a batch. The records of parked sources are not decoded: they have the outcome PARKED.

        A source that the batch has parked is on the control topic before any output of the batch is sent.
        """
        stepped = step_apart(
            self.parking, partition.sources, batch.records, run, self.control.parks.resumed, quarantined=quarantined
        )
        if stepped.waiting:
            partition.undelivered[batch.generation, batch.last_offset] = stepped.waiting
        for park in stepped.new:
            log.warning(
                "source %s is parked in %s[%d] from offset %d on: %d pages in a row were refused, the last for %s",
                park.source, park.topic, park.partition, park.offset, park.refused, park.last,
            )  # fmt: skip
        await self.control.put(stepped.new)
        return stepped

    def _changed(self, park: Park) -> None:
        partition = self.partitions.get(park.partition)
        if park.topic != self.topic or partition is None or not partition.owned:
            return
        partition.sources.adopt(park)
        if park.resuming:
            log.warning("source %s is resumed in %s[%d]", park.source, park.topic, park.partition)
            task = asyncio.ensure_future(self._confirm_or_log(park.partition))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def confirm_all(self) -> None:
        """Confirm the sources that an operator resumed before their partitions were assigned to this worker."""
        for number in sorted(self.partitions):
            await self.confirm(number)

    async def _confirm_or_log(self, number: int) -> None:
        try:
            await self.confirm(number)
        except KafkaError as error:  # the operator's command says that nobody answers, and can be run again
            log.warning("%s[%d]: a source is resumed, and its row cannot be removed: %s", self.topic, number, error)

    async def confirm(self, number: int) -> None:
        """Remove the rows of the resumed sources that have no parked record in a batch that is not delivered."""
        async with self._confirming:
            partition = self.partitions.get(number)
            if partition is None or not partition.owned:
                return
            undelivered = set().union(*partition.undelivered.values())
            gone = [park for source, park in partition.sources.leaving.items() if source not in undelivered]
            await self.control.remove(gone)
            for park in gone:
                if partition.sources.leaving.get(park.source) is park:  # else an operator has written the row again
                    del partition.sources.leaving[park.source]
