"""A record that was not read whole, with the reason: it goes to the rejected topic."""

from __future__ import annotations

from typing import NamedTuple

from schemas.rejection import Refused

__all__ = ["KEPT_BYTES", "KEPT_KEY_BYTES", "CutRecord", "Whole"]

KEPT_BYTES = 64 * 1024
"""What is kept of a value that is not kept whole."""

KEPT_KEY_BYTES = 1024


class Whole(NamedTuple):
    """What is known of a value of which only the beginning was kept; None: it was not read to its end."""

    value_bytes: int | None
    sha256: str | None


class CutRecord(NamedTuple):
    """What could be read of a record; a `RawRecord`."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    refusal: Refused
    whole: Whole | None = None
