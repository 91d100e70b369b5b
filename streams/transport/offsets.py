"""Computes which offset of a partition may be committed: never an offset past an open batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Sized
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from faust.types import TP

__all__ = ["Offsets"]


class _Open(Protocol):
    @property
    def records(self) -> Sized:
        """Return the records of the batch."""

    @property
    def last_offset(self) -> int:
        """Return the last offset of the batch."""

    @property
    def acked(self) -> bool:
        """Return whether the broker has acknowledged every output of the batch."""


B = TypeVar("B", bound=_Open)


@dataclass(slots=True)
class _Progress(Generic[B]):
    """The batches of one partition from the first open one on, in order.

    `done` is the offset after the finished batches before them; None if no batch is finished.
    """

    batches: deque[B] = field(default_factory=deque)
    done: int | None = None


class Offsets(Generic[B]):
    """The open batches of each partition, and the offset up to which every batch is finished.

    Plain Faust derives the commit from the set of acknowledged offsets. So it can commit past a record that is still
    being processed (Faust issues 606 and 316).
    """

    def __init__(self) -> None:
        self._progress: dict[TP, _Progress[B]] = {}

    def open(self, tp: TP, batch: B) -> None:
        """Record that an agent begins work on a batch. The batches of a partition must come in offset order."""
        self._progress.setdefault(tp, _Progress()).batches.append(batch)

    def committable(self, tp: TP) -> int | None:
        """Return the offset to commit: a restart continues there. Return None if no batch is finished yet."""
        progress = self._progress.get(tp)
        if progress is None:
            return None
        while progress.batches and progress.batches[0].acked:
            progress.done = progress.batches.popleft().last_offset + 1
        return progress.done

    def reached(self, tp: TP, offset: int) -> None:
        """Record that every record before `offset` is finished. It has no effect while a batch is open."""
        done = self.committable(tp)
        progress = self._progress.setdefault(tp, _Progress())
        if not progress.batches and (done is None or done < offset):
            progress.done = offset

    def open_records(self, tp: TP) -> int:
        """Return how many records of a partition are in open batches."""
        progress = self._progress.get(tp)
        return sum(len(batch.records) for batch in progress.batches if not batch.acked) if progress else 0

    def oldest(self, tp: TP) -> B | None:
        """Return the partition's first open batch, or None if no batch is open."""
        progress = self._progress.get(tp)
        return next((batch for batch in progress.batches if not batch.acked), None) if progress else None

    def partitions(self) -> list[TP]:
        """Return the partitions that have an offset to commit, or an open batch."""
        return list(self._progress)

    def forget(self, tp: TP) -> None:
        """Drop all batches of a partition that was revoked or rewound."""
        self._progress.pop(tp, None)
