"""A worker killed at any moment loses nothing and publishes nothing twice under two ids."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from bench.pages import MadePage, make_pages
from schemas.topics import ARTICLES_CLEAN, ARTICLES_DECISIONS, FX_TICKS, PAGES_RAW
from streams.settings import Settings
from streams.topic_admin import admin, apply_topics
from tests.faults.oracle import compacted, count, read_all, verdict
from tests.support import envelope, publish, settled

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(280)]

HOOKED = Path(__file__).with_name("hooked_worker.py")
PAGES = 2000
KILLS = 5


def made(pages: int = PAGES) -> dict[int, list[MadePage]]:
    """Return the pages by raw partition: an article returns on its own partition, so first is first in every run."""
    share = pages // PAGES_RAW.partitions
    return {number: list(make_pages(share, seed=10 + number)) for number in range(PAGES_RAW.partitions)}


@contextmanager
def worker(settings: Settings, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process; kill it at the end if it still lives."""
    variables = settings.environment()
    arguments = command or ("-m", "streams", "worker")
    process = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **variables})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def fresh(brokers: str, name: str, pages: dict[int, list[MadePage]]) -> AsyncIterator[Settings]:
    """Give settings of a run of its own, with all pages published."""
    settings = Settings(brokers=brokers, prefix=f"{name}.", group=name, http_port=0, session_seconds=3, log_level="WARNING")
    async with admin(settings) as client:
        await apply_topics(client, settings)
    for partition, part in pages.items():
        await publish(settings, [(envelope(page), ()) for page in part], partition=partition)
    yield settings


async def clean(settings: Settings) -> list[tuple[bytes, bytes]]:
    return await asyncio.to_thread(read_all, settings.brokers, ARTICLES_CLEAN.full_name(settings.prefix))


async def more_than(settings: Settings, least: int, process: subprocess.Popen[bytes] | None = None) -> int:
    """Wait until the clean topic has more records than `least`, or the worker has ended; return how many."""
    topic = ARTICLES_CLEAN.full_name(settings.prefix)
    while (there := await asyncio.to_thread(count, settings.brokers, topic)) <= least and (not process or process.poll() is None):
        await asyncio.sleep(0.02)
    return there


async def test_five_kills_at_random_moments_lose_nothing(kafka_for_faults: str) -> None:
    pages = made()
    every = [page for part in pages.values() for page in part]
    articles = len({mark for page in every for mark in page.marks})
    async with fresh(kafka_for_faults, "calm", pages) as calm, fresh(kafka_for_faults, "killed", pages) as killed:
        with worker(calm):
            await settled(calm, 120)
        expected = await clean(calm)
        draw = random.Random(3)  # noqa: S311  the same moments in every run
        there = 0
        for hook in (None, None, "acked", "restore", None, None, None):
            with worker(killed, *([str(HOOKED), hook] if hook else [])) as process:
                if hook is None:
                    there = await more_than(killed, there + draw.randrange(articles // 12), process)
                    assert there < articles, "no lag was left to kill the worker in"
                    process.send_signal(signal.SIGKILL)
                assert await asyncio.to_thread(process.wait, 60) == -signal.SIGKILL
        with worker(killed):
            await settled(killed, 120)
        rows = await clean(killed)
    found = verdict(every, rows, "killed.")
    print(f"{KILLS} kills at random, 1 acknowledged but not committed, 1 while restoring: {found}")
    assert (found.lost, found.doubled) == ((), ())
    assert compacted(rows, "killed.") == compacted(expected, "calm.")
    for topic in (ARTICLES_DECISIONS, FX_TICKS):
        one, other = (
            {value for _, value in read_all(kafka_for_faults, topic.full_name(f"{name}."))} for name in ("calm", "killed")
        )
        assert len(one) == len(other), topic.name
