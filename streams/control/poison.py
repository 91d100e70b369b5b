"""How a record that kills the process is found: by what was on trial when it died.

    running, died ─▶ batches one at a time ─ died ─▶ its records one at a time ─ died ─▶ that record is quarantined

Each attempt is noted before it begins and struck out after it is committed. On trial the whole
worker does one thing at a time, so a note that was left names what killed it; and since each
step is committed, suspects that lie close together cannot send it back before one another.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.control import Attempt

__all__ = ["DEATHS", "FREE", "Plan", "Trials"]

DEATHS = 3
"""Deaths of a process after which its record is quarantined."""

TRIAL_BATCHES = 64
"""Batches tried one at a time after a death: more than can have been on their way in a process."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to take a batch: freely, on trial after so many deaths, or not at all."""

    deaths: int = 0
    condemned: bool = False

    @property
    def alone(self) -> bool:
        """Whether nothing else may be done meanwhile."""
        return self.deaths > 0


FREE = Plan()


@dataclass(slots=True)
class _Suspicion:
    """What a partition is tried for: records `since` to `until` were on trial at so many deaths, one of them the last."""

    deaths: int = 1
    since: int = 0
    until: int = -1
    condemned: int = -1
    batches: int = TRIAL_BATCHES


class Trials:
    """The suspicions of a stage's partitions; pure."""

    def __init__(self) -> None:
        self._suspicions: dict[int, _Suspicion] = {}

    def open(self, partition: int, left: Attempt | None) -> None:
        """Take over a partition; `left` is what its last owner noted."""
        self._suspicions.pop(partition, None)
        if left is None or left.status == "clean":
            return
        if left.status == "running":
            self._suspicions[partition] = _Suspicion()
            return
        deaths = left.deaths + 1
        condemned = left.first if left.first == left.last and deaths >= DEATHS else -1
        self._suspicions[partition] = _Suspicion(deaths, left.first, left.last, condemned)

    def width(self, partition: int) -> int | None:
        """Return how many records a batch may have; None: any number."""
        suspicion = self._suspicions.get(partition)
        return 1 if suspicion and suspicion.until >= 0 else None

    def plan(self, partition: int, first: int) -> Plan:
        """Say how to take the batch that begins at an offset."""
        suspicion = self._suspicions.get(partition)
        if suspicion is None:
            return FREE
        if not suspicion.since <= first <= suspicion.until:
            return Plan(deaths=1)
        return Plan(suspicion.deaths, condemned=first == suspicion.condemned)

    def passed(self, partition: int, last: int) -> None:
        """Note that a batch on trial, up to an offset, did no harm."""
        suspicion = self._suspicions.get(partition)
        if suspicion is None:
            return
        if last >= suspicion.until:
            suspicion.until, suspicion.batches = -1, suspicion.batches - 1
        if suspicion.batches == 0:
            del self._suspicions[partition]
