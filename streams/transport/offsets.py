"""Which offsets may be committed: never past a batch that is still open."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from faust.types import TP

__all__ = ["Offsets"]


class _Open(Protocol):
    @property
    def last_offset(self) -> int:
        """Return the last offset of the batch."""

    @property
    def acked(self) -> bool:
        """Return whether the broker has acknowledged everything that the batch gave."""


B = TypeVar("B", bound=_Open)


@dataclass(slots=True)
class _Progress(Generic[B]):
    """The batches of one partition that were handed out, in order, and the offset after those that are done."""

    batches: deque[B] = field(default_factory=deque)
    done: int | None = None


class Offsets(Generic[B]):
    """The batches that were handed out, by partition, and how far all of them are done.

    Plain Faust derives the commit from the set of acknowledged offsets. So it can commit past a record that is still
    being processed (Faust issues 606 and 316).
    """

    def __init__(self) -> None:
        self._progress: dict[TP, _Progress[B]] = {}

    def open(self, tp: TP, batch: B) -> None:
        """Note that work on a batch begins. The batches of a partition come in order."""
        self._progress.setdefault(tp, _Progress()).batches.append(batch)

    def committable(self, tp: TP) -> int | None:
        """Return the offset to continue from after a restart, None if nothing is done yet."""
        progress = self._progress.get(tp)
        if progress is None:
            return None
        while progress.batches and progress.batches[0].acked:
            progress.done = progress.batches.popleft().last_offset + 1
        return progress.done

    def oldest(self, tp: TP) -> B | None:
        """Return the partition's first batch that is still open, None without one."""
        progress = self._progress.get(tp)
        return next((batch for batch in progress.batches if not batch.acked), None) if progress else None

    def partitions(self) -> list[TP]:
        """Return the partitions that have had a batch since they were assigned."""
        return list(self._progress)

    def forget(self, tp: TP) -> None:
        """Drop a partition that was revoked or rewound."""
        self._progress.pop(tp, None)
