"""Makes aiokafka's fetcher read within limits, by replacing three of its classes.

Replaced in aiokafka.consumer.fetcher: MemoryRecords, PartitionRecords, FetchResult.

Private attributes of aiokafka that are used:
  PartitionRecords._consumer_record                         makes a ConsumerRecord
  FetchResult._topic_partition, _partition_records          the partition, and the records that are left of the fetch
  FetchResult._update_position                              moves the position past the records that were returned
"""

from __future__ import annotations

from functools import partial
from typing import Any

from aiokafka.consumer import fetcher

from agents.stage import UnreadableRecord
from schemas.limits import LIMITS, Limits
from streams.transport.fetch.batches import BatchReader, PlacedRecord

__all__ = ["BoundedFetch", "BoundedRecords", "limit_fetches"]

MOST_BYTES = 4 * 1024 * 1024
"""Bytes of one partition after which a poll returns. aiokafka itself limits only the number of records."""

_consumer_record = fetcher.PartitionRecords._consumer_record  # noqa: SLF001  looked up once: it is called for every record

RECORD_BYTES = 300
"""What each record adds to the size of a portion, in addition to the bytes of its key and value."""


class BoundedRecords(fetcher.PartitionRecords):  # type: ignore[misc]
    """The fetched records of one partition. A record that could not be read is an UnreadableRecord."""

    def _consumer_record(self, tp: Any, record: Any) -> Any:
        if type(record) is not PlacedRecord or record.rejection is None:
            return _consumer_record(self, tp, record)
        return UnreadableRecord(
            tp.topic, tp.partition, record.offset, record.timestamp, record.key, record.value,
            tuple((name, value or b"") for name, value in record.headers), record.rejection, record.whole,
        )  # fmt: skip


class BoundedFetch(fetcher.FetchResult):  # type: ignore[misc]
    """The fetched records of one partition, returned in portions that are limited in records and bytes."""

    _partition_records: Any

    def getall(self, max_records: int | None = None) -> list[Any]:
        """Return the next portion, which has at least one record.

        Return an empty list if no record is left, or if the partition was revoked, paused, or moved to another offset.
        """
        if not self.check_assignment(self._topic_partition) or not self.has_more():
            return []
        portion: list[Any] = []
        left = MOST_BYTES
        for record in self._partition_records:
            portion.append(record)
            left -= len(record.value or b"") + len(record.key or b"") + RECORD_BYTES
            if left <= 0 or (max_records is not None and len(portion) >= max_records):
                self._update_position()
                return portion
        self._update_position()
        self._partition_records = None
        return portion


def limit_fetches(limits: Limits = LIMITS) -> None:
    """Make all Kafka consumers of this process read within the limits. Call it before the first consumer is created.

    aiokafka has no option for another fetcher. So this function replaces three names in the module of the fetcher.
    tests/streams/test_fetch.py fails if aiokafka changes these names.
    """
    fetcher.MemoryRecords = partial(BatchReader, limits=limits)
    fetcher.PartitionRecords = BoundedRecords
    fetcher.FetchResult = BoundedFetch
