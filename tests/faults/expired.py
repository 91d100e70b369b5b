"""The rows of commits that are gone: Kafka forgets those of a group without members after a week."""

from __future__ import annotations

import asyncio

from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient

from schemas.topics import PAGES_RAW, PAGES_REPORTS
from streams.settings import Settings
from tests.faults.advice import NOT_IN_LOG, go_on
from tests.faults.alone import both, fresh, judged, publish_all
from tests.faults.oracle import count
from tests.faults.solo import solo
from tests.faults.stage import Ground, made_pages
from tests.faults.stops import parts
from tests.faults.undisturbed import AFTER_SPLIT
from tests.faults.verify import Verdict
from tests.support.kafka import settled

__all__ = ["commits_expired", "commits_gone"]

PAGES = 240
ANSWER_SECONDS = 30


def forget(settings: Settings) -> None:
    """Delete the group with all its commits."""
    client = AdminClient({"bootstrap.servers": settings.brokers})
    client.delete_consumer_groups([settings.group])[settings.group].result(ANSWER_SECONDS)


def delete_before(settings: Settings, offsets: dict[int, int]) -> None:
    """Delete the raw pages of each partition below an offset, as retention does."""
    client, topic = AdminClient({"bootstrap.servers": settings.brokers}), PAGES_RAW.full_name(settings.prefix)
    for deleted in client.delete_records([TopicPartition(topic, *place) for place in offsets.items()]).values():
        deleted.result(ANSWER_SECONDS)


async def commits_gone(ground: Ground, row: str) -> Verdict:
    """Let Kafka forget the commits of a stopped group; AssertionError where a page is read twice."""
    pages = made_pages(PAGES)
    first, second = parts(pages, 2)
    async with fresh(ground.direct, row, first) as settings:
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
            await worker.stop()
        await publish_all(settings, second)
        await asyncio.to_thread(forget, settings)
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
            await worker.stop()
        reports = await asyncio.to_thread(count, settings.brokers, PAGES_REPORTS.full_name(settings.prefix))
        assert reports == PAGES, f"{reports} reports of {PAGES} pages"
        return await judged(settings, pages)


async def commits_expired(ground: Ground, row: str) -> Verdict:
    """Let Kafka forget the commits, and retention delete unread pages: AssertionError where the worker does not stop."""
    first, second, third = parts(made_pages(PAGES), 3)
    async with fresh(ground.direct, row, first) as settings:
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
            await worker.stop()
        await publish_all(settings, second)
        await publish_all(settings, third)
        await asyncio.to_thread(forget, settings)
        await asyncio.to_thread(delete_before, settings, {it: len(part) for it, part in both(first, second).items()})
        with solo(ground.command, settings) as worker:
            await worker.ends_with(NOT_IN_LOG)
        note = await go_on(ground.command, settings)
        return await judged(settings, both(first, third), note=note, stages=AFTER_SPLIT)
