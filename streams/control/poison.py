"""Finds a record that kills the process, by what was on trial when the process died.

    running, died ─▶ batches one at a time ─ died ─▶ its records one at a time ─ died ─▶ that record is quarantined

A note on the control topic names each attempt before it begins; the commit of the attempt removes the note. During
a trial the whole worker does one thing at a time, so a note that is left over names the record to blame. Each step of a trial
is committed, so two suspects near each other cannot send the worker back before the first again and again.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.control import Attempt

__all__ = ["DEATHS", "FREE", "BatchPlan", "PoisonDetector"]

DEATHS = 3
"""Deaths of a process after which its record is quarantined."""

TRIAL_BATCHES = 64
"""Batches processed one at a time after a death: more than one process can have had in flight."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """How to process a batch: freely, on trial after `deaths` deaths, or not at all because it is quarantined."""

    deaths: int = 0
    quarantined: bool = False

    @property
    def alone(self) -> bool:
        """Return whether the worker must do nothing else meanwhile."""
        return self.deaths > 0


FREE = BatchPlan()


@dataclass(slots=True)
class _Suspicion:
    """Records `first` to `last` were on trial when the process died; no records if `last` is -1.

    `quarantined` is the offset of a record that is proven poison, else -1; `batches` is how many trials are left.
    """

    deaths: int = 1
    first: int = 0
    last: int = -1
    quarantined: int = -1
    batches: int = TRIAL_BATCHES


class PoisonDetector:
    """The suspicion against one partition. Pure."""

    def __init__(self, left: Attempt | None = None) -> None:
        """Take over a partition; `left` is the note of its last owner."""
        self._suspicion = _suspicion(left)

    def batch_limit(self) -> int | None:
        """Return how many records the next batch may have; None: any number."""
        return 1 if self._suspicion and self._suspicion.last >= 0 else None

    def plan(self, first: int) -> BatchPlan:
        """Return how to process the batch that begins at offset `first`."""
        suspicion = self._suspicion
        if suspicion is None:
            return FREE
        if not suspicion.first <= first <= suspicion.last:
            return BatchPlan(deaths=1)
        return BatchPlan(suspicion.deaths, quarantined=first == suspicion.quarantined)

    def passed(self, last: int) -> None:
        """Note that a batch on trial, up to offset `last`, did no harm."""
        suspicion = self._suspicion
        if suspicion is None:
            return
        if last >= suspicion.last:
            suspicion.last, suspicion.batches = -1, suspicion.batches - 1
        if suspicion.batches == 0:
            self._suspicion = None


def _suspicion(left: Attempt | None) -> _Suspicion | None:
    if left is None or left.status == "clean":
        return None
    if left.status == "running":
        return _Suspicion()
    deaths = left.deaths + 1
    proven = left.first == left.last and deaths >= DEATHS
    return _Suspicion(deaths, left.first, left.last, left.first if proven else -1)
