"""Ends a worker under which a topic was deleted, or deleted and made again.

A fetch does not notice a new topic whose log has the worker's position, too. A send to a topic that is gone waits, and
names no cause.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from confluent_kafka import KafkaException

from schemas.topics import TOPICS
from streams.errors import BrokerDown, TopicMissing
from streams.kafka.log_ranges import BrokerClient
from streams.kafka.topics import topic_ids
from streams.settings import Settings
from streams.transport import BatchConsumer

__all__ = ["TopicWatch"]

log = logging.getLogger("silkwire.topics")

LOOK_SECONDS = 10

LOOKS_WITHOUT_TOPIC = 2
"""How often in a row a topic must be missing: a broker that has just started may not know all topics yet."""


@dataclass(slots=True)
class TopicWatch:
    """Compares the topics on the broker with the registry, and with the topics of the assigned partitions."""

    settings: Settings
    broker: BrokerClient
    consumer: BatchConsumer
    _missing: dict[str, int] = field(default_factory=dict)

    async def follow(self) -> None:
        """Look at intervals, until this task is cancelled.

        Raises LogTruncated if an input topic was made again, and TopicMissing if a topic is gone.
        """
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once. A broker that does not answer is asked at the next look."""
        names = [topic.full_name(self.settings.prefix) for topic in TOPICS]
        try:
            ids = await topic_ids(await self.broker.client(), names)
        except (KafkaException, BrokerDown) as error:
            log.warning("the broker does not list the topics now: %s", error)
            return
        self._missing = {name: self._missing.get(name, 0) + 1 for name in names if name not in ids}
        for name, looks in self._missing.items():
            if looks >= LOOKS_WITHOUT_TOPIC:
                raise TopicMissing(f"topic {name} was deleted. Run: silkwire topics apply; then: silkwire worker")
        await self.consumer.check_topic_ids(ids)
