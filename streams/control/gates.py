"""The gates of a worker; each decides whether its stage may process the next batch of a partition."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from aiokafka.errors import KafkaError
from faust.types import TP

from schemas.control import Hold
from streams.control.gate import Gate
from streams.control.topic import ControlLog

__all__ = ["Gates"]

CLEAR_SECONDS = 2.0
"""How long a worker that fails tries to clear its trials."""


@dataclass(slots=True)
class Gates:
    """The gates of a process. They share the control topic, and the turn to run a step."""

    control: ControlLog
    limit: int
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _gates: list[Gate] = field(default_factory=list)
    _assigned: set[TP] = field(default_factory=set)

    def gate(self, stage: str, topic: str) -> Gate:
        """Return a new gate for a stage and the full name of its input topic."""
        gate = Gate(stage, topic, self.control, self.limit, self.turn)
        self._gates.append(gate)
        return gate

    async def assigned(self, partitions: set[TP]) -> None:
        """Read what the last owners of the partitions noted, and continue from it."""
        await self.control.caught_up()
        self._assigned = set(partitions)
        for gate in self._gates:
            gate.assigned(partitions)

    async def given_back(self, partitions: set[TP]) -> None:
        """Note that the partitions were given back in good order."""
        self._assigned -= partitions
        await asyncio.gather(*(gate.given_back(partitions) for gate in self._gates))

    async def clear_trials(self) -> None:
        """Clear the trial notes; if the broker does not take them in time, the trial counts as a death."""
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(CLEAR_SECONDS):
                await asyncio.gather(*(gate.clear_trial() for gate in self._gates))

    async def stop(self) -> None:
        """Give back the partitions that are left, after all work on them is committed."""
        await self.given_back(set(self._assigned))
        await self.control.stop()

    def holds(self) -> Iterator[Hold]:
        """Yield the holds on partitions of this worker."""
        for tp in sorted(self._assigned):
            hold = self.control.hold(tp.topic, tp.partition)
            if hold is not None:
                yield hold
