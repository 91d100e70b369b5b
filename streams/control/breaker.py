"""How many refusals a partition may still have: a leaky bucket.

Each refused record adds one, each accepted one takes one away, never below 0. So a partition is
held after `limit` refusals in a row, and when for long more is refused than accepted.
"""

from __future__ import annotations

from collections.abc import Iterable

from agents.stage import Outcome
from schemas.control import Tally
from schemas.rejection import Reason, Refused

__all__ = ["RejectBudget"]


class RejectBudget:
    """The balances of a stage's partitions; pure, so that a replay reaches the limit at the same record."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._refused: dict[int, int] = {}
        self._last: dict[int, Reason] = {}

    def open(self, partition: int, tally: Tally | None) -> None:
        """Go on from the balance that the last owner of a partition noted."""
        self._refused[partition] = min(tally.refused, self._limit) if tally else 0

    def begin_at(self, partition: int, offset: int, tally: Tally | None) -> None:
        """Take back what was counted from `offset` on: those records are counted again."""
        if tally is not None and tally.offset > offset:
            self._refused[partition] = max(0, self.refused(partition) - (tally.offset - offset))

    def refused(self, partition: int) -> int:
        """Return the balance of a partition."""
        return self._refused.get(partition, 0)

    def room(self, partition: int) -> int:
        """Return how many records may be judged before the limit can be reached; at least 1."""
        return max(1, self._limit - self.refused(partition))

    def count(self, partition: int, outcomes: Iterable[Outcome | Refused]) -> bool:
        """Count a batch's outcomes in order; say whether the balance has changed."""
        before = balance = self.refused(partition)
        for outcome in outcomes:
            if isinstance(outcome, Refused):
                balance += 1
                self._last[partition] = outcome.reason
            elif balance:
                balance -= 1
        self._refused[partition] = balance
        return balance != before

    def over(self, partition: int) -> Reason | None:
        """Return the last refusal's reason where the limit is reached."""
        return self._last.get(partition) if self.refused(partition) >= self._limit else None

    def reset(self, partition: int) -> None:
        """Forget the balance: an operator has resumed the partition."""
        self._refused[partition] = 0
