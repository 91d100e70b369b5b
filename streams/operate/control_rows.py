"""Reads the last rows of the control topic, for commands. Workers follow the topic (streams/control/topic.py)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TypeVar

from schemas.codec import decode
from schemas.control import ControlRow
from schemas.rejection import Rejection
from schemas.topics import CONTROL
from streams.operate.session import Session

__all__ = ["read_control", "rows_of"]

R = TypeVar("R", bound=ControlRow)


async def read_control(kafka: Session) -> dict[bytes, bytes]:
    """Return the last value of each key of the control topic. A key whose last record is a tombstone is left out."""
    found: dict[bytes, bytes] = {}
    async for record in kafka.records(await kafka.ranges(kafka.partitions(CONTROL))):
        if record.value:
            found[record.key or b""] = record.value
        else:
            found.pop(record.key or b"", None)
    return found


def rows_of(kind: type[R], control: Mapping[bytes, bytes], begins: str) -> list[R]:
    """Return the rows whose keys begin with `begins`, such as `hold|`. An invalid row is left out: workers log it."""
    rows = []
    for key, value in control.items():
        if key.startswith(begins.encode()):
            with suppress(Rejection):
                rows.append(decode(kind, value))
    return rows
