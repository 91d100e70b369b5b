"""One command's connection to Kafka: an admin client, and a consumer without a group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import TOPICS, Topic
from streams.kafka.admin import Admin, admin
from streams.kafka.reader import OffsetRange, OffsetRanges, offset_ranges, open_reader, read_ranges
from streams.kafka.topics import known_id, missing
from streams.settings import Settings

__all__ = ["Progress", "Session", "ignore_progress"]

Progress = Callable[[int], None]
"""A callback that gets the number of records (or other steps) done since the previous call."""


def ignore_progress(_steps: int) -> None:
    """Ignore the progress."""


class Session:
    """The Kafka clients of one command. They are open inside `async with Session(settings) as kafka`.

    An error of Kafka inside the block is raised as BrokerDown or NotAllowed.
    """

    admin: Admin
    consumer: AIOKafkaConsumer
    partition_counts: dict[str, int]
    """The number of partitions of each topic of the registry that exists, by full name."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.topic_ids: dict[str, str] = {}
        """The broker's id of each topic of the registry that exists, by full name; empty if the broker has no ids."""
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            self.admin = await opening.enter_async_context(admin(self.settings))
            found = await self.admin.describe(topic.full_name(self.settings.prefix) for topic in TOPICS)
            self.topic_ids = {name: known_id(it) for name, it in found.items()}
            self.partition_counts = {name: len(it.partitions) for name, it in found.items()}
            self.consumer = await opening.enter_async_context(open_reader(self.settings))
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._open.__aexit__(kind, error, trace)

    def partitions(self, topic: Topic) -> list[TopicPartition]:
        """Return all partitions of a topic, with the full name that the topic has on the broker.

        Raises TopicMissing if the topic does not exist. So a command refuses only what it needs.
        """
        name = topic.full_name(self.settings.prefix)
        if name not in self.partition_counts:
            raise missing(name)
        return [TopicPartition(name, number) for number in range(self.partition_counts[name])]

    async def ranges(
        self, places: Iterable[TopicPartition], since: int | None = None, until: int | None = None
    ) -> dict[TopicPartition, OffsetRange]:
        """Return the range of offsets that each partition has now.

        `since` and `until` are in ms since 1970. With them, a range has only records that arrived
        at or after `since`, and before `until`.
        """
        return await offset_ranges(self.consumer, places, since, until)

    def records(self, wanted: OffsetRanges, on_progress: Progress = ignore_progress) -> AsyncIterator[Any]:
        """Yield the records of all ranges. The records of one partition come in order."""
        return read_ranges(self.consumer, wanted, on_progress)
