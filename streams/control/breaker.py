"""The circuit breaker: how many more records a partition may refuse.

The balance is a leaky bucket. Each refused record adds one, each accepted record takes one away; it never falls
below 0. So the breaker trips after `limit` rejections in a row, and when refused records outnumber accepted ones by
`limit` over a longer time.
"""

from __future__ import annotations

from collections.abc import Iterable

from agents.stage import Outcome
from schemas.control import Tally
from schemas.rejection import Reason, Rejection

__all__ = ["CircuitBreaker"]


class CircuitBreaker:
    """Counts the outcomes of one partition. Pure: a second run trips at the same record."""

    def __init__(self, limit: int, tally: Tally | None = None) -> None:
        """Continue from the tally of the last owner; without one the balance is 0."""
        self._limit = limit
        self._balance = min(tally.refused, limit) if tally else 0
        self._last: Reason | None = None

    @property
    def balance(self) -> int:
        """Return how many more records were refused than accepted; never below 0."""
        return self._balance

    def begin_at(self, offset: int, tally: Tally | None) -> None:
        """Subtract what the last owner counted from `offset` on: those records are counted again."""
        if tally is not None and tally.offset > offset:
            self._balance = max(0, self._balance - (tally.offset - offset))

    def capacity(self) -> int:
        """Return how many records can be processed before the limit may be reached; at least 1."""
        return max(1, self._limit - self._balance)

    def count(self, outcomes: Iterable[Outcome | Rejection]) -> bool:
        """Count the outcomes of a batch, in order; return whether the balance has changed."""
        before = self._balance
        for outcome in outcomes:
            if isinstance(outcome, Rejection):
                self._balance += 1
                self._last = outcome.reason
            elif self._balance:
                self._balance -= 1
        return self._balance != before

    def tripped(self) -> Reason | None:
        """Return the reason of the last rejection if the limit is reached, else None."""
        return self._last if self._balance >= self._limit else None

    def reset(self) -> None:
        """Set the balance to 0: an operator has resumed the partition."""
        self._balance = 0
