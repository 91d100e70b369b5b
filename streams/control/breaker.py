"""The circuit breaker: it finds when too many records of a partition are rejected.

The balance is a leaky bucket. Each rejected record adds one, and each accepted record takes one away. The balance never
falls below 0. So the breaker trips after `limit` rejections in a row. Over a longer time, it trips when there are
`limit` more rejections than accepted records.
"""

from __future__ import annotations

from collections.abc import Iterable

from agents.stage import Outcome
from schemas.control import Tally
from schemas.rejection import Reason, Rejection

__all__ = ["CircuitBreaker"]


class CircuitBreaker:
    """Counts the rejected and accepted records of one partition. Pure: a second run trips at the same record."""

    def __init__(self, limit: int, tally: Tally | None = None) -> None:
        """Continue from the tally, which is the balance that the last owner wrote. Without a tally the balance is 0."""
        self._limit = limit
        self._balance = min(tally.refused, limit) if tally else 0
        self._last: Reason | None = None

    @property
    def balance(self) -> int:
        """Return how many more records were rejected than accepted; never below 0."""
        return self._balance

    def begin_at(self, offset: int, tally: Tally | None) -> None:
        """Lower the balance by one for each offset from `offset` to the tally's offset.

        The last owner has counted these records, and they are counted again. The balance never falls below 0.
        """
        if tally is not None and tally.offset > offset:
            self._balance = max(0, self._balance - (tally.offset - offset))

    def capacity(self) -> int:
        """Return how many records can be processed before the limit may be reached; at least 1."""
        return max(1, self._limit - self._balance)

    def count(self, outcomes: Iterable[Outcome | Rejection]) -> bool:
        """Count the outcomes of a batch, in order. Return whether the balance has changed."""
        before = self._balance
        for outcome in outcomes:
            if isinstance(outcome, Rejection):
                self._balance += 1
                self._last = outcome.reason
            elif self._balance:
                self._balance -= 1
        return self._balance != before

    def tripped(self) -> Reason | None:
        """Return the reason of the last rejection if the balance has reached the limit, else None."""
        return self._last if self._balance >= self._limit else None

    def reset(self) -> None:
        """Set the balance to 0, because an operator has resumed the partition."""
        self._balance = 0
