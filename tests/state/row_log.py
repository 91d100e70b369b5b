"""A stage whose state shows the rows that it was given, for tests of what is restored."""

from __future__ import annotations

from agents.clock import RowClock
from agents.occurrences import Seen
from agents.stage import Result, Stage
from schemas.state import StateRow
from schemas.topics import TICKS_RAW

__all__ = ["STAGE", "RowLog"]


class RowLog:
    """A state that shows which rows it was given, in order."""

    def __init__(self) -> None:
        self.clock = RowClock(1)
        self.seen = Seen(self.clock, 1)
        self.crowded = 0
        self.rows: list[tuple[int, int]] = []
        """Offset and index."""

    def apply(self, row: StateRow) -> None:
        self.rows.append((row.offset, row.index))

    def __len__(self) -> int:
        return len(self.rows)


STAGE = Stage(
    "ticks", "Add nothing.", TICKS_RAW, (),
    decode=lambda _: StateRow(offset=0, index=0, arrival=0, algorithm="a"), step=lambda *_: Result(),
    algorithm="a", new_state=RowLog, row=StateRow,
)  # fmt: skip
