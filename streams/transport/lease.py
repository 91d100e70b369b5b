"""Says whether a generation of the group still serves: whether its outputs may be sent.

A generation is an assignment of partitions to the members of the group. It serves while no other worker can have its
partitions. Kafka gives a member's partitions to others only after the session timeout without a heartbeat, or after the
rebalance timeout without a join. So an answer to a heartbeat is a lease. It runs from the time of the request, because
the broker got the request later than that. A process that slept learns only from its next answer that its generation is
over. Until then it cannot know, and sends nothing.

    the member's generation is     the lease        standing
    the generation of the output   has not run out  SERVES: send
    the generation of the output   has run out      UNSURE: wait for the next answer
    another, or none               -                OVER: drop

The thread that talks to the broker writes the lease; the producer's event loop reads it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

__all__ = ["GenerationOver", "Lease", "Standing", "lease_clock"]

CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""On Linux, the clock that also counts the time in which the machine is suspended."""

ASK_AGAIN_SECONDS = 0.05
"""Pause before an output that waits for the group's answer is checked again."""


def lease_clock() -> float:
    """Return seconds of a clock that never goes back."""
    return time.clock_gettime(CLOCK)


class GenerationOver(Exception):  # noqa: N818  named after the state
    """A record batch was not sent, because the generation of its outputs is over."""


class Standing(Enum):
    """What is known about a generation."""

    SERVES = auto()
    """No other worker can have its partitions."""
    UNSURE = auto()
    """Its lease has run out, and the group has not answered yet."""
    OVER = auto()
    """The worker is no longer a member of it. This is final."""


class _Grant(NamedTuple):
    generation: int
    stable_at: float
    """When the last request left that found the group stable."""
    until: float


class Lease:
    """The lease of the worker's generation.

    `generation` returns the generation of which the worker is a member now, as far as it knows.
    """

    def __init__(
        self,
        generation: Callable[[], int],
        session_seconds: float,
        rebalance_seconds: float,
        clock: Callable[[], float] = lease_clock,
    ) -> None:
        self._generation = generation
        self._session_seconds = session_seconds
        self._rebalance_seconds = rebalance_seconds
        self.clock = clock
        self._grant = _Grant(-1, 0.0, 0.0)

    def granted(self, generation: int, asked_at: float, *, rebalancing: bool = False) -> None:
        """Record that the group has answered a request of `asked_at`: the worker is a member of this generation.

        `rebalancing`: the group waits for its members to join again. A member that does not join in time loses its
        partitions though it sends heartbeats.
        """
        until = asked_at + self._session_seconds
        last = self._grant
        if not rebalancing:
            self._grant = _Grant(generation, asked_at, until)
        elif last.generation == generation:
            self._grant = last._replace(until=min(until, last.stable_at + self._rebalance_seconds))

    def standing(self, generation: int) -> Standing:
        """Return what is known about a generation now."""
        if generation != self._generation():
            return Standing.OVER
        return Standing.SERVES if self.remaining(generation) > 0 else Standing.UNSURE

    def remaining(self, generation: int) -> float:
        """Return how many seconds of the generation's lease are left; 0 or less if it has run out."""
        grant = self._grant
        return grant.until - self.clock() if grant.generation == generation else 0.0

    async def serves(self, generation: int) -> bool:
        """Return whether outputs of a generation may be sent. Wait while this is unsure."""
        while (standing := self.standing(generation)) is Standing.UNSURE:
            await asyncio.sleep(ASK_AGAIN_SECONDS)
        return standing is Standing.SERVES
