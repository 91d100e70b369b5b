"""Deletes rejected records from the start of each partition: the only deletion that Kafka offers."""

from __future__ import annotations

from aiokafka import TopicPartition
from aiokafka.admin.records_to_delete import RecordsToDelete

from schemas.topics import REJECTED
from streams.kafka.reader import OffsetRange, OffsetRanges
from streams.operate.session import Session

__all__ = ["delete", "to_delete"]


async def to_delete(kafka: Session, before: int | None) -> dict[TopicPartition, OffsetRange]:
    """Return what would be deleted: all that arrived before a time in ms, or everything."""
    held = await kafka.ranges(kafka.partitions(REJECTED), until=before)
    return {place: offsets for place, offsets in held.items() if len(offsets)}


async def delete(kafka: Session, ranges: OffsetRanges) -> None:
    """Move the start of each partition to the end of its range; later records stay."""
    await kafka.admin.delete_records({place: RecordsToDelete(before_offset=it.end) for place, it in ranges.items()})
