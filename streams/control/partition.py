"""What a gate knows of one partition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.control import Attempt, Hold, Park, Tally
from streams.control.breaker import CircuitBreaker
from streams.control.poison import PoisonDetector
from streams.control.sources import SourceBreakers

__all__ = ["PartitionControl", "open_partition"]


@dataclass(slots=True)
class PartitionControl:
    """What a gate knows of one input partition since its assignment. Each assignment begins with a new object."""

    breaker: CircuitBreaker
    sources: SourceBreakers
    poison: PoisonDetector
    noted: dict[str, int] = field(default_factory=dict)
    """The counts of the sources in the last tally row."""
    undelivered: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    """The sources that have parked records in a batch that is not delivered, by assignment and last offset of the batch."""
    owned: bool = False
    """Whether the partition is assigned to this worker."""
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


def open_partition(limit: int, tally: Tally | None, attempt: Attempt | None, parks: Iterable[Park] = ()) -> PartitionControl:
    """Return the PartitionControl of a newly assigned partition, from the last owner's rows on the control topic."""
    breaker, sources = CircuitBreaker(limit, tally), SourceBreakers(limit, tally, parks)
    return PartitionControl(breaker, sources, PoisonDetector(attempt), noted=dict(tally.sources) if tally else {})
