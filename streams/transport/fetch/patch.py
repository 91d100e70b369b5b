"""aiokafka's fetcher, made to read within limits."""

from __future__ import annotations

from functools import partial
from typing import Any

from aiokafka.consumer import fetcher

from schemas.limits import LIMITS, Limits
from streams.transport.fetch.batches import BatchReader, PlacedRecord
from streams.transport.fetch.cut import CutRecord

__all__ = ["BoundedFetch", "BoundedRecords", "bound_reads"]

MOST_BYTES = 4 * 1024 * 1024
"""Bytes of a partition's records handed out at once: a poll counts records, and they may be large."""

_consumer_record = fetcher.PartitionRecords._consumer_record  # noqa: SLF001  looked up once: it is called for every record

RECORD_BYTES = 300
"""Counted for a record beside its key and value."""


class BoundedRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    """The records of a fetched partition; what could not be read stands there as a CutRecord."""

    def _consumer_record(self, tp: Any, record: Any) -> Any:
        if type(record) is not PlacedRecord or record.refusal is None:
            return _consumer_record(self, tp, record)
        return CutRecord(
            tp.topic, tp.partition, record.offset, record.timestamp, record.key, record.value,
            tuple((name, value or b"") for name, value in record.headers), record.refusal, record.whole,
        )  # fmt: skip


class BoundedFetch(fetcher.FetchResult):  # type: ignore[misc]
    """What was fetched of a partition, handed out in portions of so many records and bytes."""

    _partition_records: Any

    def getall(self, max_records: int | None = None) -> list[Any]:
        """Return the next portion: at least one record where there is one."""
        if not self.check_assignment(self._topic_partition) or not self.has_more():
            return []
        portion: list[Any] = []
        room = MOST_BYTES
        for record in self._partition_records:
            portion.append(record)
            room -= len(record.value or b"") + len(record.key or b"") + RECORD_BYTES
            if room <= 0 or (max_records is not None and len(portion) >= max_records):
                self._update_position()
                return portion
        self._update_position()
        self._partition_records = None
        return portion


def bound_reads(limits: Limits = LIMITS) -> None:
    """Have all consumers of this process read within the limits; a worker calls it before its first.

    aiokafka has no way to give a consumer another fetcher: these are the three names that
    its fetcher reads batches by. tests/streams/test_reading.py fails where they change.
    """
    fetcher.MemoryRecords = partial(BatchReader, limits=limits)
    fetcher.PartitionRecords = BoundedRecords
    fetcher.FetchResult = BoundedFetch
