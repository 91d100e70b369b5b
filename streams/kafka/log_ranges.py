"""Asks the broker which offsets a partition's log has, and which topic it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack

from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError
from confluent_kafka import KafkaError as KafkaCode
from confluent_kafka import KafkaException

from streams.errors import BrokerDown
from streams.kafka.admin import Admin, admin, explain_answer
from streams.kafka.connection import retry_until_answered
from streams.kafka.start_position import LogRange
from streams.kafka.topics import topic_ids
from streams.settings import Settings

__all__ = ["BrokerClient", "log_ranges"]


PASSING = frozenset({
    KafkaCode.UNKNOWN_TOPIC_OR_PART, KafkaCode.LEADER_NOT_AVAILABLE, KafkaCode.NOT_LEADER_FOR_PARTITION,
    KafkaCode.REQUEST_TIMED_OUT, KafkaCode.BROKER_NOT_AVAILABLE, KafkaCode.REPLICA_NOT_AVAILABLE,
    KafkaCode.FENCED_LEADER_EPOCH, KafkaCode.UNKNOWN_LEADER_EPOCH, KafkaCode.OFFSET_NOT_AVAILABLE,
    KafkaCode.NETWORK_EXCEPTION, KafkaCode.KAFKA_STORAGE_ERROR,
})  # fmt: skip
"""Answers of a broker that change once a partition has a leader again. librdkafka's own errors, as of a connection that
breaks, have negative codes."""


async def log_ranges(client: Admin, places: Sequence[TopicPartition]) -> dict[TopicPartition, LogRange]:
    """Return the range of offsets of each partition, and its topic's id.

    The end counts open and aborted transactions, too: a commit after them is a position that the log has.
    """
    ids, starts, ends = await asyncio.gather(
        topic_ids(client, {place.topic for place in places}), client.offsets(places), client.offsets(places, latest=True)
    )
    return {place: LogRange(starts[place], ends[place], ids.get(place.topic, "")) for place in places}


class BrokerClient:
    """One admin client for the life of a worker. It connects at the first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Admin | None = None
        self._open = AsyncExitStack()
        self._lock = asyncio.Lock()

    async def client(self) -> Admin:
        """Return the client. Raises BrokerDown if no broker answers."""
        async with self._lock:
            if self._client is None:
                self._client = await self._open.enter_async_context(admin(self._settings))
            return self._client

    async def log_ranges(self, places: Iterable[TopicPartition]) -> dict[TopicPartition, LogRange]:
        """Return what `log_ranges` returns. Asks again until the broker answers. Raises NotAllowed if it denies the answer."""
        asked = list(places)
        return await retry_until_answered("where the inputs begin and end", lambda: self._ask(asked))

    async def _ask(self, places: Sequence[TopicPartition]) -> dict[TopicPartition, LogRange]:
        try:
            return await log_ranges(await self.client(), places)
        except KafkaException as error:
            cause = error.args[0]
            if cause.code() > 0 and cause.code() not in PASSING:
                raise explain_answer(self._settings, cause) from None
            raise KafkaTimeoutError(cause.str()) from None
        except BrokerDown as error:
            raise KafkaTimeoutError(str(error)) from None

    async def stop(self) -> None:
        """Close the client."""
        await self._open.aclose()
