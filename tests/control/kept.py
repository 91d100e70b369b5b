"""A control topic in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from aiokafka.errors import RequestTimedOutError

from schemas.codec import encode
from schemas.control import Attempt, ControlRow, control_key
from streams.control import ControlLog
from streams.settings import Settings

__all__ = ["Kept"]


class Kept(ControlLog):
    """A control topic in memory; `written` has its rows in order."""

    def __init__(self, *left: ControlRow) -> None:
        super().__init__(Settings(), "control")
        self.written: list[ControlRow] = []
        self.refusals = 0
        """How many tombstones the broker does not take."""
        self.late = False
        """Whether tombstones are on the way, and are acknowledged once this is false."""
        for row in left:
            self.take(control_key(row), encode(row))

    async def put(self, rows: Iterable[ControlRow]) -> None:
        for row in rows:
            self.written.append(row)
            self.take(control_key(row), encode(row))

    async def remove(self, rows: Iterable[ControlRow]) -> None:
        for row in rows:
            if self.refusals:
                self.refusals -= 1
                raise RequestTimedOutError
            self.take(control_key(row), None)
            while self.late:
                await asyncio.sleep(0)

    def resume(self) -> None:
        """Lift the hold on partition 0 of `pages`, as an operator does."""
        self.take(b"tally|pages|0", None)
        self.take(b"hold|pages|0", None)

    def statuses(self) -> list[str]:
        return [row.status for row in self.written if isinstance(row, Attempt)]
