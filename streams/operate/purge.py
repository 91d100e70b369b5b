"""Deletes rejected records from the start of each partition. Kafka cannot delete records in the middle."""

from __future__ import annotations

from aiokafka import TopicPartition

from schemas.topics import REJECTED
from streams.kafka.reader import OffsetRange, OffsetRanges
from streams.operate.session import Session

__all__ = ["delete", "to_delete"]


async def to_delete(kafka: Session, before: int | None) -> dict[TopicPartition, OffsetRange]:
    """Return the ranges to delete: records that arrived before `before` (ms since 1970), or all if it is None."""
    held = await kafka.ranges(kafka.partitions(REJECTED), until=before)
    return {place: offsets for place, offsets in held.items() if len(offsets)}


async def delete(kafka: Session, ranges: OffsetRanges) -> None:
    """Delete the records of each partition up to the end of its range. Later records stay."""
    await kafka.admin.delete_records({place: it.end for place, it in ranges.items()})
