"""Which offsets may be committed: never past a batch that is still open."""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol, TypeVar

from faust.types import TP

__all__ = ["Offsets"]


class _Open(Protocol):
    @property
    def last(self) -> int:
        """The last offset of the batch."""

    @property
    def acked(self) -> bool:
        """Whether all that the batch gave is acknowledged by the broker."""


B = TypeVar("B", bound=_Open)


class Offsets(Generic[B]):
    """The batches handed out a partition, in order, and how far all of them are done.

    Plain Faust derives the commit from the set of acknowledged offsets and so can
    commit past a record that is still being worked on (its issues 606 and 316).
    """

    def __init__(self) -> None:
        self._open: dict[TP, deque[B]] = {}
        self._next: dict[TP, int] = {}

    def open(self, tp: TP, batch: B) -> None:
        """Note that work on a batch begins; batches of a partition come in order."""
        self._open.setdefault(tp, deque()).append(batch)

    def committable(self, tp: TP) -> int | None:
        """Return the offset to go on from, or None where nothing is done yet."""
        batches = self._open.get(tp, ())
        while batches and batches[0].acked:
            self._next[tp] = batches.popleft().last + 1
        return self._next.get(tp)

    def oldest(self, tp: TP) -> B | None:
        """Return the first batch of a partition that is still open."""
        return next((batch for batch in self._open.get(tp, ()) if not batch.acked), None)

    def partitions(self) -> list[TP]:
        """Return the partitions that have, or had, a batch since they were assigned."""
        return list(self._open)

    def forget(self, tp: TP) -> None:
        """Drop a partition that was revoked or rewound: it starts afresh."""
        self._open.pop(tp, None)
        self._next.pop(tp, None)
