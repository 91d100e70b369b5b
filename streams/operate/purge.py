"""Deletes refused records from the start of each partition: the only deletion that Kafka knows."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.records_to_delete import RecordsToDelete

from schemas.topics import REJECTED
from streams.kafka.reader import Span, partitions, spans
from streams.settings import Settings

__all__ = ["delete", "doomed"]


async def doomed(consumer: AIOKafkaConsumer, settings: Settings, before: int | None) -> dict[TopicPartition, Span]:
    """Return what would be deleted: all that arrived before a moment in ms, or all there is."""
    places = partitions(REJECTED.full_name(settings.prefix), REJECTED.partitions)
    return {place: span for place, span in (await spans(consumer, places, until=before)).items() if len(span)}


async def delete(client: AIOKafkaAdminClient, spans_to_go: Mapping[TopicPartition, Span]) -> None:
    """Move the start of each partition behind its span; what arrived since stays."""
    await client.delete_records({place: RecordsToDelete(before_offset=span.end) for place, span in spans_to_go.items()})
