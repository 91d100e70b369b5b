"""The rows of a log that is not the one that was read: a topic made again, a log whose end is lost."""

from __future__ import annotations

import asyncio
import os
import struct
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local import LocalKafka
from schemas.topics import PAGES_RAW
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics
from streams.settings import Settings
from tests.faults.advice import NOT_IN_LOG, go_on
from tests.faults.alone import both, fresh, judged, more_than, publish_all
from tests.faults.oracle import count
from tests.faults.solo import solo
from tests.faults.stage import Ground, Pages, made_pages
from tests.faults.stops import parts
from tests.faults.undisturbed import AFTER_SPLIT
from tests.faults.verify import Verdict
from tests.support.kafka import POLL_SECONDS, settled

__all__ = ["end_lost", "topic_remade"]

PAGES = 240
SOME = 10
BATCH_HEAD = struct.Struct(">qi")
"""Base offset of a record batch, and how many bytes follow."""

REBUILT = {".index", ".timeindex", ".snapshot"}
"""Files of a partition that the broker makes again from its log."""


async def remake(settings: Settings) -> None:
    """Delete the topic of raw pages, and make it again."""
    name, client = PAGES_RAW.full_name(settings.prefix), AdminClient({"bootstrap.servers": settings.brokers})
    await asyncio.to_thread(client.delete_topics([name])[name].result, 30)
    while name in (await asyncio.to_thread(client.list_topics, timeout=30)).topics:
        await asyncio.sleep(POLL_SECONDS)
    async with admin(settings) as topics:
        await apply_topics(topics, settings)


async def topic_remade(ground: Ground, row: str) -> Verdict:
    """Make the topic of raw pages again under load: AssertionError where no worker stops for it.

    The pages that the old topic took along are not asked for; those before and after them are.
    """
    first, second, *rest = parts(made_pages(PAGES), 4)
    third = both(*rest)
    async with fresh(ground.direct, row, first) as settings:
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
            there = await more_than(settings, -1)
            await publish_all(settings, second)
            await more_than(settings, there + SOME, worker.process)
            await remake(settings)
            await publish_all(settings, third)  # so that the new log, too, has the offset at which the worker is
            await worker.ends_with(NOT_IN_LOG)
        with solo(ground.command, settings) as worker:
            await worker.ends_with(NOT_IN_LOG)
        note = await go_on(ground.command, settings)
        return await judged(settings, both(first, third), note=note, among_others=True, stages=AFTER_SPLIT)


def cut(partition: Path, end: int) -> None:
    """Cut a partition's log at an offset at which a record batch begins, as a power cut may do."""
    (segment,) = partition.glob("*.log")
    there, at = segment.read_bytes(), 0
    while at < len(there):
        base, length = BATCH_HEAD.unpack_from(there, at)
        if base >= end:
            break
        at += BATCH_HEAD.size + length
    os.truncate(segment, at)
    for file in partition.iterdir():
        if file.suffix in REBUILT:
            file.unlink()


async def counted(brokers: str, topic: str) -> int:
    """Return how many records a topic has, once a broker that has just started knows it."""
    while True:
        with suppress(KafkaException):
            return await asyncio.to_thread(count, brokers, topic)
        await asyncio.sleep(POLL_SECONDS)


async def end_lost(ground: Ground, row: str) -> Verdict:
    """Take the end of a log from under a worker: AssertionError where it does not stop, or skips what comes next."""
    first, second, third = parts(made_pages(PAGES), 3)
    few = {number: pages[:5] for number, pages in third.items()}
    with TemporaryDirectory(prefix="silkwire-cut-", ignore_cleanup_errors=True) as directory:
        kafka = LocalKafka(Path(directory), properties={"group.min.session.timeout.ms": "1000"})
        await asyncio.to_thread(kafka.start)
        try:
            return await _end_lost(ground, row, kafka, Path(directory) / "data", (first, second, few))
        finally:
            kafka.kill()


async def _end_lost(ground: Ground, row: str, kafka: LocalKafka, data: Path, waves: tuple[Pages, Pages, Pages]) -> Verdict:
    first, second, third = waves
    async with fresh(kafka.bootstrap, row, first) as settings:
        await publish_all(settings, second)
        topic = PAGES_RAW.full_name(settings.prefix)
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
            kafka.kill()
            for number in first:
                cut(data / f"{topic}-{number}", len(first[number]))
            await asyncio.to_thread(kafka.start)
            left = await counted(kafka.bootstrap, topic)
            assert left == sum(map(len, first.values())), f"the broker has {left} pages after the cut"
            await worker.ends_with(NOT_IN_LOG)
        await publish_all(settings, third)  # fewer than were lost: the log ends before the commit, still
        with solo(ground.command, settings) as worker:
            await worker.ends_with(NOT_IN_LOG)
        note = await go_on(ground.command, settings)
        return await judged(settings, both(first, second, third), note=note, stages=AFTER_SPLIT)
