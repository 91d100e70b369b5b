"""The gates of a worker. Each gate decides whether its stage may process the next batch of a partition."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from aiokafka.errors import KafkaError
from faust.types import TP

from agents.stage import Parking
from schemas.control import Hold
from streams.control.gate import Gate
from streams.control.topic import ControlLog
from streams.isolated import ends_its_process

__all__ = ["Gates"]

CLEAR_SECONDS = 2.0
"""Longest time that a failing worker takes to clear its trials on the control topic, in seconds."""


@dataclass(slots=True)
class Gates:
    """The gates of a process. They share the control topic, and the lock `turn` under which a step runs."""

    control: ControlLog
    limit: int
    trial_seconds: float
    """Longest time that a suspect record may take in a separate process."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _gates: list[Gate] = field(default_factory=list)
    _assigned: set[TP] = field(default_factory=set)

    def gate(self, stage: str, topic: str, parking: Parking | None = None) -> Gate:
        """Return a new gate for a stage. `topic` is the full name of the stage's input topic."""
        kills = partial(ends_its_process, stage, self.trial_seconds)
        gate = Gate(stage, topic, self.control, self.limit, self.turn, kills, parking)
        self._gates.append(gate)
        return gate

    async def assigned(self, partitions: set[TP]) -> None:
        """Read the control topic to its end, then let each gate continue from the rows of the last owners."""
        await self.control.caught_up()
        self._assigned = set(partitions)
        for gate in self._gates:
            gate.assigned(partitions)
        await asyncio.gather(*(gate.sources.confirm_all() for gate in self._gates if gate.sources is not None))

    async def given_back(self, partitions: set[TP]) -> None:
        """Write to the control topic that this worker gives the partitions back without a crash."""
        self._assigned -= partitions
        await asyncio.gather(*(gate.given_back(partitions) for gate in self._gates))

    async def clear_trials(self) -> None:
        """Clear the trials of all stages on the control topic, because the records on trial are not to blame.

        If the broker does not answer in time, the next owner treats the failure as a crash by these records.
        """
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(CLEAR_SECONDS):
                await asyncio.gather(*(gate.clear_trial() for gate in self._gates))

    async def stop(self) -> None:
        """Give back the remaining partitions, and stop following the control topic.

        All work on the partitions must have been committed.
        """
        await self.given_back(set(self._assigned))
        await self.control.stop()

    def holds(self) -> Iterator[Hold]:
        """Yield the holds on the partitions that are assigned to this worker."""
        for tp in sorted(self._assigned):
            hold = self.control.hold(tp.topic, tp.partition)
            if hold is not None:
                yield hold
