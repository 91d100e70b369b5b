"""What the broker alone knows of the inputs: where they end, and how long it keeps them.

Asked now and then, since a scrape must not wait for a broker. The fetches' own end of a
partition stands still while nothing is fetched of it: held, or its inbox full. An operator
who raises a topic's retention sees the time that is left grow.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiokafka.errors import ConsumerStoppedError, KafkaError
from faust.types import TP

from streams.errors import Stopped
from streams.kafka.topics import admin, retentions
from streams.settings import Settings
from streams.transport import BatchConsumer

__all__ = ["BrokerView"]

log = logging.getLogger("silkwire.metrics")

LOOK_SECONDS = 30
LONGEST_LOOK_SECONDS = 20


@dataclass(slots=True)
class BrokerView:
    """The last answers; what was never answered is missing."""

    settings: Settings
    consumer: BatchConsumer
    inputs: tuple[str, ...]
    """Full names of the topics that the stages read."""
    retention_ms: dict[str, int] = field(default_factory=dict)
    ends: dict[TP, int] = field(default_factory=dict)

    async def follow(self) -> None:
        """Ask again and again, for ever."""
        while True:
            await self.look(self.consumer.assignment())
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, partitions: Iterable[TP]) -> None:
        """Ask once; a broker that does not answer leaves what it said before, and a warning."""
        asked = [tp for tp in partitions if tp.topic in self.inputs]
        try:
            async with asyncio.timeout(LONGEST_LOOK_SECONDS), admin(self.settings) as client:
                self.retention_ms |= await retentions(client, self.inputs)
                self.ends = dict(await self.consumer.highwaters(*asked)) if asked else {}
        except (Stopped, KafkaError, ConsumerStoppedError, OSError, TimeoutError, asyncio.CancelledError) as error:
            if _told_to_end():
                raise
            log.warning("lag and retention in the metrics are older than they should be: %s: %s", type(error).__name__, error)


def _told_to_end() -> bool:
    """Tell whether this task was cancelled; a connection that breaks cancels its own requests alone."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
