"""What a gate knows of one partition."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.control import Attempt, Hold, Tally
from streams.control.breaker import CircuitBreaker
from streams.control.poison import PoisonDetector

__all__ = ["PartitionControl", "open_partition"]


@dataclass(slots=True)
class PartitionControl:
    """One partition of a stage's input; each assignment begins with a new record."""

    breaker: CircuitBreaker
    poison: PoisonDetector
    held: bool = False
    """Its limit was reached here; the control topic shows the hold only later."""
    running: bool = False
    """This worker has noted it as running."""
    on_trial: bool = False
    """A batch of it is on trial now."""
    first_batch_due: bool = True
    """Its first batch since the assignment has not come yet."""
    due_hold: Hold | None = None
    """The hold to write once the batch that caused it is delivered."""


def open_partition(limit: int, tally: Tally | None, attempt: Attempt | None) -> PartitionControl:
    """Return the record of a new assignment, from what the last owner noted."""
    return PartitionControl(CircuitBreaker(limit, tally), PoisonDetector(attempt))
