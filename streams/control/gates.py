"""All guards of a worker, as its consumer and its health see them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from aiokafka.errors import KafkaError
from faust.types import TP

from schemas.control import Hold
from streams.control.gate import Guard
from streams.control.topic import ControlLog

__all__ = ["Guards"]

ABSOLVE_SECONDS = 2.0


@dataclass(slots=True)
class Guards:
    """The guards of a process: they share the control topic, and the turn to run a step."""

    control: ControlLog
    limit: int
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _guards: list[Guard] = field(default_factory=list)
    _assigned: set[TP] = field(default_factory=set)

    def guard(self, stage: str, topic: str) -> Guard:
        """Return a new guard for a stage."""
        guard = Guard(stage, topic, self.control, self.limit, self.turn)
        self._guards.append(guard)
        return guard

    async def assigned(self, partitions: set[TP]) -> None:
        """Read what the last owners of the partitions noted, and go on from it."""
        await self.control.caught_up()
        self._assigned = set(partitions)
        for guard in self._guards:
            guard.assigned(partitions)

    async def given_back(self, partitions: set[TP]) -> None:
        """Note that the partitions were given back in good order."""
        self._assigned -= partitions
        await asyncio.gather(*(guard.given_back(partitions) for guard in self._guards))

    async def absolve(self) -> None:
        """Strike out what is on trial; where the broker cannot take the note, the trial counts as a death."""
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(ABSOLVE_SECONDS):
                await asyncio.gather(*(guard.absolve() for guard in self._guards))

    async def stop(self) -> None:
        """Give back what is left, after all that was done with it is committed."""
        await self.given_back(set(self._assigned))
        await self.control.stop()

    def holds(self) -> Iterator[Hold]:
        """Yield the holds on partitions of this worker."""
        for tp in sorted(self._assigned):
            hold = self.control.hold(tp.topic, tp.partition)
            if hold is not None:
                yield hold
