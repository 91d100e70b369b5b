"""The row of partitions that are added to raw pages while a worker runs."""

from __future__ import annotations

import asyncio
import time

from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions

from schemas.topics import PAGES_RAW
from streams.settings import Settings
from tests.faults.alone import both, fresh, judged, more_than, publish_all
from tests.faults.market import crawled_pages
from tests.faults.solo import solo
from tests.faults.stage import Ground, made_pages
from tests.faults.stops import parts
from tests.faults.verify import Verdict
from tests.support.kafka import settled

__all__ = ["partitions_added"]

PAGES = 240
SOME = 10
BEFORE = PAGES_RAW.default_partitions
ADDED = (BEFORE, BEFORE + 1)
TAKEN_UP_SECONDS = 30
"""Within this time the worker has done all pages of the new partitions."""


def grow(settings: Settings) -> None:
    """Add partitions to the topic of raw pages."""
    client, topic = AdminClient({"bootstrap.servers": settings.brokers}), PAGES_RAW.full_name(settings.prefix)
    client.create_partitions([NewPartitions(topic, BEFORE + len(ADDED))])[topic].result(30)


async def partitions_added(ground: Ground, row: str) -> Verdict:
    """Add partitions under load; AssertionError where the worker is late to read them, or the next one does not start."""
    usual = made_pages(PAGES)
    new = {number: crawled_pages(PAGES // BEFORE, number) for number in ADDED}
    first, second, third = parts(both(usual, new), 3)
    async with fresh(ground.direct, row, {number: first[number] for number in usual}) as settings:
        with solo(ground.command, settings) as worker:
            await more_than(settings, SOME, worker.process)
            await asyncio.to_thread(grow, settings)
            began = time.monotonic()
            await publish_all(settings, {number: first[number] for number in new})
            await publish_all(settings, second)
            async with asyncio.timeout(2 * TAKEN_UP_SECONDS):
                await settled(settings, worker.process)
            seconds = time.monotonic() - began
            await worker.stop()
        await publish_all(settings, third)
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
        assert seconds <= TAKEN_UP_SECONDS, f"the new partitions were done after {seconds:.0f} s"
        return await judged(settings, both(usual, new), note=f"new partitions done after {seconds:.0f} s")
