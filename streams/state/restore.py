"""From the records of a state topic to a partition's memory.

The rule that makes a verdict independent of crashes: a record sees only rows that lower
input offsets caused. Rows at or above the offset we go on from were written by a run that
did not commit them; they are left out here and written again, the same, by this run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from agents.stage import Stage, State
from schemas.codec import decode
from schemas.rejection import Refused
from schemas.state import CHECKPOINT_KEY, Checkpoint, StateRow
from streams.errors import StateRefused

__all__ = ["Replay", "Restored", "StateRecord"]

StateRecord = tuple[int, bytes | None, bytes | None]
"""Offset, key and value of a record of a state topic."""

R = TypeVar("R", StateRow, Checkpoint)


@dataclass(slots=True)
class Restored:
    """A partition's state: all rows of input offsets up to `through` are in it.

    `position`: where to read on in the state topic. `arrival`: greatest broker time of the
    input so far, ms. `generation`: the assignment it was made ready for.
    """

    state: State
    through: int = -1
    arrival: int = 0
    position: int = 0
    generation: int = -1
    _last: tuple[int, int] = (-1, -1)

    def take(self, rows: Iterable[StateRow]) -> None:
        """Apply rows in order, each once: a crashed or fenced run may have written some twice."""
        for row in rows:
            if (row.offset, row.index) > self._last:
                self.state.apply(row)
                self._last = (row.offset, row.index)

    def advance(self, rows: Sequence[StateRow], through: int, arrival: int) -> None:
        """Note a batch whose rows the step has applied already."""
        if rows:
            self._last = (rows[-1].offset, rows[-1].index)
        self.through = through
        self.arrival = max(self.arrival, arrival)


@dataclass(slots=True)
class Replay:
    """Reads state records into a memory, up to the input offset `below` (None: all of them)."""

    stage: Stage
    held: Restored
    below: int | None
    _waiting: list[StateRow] = field(default_factory=list)

    def feed(self, records: Iterable[StateRecord]) -> None:
        """Take records in order; raises StateRefused for what is not ours.

        Rows count once the checkpoint behind them is read: without one, their batch was
        never finished, so never committed. A checkpoint that does not join on to what is
        there means that rows are missing before it: it does not count, until a later run
        has filled the hole.
        """
        for position, key, value in records:
            if key == CHECKPOINT_KEY:
                self._checkpoint(self._read(Checkpoint, value))
                self.held.position = position + 1
            else:
                self._waiting.append(self._read(self.stage.row or StateRow, value))

    def _checkpoint(self, checkpoint: Checkpoint) -> None:
        held, rows = self.held, self._waiting
        self._waiting = []
        above = self.below is not None and checkpoint.since >= self.below
        if above or (held.through >= 0 and checkpoint.since > held.through + 1):
            return
        through = checkpoint.through if self.below is None else min(checkpoint.through, self.below - 1)
        held.take(row for row in rows if row.offset <= through)
        held.through = max(held.through, through)
        held.arrival = max(held.arrival, checkpoint.arrival)

    def _read(self, kind: type[R], value: bytes | None) -> R:
        topic = self.stage.state_topic.name if self.stage.state_topic else self.stage.name
        try:
            row = decode(kind, value)
        except Refused as refusal:
            msg = f"{topic} holds a record that is no state row ({refusal.detail}): something else writes there, find and stop it"
            raise StateRefused(msg) from None
        if row.algorithm != self.stage.algorithm:
            msg = (
                f"{topic} was written by algorithm '{row.algorithm}', this release uses '{self.stage.algorithm}': run the "
                f"release that wrote it, or give this one a new SILKWIRE_PREFIX and SILKWIRE_GROUP and replay the pages"
            )
            raise StateRefused(msg)
        return row
