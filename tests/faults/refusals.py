"""Rows in which the broker says no: an output too large for its topic, state it will not take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

from schemas.topics import PAGES_RAW, Topic
from streams.kafka.admin import admin
from streams.kafka.partitions import wanted_partitions
from streams.stages import STAGES
from tests.faults.stage import Run
from tests.support.kafka import until

__all__ = ["refused", "replayed"]

REFUSED_SECONDS = 8.0
TINY = "200"
"""Bytes: less than any record."""


def refused(*topics: Topic) -> Callable[[Run], Awaitable[None]]:
    """Have the broker refuse all records of some topics for a while: every worker must end, none may commit."""

    async def play(run: Run) -> None:
        run.fleet.start()
        await run.progress()
        with run.fault():
            await _limit(run, dict.fromkeys(topics, TINY))
            async with asyncio.timeout(60):
                await until(lambda: asyncio.sleep(0, run.fleet.restarts > 1))
            await asyncio.sleep(REFUSED_SECONDS)
            await _limit(run, {topic: str(topic.max_bytes) for topic in topics})
        await run.progress()
        await run.fleet.kill()
        run.fleet.start()

    return play


async def _limit(run: Run, sizes: Mapping[Topic, str]) -> None:
    async with admin(run.watched) as client:
        await client.alter({topic.full_name(run.settings.prefix): {"max.message.bytes": size} for topic, size in sizes.items()})


async def replayed(run: Run) -> None:
    """Send the group back to the first page once, and once to the first record of every stage."""
    run.fleet.start()
    await run.progress()
    for topics in ([PAGES_RAW], [stage.reads for stage in STAGES]):
        await run.fleet.stop()
        await asyncio.to_thread(rewind, run, topics)
        run.fleet.start()
        await run.pause(6, 8)


def rewind(run: Run, topics: list[Topic]) -> None:
    """Set the commits of a group that has no member back to 0."""
    client = AdminClient({"bootstrap.servers": run.ground.direct})
    places = [
        TopicPartition(topic.full_name(run.settings.prefix), n, 0)
        for topic in topics
        for n in range(wanted_partitions(topic, run.settings))
    ]
    request = ConsumerGroupTopicPartitions(run.settings.group, places)
    for answer in client.alter_consumer_group_offsets([request]).values():
        for place in answer.result(10).topic_partitions or ():
            assert place.error is None, place
