"""Finds a record that crashes the process, by what was on trial when the process crashed.

    normal ─ crash ─▶ one batch at a time ─ crash ─▶ each record of that batch alone ─ crash ─▶ the record is suspect

    suspect ─ tried in a separate process ─┬─ that process ends ─▶ the record is quarantined
                                           └─ it passes ─▶ the worker was killed from outside: the record is processed

Before each trial the worker writes a note to the control topic: an `Attempt` with the offsets on trial. It clears the
note after the commit. During a trial the whole worker does one thing at a time, so a note that is left after a crash
names the records to blame. The worker commits after each trial. So two suspects near each other cannot send it back to
the first suspect again and again.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.control import Attempt

__all__ = ["DEATHS", "FREE", "BatchPlan", "PoisonDetector"]

DEATHS = 3
"""Number of crashes after which the record on trial is suspect."""

LAST_DEATH = 6
"""Number of crashes after which the record on trial is quarantined, although it has passed in a separate process.

That process has no state and little in its memory. A record may end only a worker that has much of both.
"""

TRIAL_BATCHES = 64
"""Number of batches that go on trial after a crash. A process has fewer batches in flight than this."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """How to process a batch: normally, on trial, or not at all because its record is quarantined.

    `deaths` is the number of crashes that the batch may have caused. If it is 0, the batch is processed normally. A
    `suspect` record is first tried in a separate process.
    """

    deaths: int = 0
    suspect: bool = False
    quarantined: bool = False

    @property
    def alone(self) -> bool:
        """Return whether the worker must do nothing else while it processes the batch."""
        return self.deaths > 0


FREE = BatchPlan()


@dataclass(slots=True)
class _Suspicion:
    """What the last crash makes suspect: the records at offsets `first` to `last`, which were on trial.

    `last` is -1 if no records were on trial. `batches` is the number of batches that still have to pass a trial.
    """

    deaths: int = 1
    first: int = 0
    last: int = -1
    batches: int = TRIAL_BATCHES


class PoisonDetector:
    """Decides which batches of one partition go on trial, and which record is quarantined. Pure."""

    def __init__(self, left: Attempt | None = None) -> None:
        """Take over a partition. `left` is the note that the last owner left on the control topic, if any."""
        self._suspicion = _suspicion(left)

    def batch_limit(self) -> int | None:
        """Return how many records the next batch may have, or None for any number."""
        return 1 if self._suspicion and self._suspicion.last >= 0 else None

    def plan(self, first: int) -> BatchPlan:
        """Return how to process the batch that begins at offset `first`."""
        suspicion = self._suspicion
        if suspicion is None:
            return FREE
        if not suspicion.first <= first <= suspicion.last:
            return BatchPlan(deaths=1)
        alone = suspicion.first == suspicion.last
        last_death = alone and suspicion.deaths >= LAST_DEATH
        return BatchPlan(suspicion.deaths, suspect=alone and suspicion.deaths >= DEATHS, quarantined=last_death)

    def passed(self, last: int) -> None:
        """Record that a batch on trial ended without a crash. `last` is the last offset of the batch."""
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
    return _Suspicion(left.deaths + 1, left.first, left.last)
