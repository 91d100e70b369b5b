"""The tolerant reader: it returns each record of a record batch, or the reason why the record cannot be read.

A record has Kafka's record format 2: length, attributes, time, offset, key, value and headers. Numbers are zigzag
varints. The tolerant reader is slow. It reads only the record batches that aiokafka's reader cannot read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from agents.stage import WholeValue
from schemas.limits import Limits
from schemas.rejection import Reason, Rejection

__all__ = ["KEPT_BYTES", "KEPT_KEY_BYTES", "ReadRecord", "read_records"]

KEPT_BYTES = 64 * 1024
"""How many bytes are kept of a value that is too long to be kept whole."""

KEPT_KEY_BYTES = 1024

LONGEST_VARINT = 10
Headers = list[tuple[str, bytes | None]]


class ReadRecord(NamedTuple):
    """A record as far as it could be read. The two deltas are relative to the base offset and time of the batch."""

    offset_delta: int
    timestamp_delta: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    rejection: Rejection | None
    whole: WholeValue | None


class _Broken(Exception):  # noqa: N818  it never leaves this module
    """The bytes end within a record, or do not follow the record format."""


def read_records(data: bytes, limits: Limits) -> Iterator[ReadRecord]:
    """Yield the records of a decompressed batch. Stop at the first record that is not complete."""
    at = 0
    while at < len(data):
        try:
            length, start = _varint(data, at)
            if length <= 0 or start + length > len(data):
                return
            record = _read(data, start, start + length, limits)
        except _Broken:
            return
        yield record
        at = start + length


def _read(data: bytes, at: int, end: int, limits: Limits) -> ReadRecord:
    time, at = _varint(data, at + 1)
    offset, at = _varint(data, at)
    key, at = _piece(data, at, end)
    value, at = _piece(data, at, end)
    if end - at + len(value or b"") + len(key or b"") > limits.record_bytes:
        size = len(value or b"")
        why = Rejection(Reason.RECORD_UNREADABLE, f"{size} bytes of value; a record has at most {limits.record_bytes} bytes")
        whole = WholeValue(size, hashlib.sha256(value or b"").hexdigest())
        return ReadRecord(offset, time, (key or b"")[:KEPT_KEY_BYTES], (value or b"")[:KEPT_BYTES], [], why, whole)
    headers, text = _headers(data, at, end)
    rejection = None if text else Rejection(Reason.RECORD_UNREADABLE, "the name of a header is not UTF-8")
    return ReadRecord(offset, time, key, value, headers, rejection, None)


def _headers(data: bytes, at: int, end: int) -> tuple[Headers, bool]:
    """Read the headers at position `at`. Return the headers, and whether all their names are UTF-8."""
    count, at = _varint(data, at)
    headers: Headers = []
    text = True
    for _ in range(count):
        name, at = _piece(data, at, end)
        value, at = _piece(data, at, end)
        shown = (name or b"").decode("utf-8", "replace")
        text = text and shown.encode() == (name or b"")
        headers.append((shown, value))
    return headers, text


def _piece(data: bytes, at: int, end: int) -> tuple[bytes | None, int]:
    """Read a length at position `at`, then that many bytes. Return the bytes and the position after them.

    The bytes are None if the length is negative. Raises _Broken if they go beyond `end`.
    """
    length, at = _varint(data, at)
    if length < 0:
        return None, at
    if at + length > end:
        raise _Broken
    return data[at : at + length], at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for index, byte in enumerate(data[at : at + LONGEST_VARINT]):
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:  # noqa: PLR2004  the highest bit says that more follow
            return (number >> 1) ^ -(number & 1), at + index + 1
    raise _Broken
