"""A model of the workers that write to one partition of a state topic, one after the other and at the same time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint, StateRow

__all__ = ["Writer", "Writers", "rows_of"]

Chunk = tuple[list[tuple[bytes, bytes]], int | None]
"""A record batch of Kafka. The last one of a batch of input also has the input offset up to which the batch goes."""


def rows_of(offset: int) -> list[StateRow]:
    """Return the rows of an input record. They are the same, whichever worker writes them; some records have none."""
    return [StateRow(offset=offset, index=index, arrival=offset, algorithm="a") for index in range((offset * 7) % 4)]


@dataclass
class Writer:
    """A worker: how far it has processed the input, and the record batches that the broker does not have yet."""

    position: int
    pending: deque[Chunk] = field(default_factory=deque)

    def process(self, count: int, size: int) -> None:
        """Process a batch of input records. `size` is the number of state records that fit one record batch."""
        since, through = self.position, self.position + count - 1
        records = [(ROW_KEY, encode(row)) for offset in range(since, through + 1) for row in rows_of(offset)]
        done = Checkpoint(since=since, through=through, rows=len(records), arrival=through, algorithm="a")
        records.append((CHECKPOINT_KEY, encode(done)))
        starts = range(0, len(records), size)
        self.pending += [(records[at : at + size], through if at == starts[-1] else None) for at in starts]
        self.position = through + 1


@dataclass
class Writers:
    """The log of the state topic, the commit of the group, the worker that owns the partition, and those that did."""

    log: list[tuple[bytes, bytes]] = field(default_factory=list)
    commit: int = 0
    owner: Writer = field(default_factory=lambda: Writer(0))
    fenced: list[Writer] = field(default_factory=list)

    def process(self, count: int, size: int) -> None:
        """Let the owner process a batch."""
        self.owner.process(count, size)

    def lands(self, count: int) -> None:
        """Let the broker take record batches of the owner. It commits a batch that the broker has as a whole."""
        for _ in range(min(count, len(self.owner.pending))):
            self.commit = self._land(self.owner) or self.commit

    def is_fenced(self) -> None:
        """Let another worker take over. The broker may get the owner's record batches later."""
        self.fenced.append(self.owner)
        self.owner = Writer(self.commit)

    def is_refused(self) -> None:
        """Let the broker refuse a record batch of the owner, which ends. The broker may still get its later ones."""
        if self.owner.pending:
            self.owner.pending.popleft()
            self.is_fenced()

    def lands_late(self, which: int, count: int) -> None:
        """Let the broker take record batches of a worker that is not the owner any more."""
        if self.fenced:
            late = self.fenced[which % len(self.fenced)]
            for _ in range(min(count, len(late.pending))):
                self._land(late)

    def _land(self, writer: Writer) -> int | None:
        records, through = writer.pending.popleft()
        self.log += records
        return None if through is None else through + 1
