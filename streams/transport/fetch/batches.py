"""Reads the record batches of a fetch within limits.

aiokafka reads each record batch that it can read. The tolerant reader (record_format.py) reads the others.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords

from agents.stage import WholeValue
from schemas.limits import Limits
from schemas.rejection import Reason, Rejection
from streams.transport.fetch.decompress import decompress
from streams.transport.fetch.record_format import ReadRecord, read_records

__all__ = ["BatchReader", "BoundedBatch", "PlacedRecord"]

LENGTH = struct.Struct(">i")
ATTRIBUTES = struct.Struct(">h")
LENGTH_AT, MAGIC_AT, ATTRIBUTES_AT, RECORDS_AT = 8, 16, 21, 61
"""Byte positions of fields in a record batch of format 2. The length field counts the bytes that follow it."""
PREFIX_BYTES = 12
FORMAT = 2


class PlacedRecord(NamedTuple):
    """A record from the tolerant reader, with its offset in the partition and the fields that aiokafka needs."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]
    rejection: Rejection | None
    whole: WholeValue | None
    checksum: None = None


class BoundedBatch:
    """A record batch of format 2 that is decompressed up to the limits. aiokafka's batch has all other attributes."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._batch, self._data, self._limits = DefaultRecordBatch(data), data, limits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        """Yield the records. If aiokafka cannot read a record, the tolerant reader yields all records from the first on.

        aiokafka's fetcher skips the records that it already has.
        """
        batch, complete = self._plain()
        if complete and len(batch) <= self._limits.record_bytes:
            try:
                yield from DefaultRecordBatch(batch)
            except UnicodeDecodeError:
                pass
            else:
                return
        yield from self._tolerantly(batch[RECORDS_AT:])

    def __next__(self) -> Any:
        """Return the first record. aiokafka asks a control batch for it, to see whether its transaction was aborted."""
        return next(iter(self))

    def _plain(self) -> tuple[bytes, bool]:
        """Return the batch in uncompressed form up to the limit, and whether this is the whole batch."""
        codec = self._batch.compression_type
        if not codec:
            return self._data, True
        payload, complete = decompress(codec, self._data[RECORDS_AT:], self._limits.batch_bytes)
        header = bytearray(self._data[:RECORDS_AT])
        LENGTH.pack_into(header, LENGTH_AT, RECORDS_AT - PREFIX_BYTES + len(payload))
        ATTRIBUTES.pack_into(header, ATTRIBUTES_AT, self._batch.attributes & ~DefaultRecordBatch.CODEC_MASK)
        return bytes(header) + payload, complete

    def _tolerantly(self, payload: bytes) -> Iterator[PlacedRecord]:
        last = -1
        for record in read_records(payload, self._limits):
            last = record.offset_delta
            yield self._placed(record)
        why = Rejection(Reason.RECORD_UNREADABLE, f"it comes after the first {self._limits.batch_bytes} bytes of its batch")
        for delta in range(last + 1, self._batch.last_offset_delta + 1):
            yield self._placed(ReadRecord(delta, 0, None, None, [], why, WholeValue(None, None)))

    def _placed(self, record: ReadRecord) -> PlacedRecord:
        batch = self._batch
        arrived = batch.timestamp_type == 1
        time = batch.max_timestamp if arrived else batch.first_timestamp + record.timestamp_delta
        return PlacedRecord(batch.base_offset + record.offset_delta, time, batch.timestamp_type, *record[2:])


class BatchReader:
    """Returns the record batches of a fetch, in order. It replaces aiokafka's MemoryRecords."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data, self._limits, self._at = bytes(data), limits, 0

    def size_in_bytes(self) -> int:
        """Return the size of the fetch in bytes."""
        return len(self._data)

    def has_next(self) -> bool:
        """Return whether the fetch has another complete batch. A fetch may end in the middle of a batch."""
        end = self._end()
        return end is not None and end <= len(self._data)

    def next_batch(self) -> Any:
        """Return the next complete batch, or None if there is none."""
        end = self._end()
        if end is None or end > len(self._data):
            return None
        data, self._at = self._data[self._at : end], end
        return BoundedBatch(data, self._limits) if data[MAGIC_AT] == FORMAT else MemoryRecords(data).next_batch()

    def _end(self) -> int | None:
        if self._at + MAGIC_AT >= len(self._data):
            return None
        length: int = LENGTH.unpack_from(self._data, self._at + LENGTH_AT)[0]
        return self._at + PREFIX_BYTES + length
