"""What a gate knows of one partition."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.control import Attempt, Hold, Tally
from streams.control.breaker import CircuitBreaker
from streams.control.poison import PoisonDetector

__all__ = ["PartitionControl", "open_partition"]


@dataclass(slots=True)
class PartitionControl:
    """What a gate knows of one input partition since its assignment. Each assignment begins with a new object."""

    breaker: CircuitBreaker
    poison: PoisonDetector
    held: bool = False
    """Whether the reject limit was reached in this worker. The hold appears on the control topic later."""
    running: bool = False
    """Whether this worker has written the status `running` of the partition to the control topic."""
    on_trial: bool = False
    """Whether a batch of the partition is on trial now."""
    first_batch_due: bool = True
    """Whether the first batch since the assignment has yet to come."""
    due_hold: Hold | None = None
    """The hold to write once the broker has acknowledged the batch that caused the hold. None if no hold is due."""


def open_partition(limit: int, tally: Tally | None, attempt: Attempt | None) -> PartitionControl:
    """Return the PartitionControl of a newly assigned partition, from the last owner's rows on the control topic."""
    return PartitionControl(CircuitBreaker(limit, tally), PoisonDetector(attempt))
