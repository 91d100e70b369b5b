"""The whole flow through Kafka: pages are published to a ready worker, which writes clean articles.

The measured time is from the first page to the last clean article, by the timestamps of the broker
(LogAppendTime).
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.child import Failed
from bench.flow.crawl import Crawl
from bench.flow.outcome import Flowed
from bench.flow.process import RunningWorker, running_worker
from schemas.topics import ARTICLES_CLEAN, PAGES_RAW, Topic
from streams.kafka.admin import Admin, admin
from streams.kafka.groups import committed
from streams.kafka.partitions import wanted_partitions
from streams.kafka.topics import apply_topics
from streams.settings import Settings
from streams.stages import STAGES

__all__ = ["run"]

POLL_SECONDS = 0.2
SECONDS = 120


def run(crawl: Crawl, settings: Settings) -> Flowed:
    """Run the pages through a new worker process, and return the measurement.

    The prefix in `settings` must be new: no topic on the broker has this prefix yet.
    """
    return asyncio.run(_run(crawl, settings))


async def _run(crawl: Crawl, settings: Settings) -> Flowed:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(admin(settings))
        await apply_topics(client, settings)
        consumer = await stack.enter_async_context(AIOKafkaConsumer(bootstrap_servers=settings.brokers, group_id=None))
        worker = stack.enter_context(running_worker(settings))
        cpu = worker.cpu_seconds()
        first = await _publish(crawl, settings)
        await asyncio.wait_for(_all_done(client, consumer, settings, worker), SECONDS)
        spent = worker.cpu_seconds()
        clean, last = await _last(consumer, ARTICLES_CLEAN, settings)
        return Flowed(
            crawl.pages, (last - first) / 1000, clean, spent - cpu if spent is not None and cpu is not None else None,
            worker.ready_seconds, worker.rss_bytes(),
        )  # fmt: skip


async def _publish(crawl: Crawl, settings: Settings) -> int:
    """Publish the pages, and return the earliest timestamp that the broker gave a page, in milliseconds."""
    pages, topic = list(crawl.records()), PAGES_RAW.full_name(settings.prefix)
    async with AIOKafkaProducer(
        bootstrap_servers=settings.brokers, enable_idempotence=True, max_batch_size=settings.batch_bytes
    ) as producer:
        sent = [await producer.send(topic, page.value, page.key, headers=list(page.headers)) for page in pages]
        times: list[int] = [metadata.timestamp for metadata in await asyncio.gather(*sent)]
        return min(times)


def _places(topic: Topic, settings: Settings) -> list[TopicPartition]:
    return [
        TopicPartition(topic.full_name(settings.prefix), partition) for partition in range(wanted_partitions(topic, settings))
    ]


async def _all_done(client: Admin, consumer: Any, settings: Settings, worker: RunningWorker) -> None:
    """Wait until each stage has committed all of its input. Raise Failed if the worker ends.

    The stages are checked in the order of the data flow, and a stage commits only after its outputs
    are written. So no output can be missed.
    """
    while await _behind(client, consumer, settings):
        worker.check()
        await asyncio.sleep(POLL_SECONDS)


async def _behind(client: Admin, consumer: Any, settings: Settings) -> bool:
    marks = await committed(client, settings.group)
    for stage in STAGES:
        ends = await consumer.end_offsets(_places(stage.reads, settings))
        if any(marks.get(place, 0) < end for place, end in ends.items()):
            return True
    return False


async def _last(consumer: Any, topic: Topic, settings: Settings) -> tuple[int, int]:
    """Return the number of records in a topic, and their latest timestamp in milliseconds.

    Raise Failed if the topic is empty.
    """
    ends = {place: end for place, end in (await consumer.end_offsets(_places(topic, settings))).items() if end}
    if not ends:
        raise Failed(f"nothing arrived on {topic.full_name(settings.prefix)}")
    times = []
    for place, end in ends.items():
        consumer.assign([place])
        consumer.seek(place, end - 1)
        times.append((await consumer.getone()).timestamp)
    return sum(ends.values()), max(times)
